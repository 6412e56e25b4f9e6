package org.gradoracle.prove;

import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gradoracle.compare.Extremes;
import org.gradoracle.diagnose.DiagnosedRule;
import org.gradoracle.program.Gradient;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.program.Var;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.TensorException;

/**
 * A right rule, at the values of one case: in float64, or, if it is raw loops, in float32.
 *
 * @param program the program it is in
 * @param step its step
 * @param rule the rule
 * @param upstream a random upstream
 * @param inputs the step's
 * @param output the step's
 */
record RuleInCase(
    Program program,
    Step step,
    Rule rule,
    ArrayTensor upstream,
    List<ArrayTensor> inputs,
    ArrayTensor output) {

  /** What {@link DiagnosedRule#SAME} is for raw loops. */
  private static final double SAME_IN_FLOAT32 = 1e-6;

  /** A change of this fraction of the largest element is float64's rounding: 256 of its units. */
  private static final double ROUNDING = 0x1p-44;

  Var input() {
    return step.inputs().stream()
        .filter(input -> input.name().equals(rule.input()))
        .findFirst()
        .orElseThrow();
  }

  /** What a rule gives here. */
  Gradient apply(Rule.Backward backward) {
    return rule.with(backward)
        .apply(upstream, inputs, output, inputs.get(step.inputs().indexOf(input())).shape());
  }

  /** What the right rule gives. */
  ArrayTensor gradient() {
    if (apply(rule.backward()) instanceof Known known) {
      return known.tensor();
    }
    throw new IllegalStateException("rule '" + rule.id() + "' gives no gradient");
  }

  /** Whether a line gives the same here as the right one, bit for bit. */
  boolean same(Rule.Backward backward) {
    return apply(backward) instanceof Known known
        && Arrays.equals(known.tensor().values(), gradient().values());
  }

  /**
   * Whether a line gives the same in float64 up to its rounding, as without a contribution that is
   * zero on paper. It is right then.
   */
  boolean sameButForRounding(Rule.Backward backward) {
    return !rule.raw() && change(backward) <= ROUNDING;
  }

  /** Whether a line's gradient has the right shape. */
  boolean keepsShape(Rule.Backward backward) {
    return apply(backward) instanceof Known;
  }

  /** Whether a line gives, in another shape, what only has to be summed to be right. */
  boolean isUnsummed(Rule.Backward backward) {
    try {
      ArrayTensor gradient = gradient();
      return backward.apply(upstream, List.copyOf(inputs), output) instanceof ArrayTensor unsummed
          && !unsummed.shape().equals(gradient.shape())
          && IntStream.range(0, unsummed.shape().rank())
              .anyMatch(axis -> isNear(unsummed.sumSqueezed(axis), gradient));
    } catch (TensorException e) {
      return false;
    }
  }

  private static boolean isNear(ArrayTensor a, ArrayTensor b) {
    return a.size() == b.size()
        && Extremes.distance(a, a.dtype().cast(b.view(a.shape())))
            <= DiagnosedRule.SAME * Extremes.largest(b);
  }

  /** Whether a line gives nothing but rounding, where the right rule gives more. */
  boolean vanishes(Rule.Backward backward) {
    return apply(backward) instanceof Known known
        && Extremes.largest(known.tensor())
            <= (rule.raw() ? SAME_IN_FLOAT32 : DiagnosedRule.SAME) * Extremes.largest(gradient());
  }

  /** How far a line moves an element, at most, as a fraction of the largest right one. */
  double change(Rule.Backward backward) {
    return apply(backward) instanceof Known known
        ? Extremes.largest(known.tensor().sub(gradient())) / Extremes.largest(gradient())
        : Double.POSITIVE_INFINITY;
  }

  /** The number of steps that use the input. */
  long uses() {
    return program.steps().stream().filter(other -> other.inputs().contains(input())).count();
  }

  /** Every dimension above 1 of the inputs and the output. */
  NavigableSet<Integer> sizes() {
    return Shape.sizes(Stream.concat(inputs.stream(), Stream.of(output)).map(ArrayTensor::shape));
  }
}
