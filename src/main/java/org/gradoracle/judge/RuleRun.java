package org.gradoracle.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.program.Gradient;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.tensor.ArrayTensor;

/**
 * One step at given inputs under one upstream, in one element type.
 *
 * @param products the reference's, for each input; none if the output does not depend on it
 */
record RuleRun(
    List<ArrayTensor> inputs,
    ArrayTensor output,
    ArrayTensor upstream,
    List<Optional<ArrayTensor>> products) {

  Gradient apply(Rule rule, int input) {
    return rule.apply(upstream, inputs, output, inputs.get(input).shape());
  }

  /** With what the rule reads rounded perturbed: once the upstream, once the output. */
  List<Gradient> applyPerturbed(Rule rule, int input, Perturbation perturbation) {
    List<Gradient> gradients = new ArrayList<>();
    gradients.add(under(perturbation.perturb(upstream)).apply(rule.once(), input));
    if (rule.readsOutput()) {
      gradients.add(applyWith(perturbation.perturb(output), rule, input));
    }
    return gradients;
  }

  /** With the inputs perturbed that are no constants, and the output left as it is. */
  Gradient applyAtPerturbedInputs(Step step, Rule rule, int input, Perturbation perturbation) {
    List<ArrayTensor> perturbed = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      boolean exact = !step.inputs().get(i).differentiable();
      perturbed.add(exact ? inputs.get(i) : perturbation.perturb(inputs.get(i)));
    }
    return rule.once().apply(upstream, perturbed, output, inputs.get(input).shape());
  }

  /** The same under another upstream; there are no products for it. */
  RuleRun under(ArrayTensor other) {
    return new RuleRun(inputs, output, other, List.of());
  }

  /** Whether the rule meets numbers that are too large or too small for float32. */
  boolean leavesRange(Rule rule) {
    return SimulatedRounding.leavesRange(rule.backward(), upstream, List.copyOf(inputs), output);
  }

  /** With every operation rounded within the rule, and within the line whose output it reads. */
  Gradient applyRounded(Step step, Rule rule, int input, long seed) {
    var rounding = new SimulatedRounding(seed);
    ArrayTensor rounded = rounding.forward(step, List.copyOf(inputs));
    return rule.with(rounding.of(rule.backward()))
        .apply(upstream, inputs, rounded, inputs.get(input).shape());
  }

  /** With another output of the step. */
  Gradient applyWith(ArrayTensor other, Rule rule, int input) {
    return rule.once().apply(upstream, inputs, other, inputs.get(input).shape());
  }

  /**
   * Both element types, at the same values.
   *
   * @param float32 in single precision
   * @param float64 in double precision
   */
  record Pair(RuleRun float32, RuleRun float64) {

    static List<Pair> of(List<RuleRun> float32, List<RuleRun> float64) {
      return IntStream.range(0, float32.size())
          .mapToObj(i -> new Pair(float32.get(i), float64.get(i)))
          .toList();
    }

    /** Whether the reference's products are finite in float64. */
    boolean finite() {
      return float64.products().stream().flatMap(Optional::stream).allMatch(NonFinite::isFinite);
    }
  }
}
