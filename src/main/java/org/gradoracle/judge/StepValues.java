package org.gradoracle.judge;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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

    /** Asks the reference for the products under each upstream. */
    List<RuleRun> under(Step step, List<ArrayTensor> upstreams, Reference reference) {
      List<ArrayTensor> cast = upstreams.stream().map(output.dtype()::cast).toList();
      List<List<Optional<ArrayTensor>>> products = reference.pullbacks(step::forward, inputs, cast);
      return IntStream.range(0, cast.size())
          .mapToObj(i -> new RuleRun(inputs, output, cast.get(i), products.get(i)))
          .toList();
    }
  }

  /** Runs the forward line at these inputs. */
  static StepValues of(Step step, List<ArrayTensor> inputs) {
    return new StepValues(
        Typed.of(step, Dtype.FLOAT32, inputs), Typed.of(step, Dtype.FLOAT64, inputs));
  }

  /** Asks the reference for the products under each of some upstreams, in float32. */
  List<RuleRun.Pair> under(Step step, List<ArrayTensor> upstreams, Reference reference) {
    List<RuleRun> narrow = float32.under(step, upstreams, reference);
    List<RuleRun> wide = float64.under(step, upstreams, reference);
    return IntStream.range(0, upstreams.size())
        .mapToObj(i -> new RuleRun.Pair(narrow.get(i), wide.get(i)))
        .toList();
  }

  /** How many elements the step has, inputs and output together. */
  long size() {
    return float64.output().size() + float64.inputs().stream().mapToLong(ArrayTensor::size).sum();
  }
}
