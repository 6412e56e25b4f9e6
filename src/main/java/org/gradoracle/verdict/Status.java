package org.gradoracle.verdict;

import org.gradoracle.program.Gradient.Absent;

/** The verdict on one row. */
public enum Status {
  /** The hand-written gradient is autograd's, up to rounding. */
  PASS,
  /**
   * It is in float64; in float32 it loses more precision than is allowed, as a difference of nearly
   * equal numbers does. The formula is right, and not fit for float32 at such values.
   */
  IMPRECISE,
  /** It is not. */
  FAIL,
  /**
   * The true gradient is zero: both agree on that, but a formula that always gives zero would, too.
   */
  ZERO,
  /** A rule is not written, or needs the gradient of a row whose rule is not. */
  MISSING,
  /** The loss does not depend on the value. */
  UNREACHED,
  /**
   * A rule gave a gradient of the wrong shape, or an operation in it met shapes that do not fit.
   */
  SHAPE,
  /** NaN or infinite elements, which are close to nothing. */
  NONFINITE;

  /** The status of a row that has no gradient of ours or of the reference's. */
  public static Status of(Absent absent) {
    return switch (absent.reason()) {
      case MISSING -> MISSING;
      case SHAPE -> SHAPE;
      case THREW, DTYPE, FLOAT32_ONLY -> FAIL;
      case UNREACHED -> UNREACHED;
    };
  }

  /** How a sentence puts it: the rule is wrong, missing, of the wrong shape. */
  public String adjective() {
    return switch (this) {
      case PASS -> "right";
      case IMPRECISE -> "imprecise";
      case FAIL -> "wrong";
      case ZERO -> "zero";
      case MISSING -> "missing";
      case UNREACHED -> "not reached";
      case SHAPE -> "of the wrong shape";
      case NONFINITE -> "not finite";
    };
  }

  /** Whether a run with this row can pass. */
  public boolean passed() {
    return this == PASS || this == IMPRECISE || this == ZERO;
  }

  /**
   * Which of several decides, the least first: what fails, before what is right in float64 alone,
   * before a pass, before a zero, which proves nothing.
   */
  public int rank() {
    return switch (this) {
      case FAIL, MISSING, UNREACHED, SHAPE, NONFINITE -> 0;
      case IMPRECISE -> 1;
      case PASS -> 2;
      case ZERO -> 3;
    };
  }
}
