package org.gradoracle.judge;

import java.util.List;
import org.gradoracle.program.Step;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Tensor;

/**
 * What a step reads and gives, in both element types.
 *
 * @param float32 rounded
 * @param float64 at the same values, unless one overflows in float32
 */
record StepValues(Typed float32, Typed float64) {

  /** In one element type. */
  record Typed(List<ArrayTensor> inputs, ArrayTensor output) {

    private static Typed of(Step step, Dtype dtype, List<ArrayTensor> inputs) {
      List<ArrayTensor> typed = inputs.stream().map(dtype::cast).toList();
      return new Typed(typed, (ArrayTensor) step.forward(List.<Tensor>copyOf(typed)));
    }

    /** Asks the reference for the products under an upstream. */
    RuleRun under(Step step, ArrayTensor upstream, Reference reference) {
      return new RuleRun(
          inputs, output, upstream, reference.pullback(step::forward, inputs, upstream));
    }
  }

  /** Runs the forward line at these inputs. */
  static StepValues of(Step step, List<ArrayTensor> inputs) {
    return new StepValues(
        Typed.of(step, Dtype.FLOAT32, inputs), Typed.of(step, Dtype.FLOAT64, inputs));
  }

  /** How many elements the step has, inputs and output together. */
  long size() {
    return float64.output().size() + float64.inputs().stream().mapToLong(ArrayTensor::size).sum();
  }
}
