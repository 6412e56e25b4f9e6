package org.gradoracle.judge;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.program.Step;
import org.gradoracle.program.Var;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;

/**
 * What another program gives at a program's own inputs: some of its values and gradients, by the
 * name of the value.
 *
 * @param upstreams the gradients of the {@linkplain org.gradoracle.program.Program#outputs
 *     outputs}, in their shapes, in float32
 * @param values what forward lines give
 * @param gradients of parameters and of what is between
 */
public record Given(
    Map<String, FloatTensor> upstreams, Map<String, Result> values, Map<String, Result> gradients) {

  /**
   * A tensor of the other program's.
   *
   * @param tensor in float32 or float64
   * @param type the element type in which it was computed, as NumPy calls it
   */
  public record Result(ArrayTensor tensor, String type) {

    /** Whether there is a limit to judge by: it was computed in float32 or in float64. */
    boolean judged() {
      return type.equals(tensor.dtype().toString());
    }

    boolean inFloat32() {
      return tensor.dtype() == Dtype.FLOAT32;
    }

    /** Whether what follows from it can be computed. */
    boolean isUsable(Shape expected) {
      return judged() && tensor.shape().equals(expected) && NonFinite.isFinite(tensor);
    }
  }

  /** Copies of the maps. */
  public Given {
    upstreams = Map.copyOf(upstreams);
    values = Map.copyOf(values);
    gradients = Map.copyOf(gradients);
  }

  Optional<Result> value(Var var) {
    return Optional.ofNullable(values.get(var.name()));
  }

  Optional<Result> gradient(Var var) {
    return Optional.ofNullable(gradients.get(var.name()));
  }

  FloatTensor upstream(Step output) {
    return Objects.requireNonNull(upstreams.get(output.name()));
  }

  /** The upstreams alone. */
  Given nothing() {
    return new Given(upstreams, Map.of(), Map.of());
  }
}
