package org.gradoracle.program;

import org.gradoracle.tensor.ArrayTensor;

/** What a backward pass has to say of one value: its gradient, or why there is none. */
public sealed interface Gradient {

  /**
   * The gradient.
   *
   * @param tensor in the shape of the value
   */
  record Known(ArrayTensor tensor) implements Gradient {}

  /**
   * There is none.
   *
   * @param reason the kind of reason
   * @param message one line that names the rule or the value
   */
  record Absent(Reason reason, String message) implements Gradient {

    /** No gradient, as the loss does not depend on the value. */
    public static Absent unreached(Var row) {
      return new Absent(Reason.UNREACHED, "the loss does not depend on '" + row + "'");
    }
  }

  /**
   * Of a value that the loss does not depend on: zeros for one output of several, as the rules of
   * its step are given them, and none for any other.
   *
   * @param value the value's
   */
  static Gradient unreached(Var row, ArrayTensor value) {
    return row instanceof Step step && step.isOutput()
        ? new Known(value.zerosLike())
        : Absent.unreached(row);
  }

  /** Why a value has no gradient. */
  enum Reason {
    /** A rule it needs is not written, or depends on one that is not. */
    MISSING,
    /** A rule gave a gradient of the wrong shape, or gave an operation shapes that do not fit. */
    SHAPE,
    /** A rule threw an exception or returned null. */
    THREW,
    /** A rule gave a gradient of another element type than the run's. */
    DTYPE,
    /** A rule it needs is raw loops over {@code float[]}, and the run is in float64. */
    FLOAT32_ONLY,
    /** The loss does not depend on it. */
    UNREACHED
  }
}
