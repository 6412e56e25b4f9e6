package org.gradoracle.program;

import java.util.List;
import java.util.stream.Stream;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.text.Text;

/**
 * Runs a rule twice and requires the same result, bit for bit: a rule must keep no state and draw
 * nothing at random. {@link Raw} does the same with loops.
 *
 * <p>Intercepted tensors pass through it once only, so that the interceptor sees a single run.
 */
record DeterminismCheck(Rule.Backward rule) implements Rule.Backward {

  @Override
  public Tensor apply(Tensor upstream, List<Tensor> inputs, Tensor output) {
    Tensor first = rule.apply(upstream, inputs, output);
    boolean plain =
        Stream.concat(Stream.of(upstream, output), inputs.stream())
            .allMatch(ArrayTensor.class::isInstance);
    if (plain
        && first instanceof ArrayTensor once
        && rule.apply(upstream, inputs, output) instanceof ArrayTensor again) {
      requireSame(once, again);
    }
    return first;
  }

  private static void requireSame(ArrayTensor first, ArrayTensor again) {
    requireSame("shape", first.shape(), again.shape());
    requireSame("element type", first.dtype(), again.dtype());
    int at = first.mismatch(again);
    if (at >= 0) {
      throw new ProgramException(
          Text.format(
              "gives other results when run again: at %s %s, and then %s",
              first.shape().position(at), first.at(at), again.at(at)));
    }
  }

  private static void requireSame(String what, Object first, Object again) {
    if (!first.equals(again)) {
      throw new ProgramException(
          Text.format(
              "gives other results when run again: the %s %s, and then %s", what, first, again));
    }
  }
}
