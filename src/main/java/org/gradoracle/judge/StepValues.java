package org.gradoracle.judge;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gradoracle.program.Step;
import org.gradoracle.reference.Reference.Pullbacks;
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
  record Typed(Step step, List<ArrayTensor> inputs, ArrayTensor output) {

    private static Typed of(Step step, Dtype dtype, List<ArrayTensor> inputs) {
      List<ArrayTensor> typed = inputs.stream().map(dtype::cast).toList();
      return new Typed(step, typed, (ArrayTensor) step.forward(List.<Tensor>copyOf(typed)));
    }

    /** What the reference is to be asked for these upstreams. */
    Pullbacks under(List<ArrayTensor> upstreams) {
      List<ArrayTensor> cast = upstreams.stream().map(output.dtype()::cast).toList();
      return new Pullbacks(step::forward, inputs, cast);
    }

    /** What was asked, with the answers. */
    List<RuleRun> runs(Pullbacks asked, List<List<Optional<ArrayTensor>>> products) {
      return IntStream.range(0, products.size())
          .mapToObj(i -> new RuleRun(inputs, output, asked.upstreams().get(i), products.get(i)))
          .toList();
    }
  }

  /** Runs the forward line at these inputs. */
  static StepValues of(Step step, List<ArrayTensor> inputs) {
    return new StepValues(
        Typed.of(step, Dtype.FLOAT32, inputs), Typed.of(step, Dtype.FLOAT64, inputs));
  }

  Typed in(Dtype dtype) {
    return dtype.of(float32, float64);
  }

  /** How many elements the step has, inputs and output together. */
  long size() {
    return float64.output().size() + float64.inputs().stream().mapToLong(ArrayTensor::size).sum();
  }
}
