package org.gradoracle.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.diagnose.WrongRule;
import org.gradoracle.program.Gradient;
import org.gradoracle.program.Gradient.Absent;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Float64Comparison;
import org.gradoracle.verdict.Loss;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.Verdict;

/** One step at given inputs under several upstreams of a kind, with the reference's products. */
final class RuleCase {

  /** A run in one element type. */
  private record Run(
      List<ArrayTensor> inputs,
      ArrayTensor output,
      ArrayTensor upstream,
      List<Optional<ArrayTensor>> products) {

    static Run of(
        Step step,
        Dtype dtype,
        List<ArrayTensor> inputs,
        ArrayTensor upstream,
        Reference reference) {
      List<ArrayTensor> typed = inputs.stream().map(dtype::cast).toList();
      ArrayTensor vector = dtype.cast(upstream);
      return new Run(
          typed,
          (ArrayTensor) step.forward(List.<Tensor>copyOf(typed)),
          vector,
          reference.pullback(step::forward, typed, vector));
    }

    Gradient apply(Rule rule, int input) {
      return rule.apply(upstream, inputs, output, inputs.get(input).shape());
    }

    /** With what the rule is given rounded moved: once the upstream, once the output. */
    List<Gradient> applyPerturbed(Rule rule, int input, Perturbation perturbation) {
      Shape shape = inputs.get(input).shape();
      return List.of(
          rule.apply(perturbation.perturb(upstream), inputs, output, shape),
          rule.apply(upstream, inputs, perturbation.perturb(output), shape));
    }

    /** The same under another upstream; there are no products for it. */
    Run under(ArrayTensor other) {
      return new Run(inputs, output, other, List.of());
    }

    /** Whether the rule meets numbers that are too large or too small for float32. */
    boolean leavesRange(Rule rule) {
      return Rounded.leavesRange(rule.formula(), upstream, List.copyOf(inputs), output);
    }

    /** With every operation within the rule rounded. */
    Gradient applyRounded(Rule rule, int input, long seed) {
      return rule.with(new Rounded(seed).of(rule.formula()))
          .apply(upstream, inputs, output, inputs.get(input).shape());
    }
  }

  /** Both element types, at the same values. */
  private record Runs(Run float32, Run float64) {}

  /** A mistake explains a rule whose values are its, to this part of the largest. */
  private static final double SAME = 1e-9;

  /** The part of a float32 error that random rounding has to account for is 1 by so many. */
  private static final double ROUNDINGS = 64;

  /** A power of two, so that a linear rule rounds nothing more. */
  private static final double LARGE = 1024;

  private final Step step;
  private final String upstreamName;
  private final Reference reference;
  private final List<Runs> runs = new ArrayList<>();

  /**
   * Asks the reference.
   *
   * @param inputs of the step; the float32 run rounds them, the float64 run takes the same, unless
   *     one overflows in float32
   * @param upstreamName what kind the upstreams are, as a sentence puts the first of them
   */
  RuleCase(
      Step step,
      List<ArrayTensor> inputs,
      List<ArrayTensor> upstreams,
      String upstreamName,
      Reference reference) {
    this.step = step;
    this.upstreamName = upstreamName;
    this.reference = reference;
    for (ArrayTensor upstream : upstreams) {
      runs.add(
          new Runs(
              Run.of(step, Dtype.FLOAT32, inputs, upstream, reference),
              Run.of(step, Dtype.FLOAT64, inputs, upstream, reference)));
    }
  }

  /** Whether the reference's products are finite in float64. */
  boolean finite() {
    return runs.stream()
        .flatMap(run -> run.float64().products().stream())
        .flatMap(Optional::stream)
        .allMatch(NonFinite::isFinite);
  }

  /** Judges the rule for one input and, where it fails, says how it is wrong. */
  Verdict judge(Rule rule, int input) {
    Verdict verdict = verdict(rule, input);
    if (verdict.status() != Status.FAIL && verdict.status() != Status.SHAPE) {
      return verdict;
    }
    double same =
        (rule.raw() ? verdict.float32() : Optional.<Float32Error>empty())
            .map(Float32Error::relative)
            .filter(Double::isFinite)
            .orElse(SAME);
    return IntStream.range(0, runs.size())
        .boxed()
        .filter(i -> isOff(rule, input, runs.get(i), verdict.float64()))
        .findFirst()
        .flatMap(i -> wrong(rule, input, i, same))
        .map(verdict::explained)
        .orElse(verdict);
  }

  /** Whether the rule gives nothing in this run, or is wrong as far as the proof could see. */
  private static boolean isOff(
      Rule rule, int input, Runs run, Optional<Float64Comparison> float64) {
    return !((rule.raw() ? run.float32() : run.float64()).apply(rule, input) instanceof Known ours)
        || float64
            .filter(
                found ->
                    Extremes.distance(
                            ours.tensor(), run.float64().products().get(input).orElseThrow())
                        > found.sensitivity())
            .isPresent();
  }

  /** The rule under the upstream of this number, from zero. */
  private Optional<WrongRule> wrong(Rule rule, int input, int number, double same) {
    Run run = runs.get(number).float64();
    String name = number == 0 ? upstreamName : upstreamName + ", number " + (number + 1);
    return WrongRule.of(
        step,
        input,
        rule,
        run.inputs(),
        run.upstream(),
        name,
        run.products().get(input),
        same,
        reference);
  }

  /** By float32 alone, for raw loops. */
  private Verdict verdictInFloat32(Rule rule, int input) {
    Float32Verdict verdict = new Float32Verdict();
    for (Runs run : runs) {
      Gradient ours = run.float32().apply(rule, input);
      if (ours instanceof Absent absent) {
        return Verdict.of(absent);
      }
      Optional<ArrayTensor> theirs = run.float32().products().get(input);
      Optional<ArrayTensor> truth = run.float64().products().get(input);
      if (theirs.isEmpty() || truth.isEmpty()) {
        return unreached(rule);
      }
      verdict.take(((Known) ours).tensor(), theirs.get(), truth.get());
    }
    return verdict.verdict();
  }

  private static Verdict unreached(Rule rule) {
    return Verdict.without(
        Status.UNREACHED,
        Text.format(
            "the output of '%s' does not depend on '%s'; indices, targets and masks are constants",
            rule.step(), rule.input()));
  }

  private Verdict verdict(Rule rule, int input) {
    if (rule.raw()) {
      return verdictInFloat32(rule, input);
    }
    double rounding = 0;
    Float32Error float32 = Float32Error.NONE;
    Perturbation perturbation = new Perturbation();
    List<ArrayTensor> ours = new ArrayList<>();
    for (Runs run : runs) {
      Gradient our32 = run.float32().apply(rule, input);
      Gradient our64 = run.float64().apply(rule, input);
      for (Gradient gradient : List.of(our64, our32)) {
        if (gradient instanceof Absent absent) {
          return Verdict.of(absent);
        }
      }
      Optional<ArrayTensor> their32 = run.float32().products().get(input);
      Optional<ArrayTensor> their64 = run.float64().products().get(input);
      if (their32.isEmpty() || their64.isEmpty()) {
        return unreached(rule);
      }
      ArrayTensor a32 = ((Known) our32).tensor();
      ArrayTensor a64 = ((Known) our64).tensor();
      Optional<NonFinite> nonFinite =
          NonFinite.find(a64, their64.get()).or(() -> NonFinite.find(a32, their32.get()));
      if (nonFinite.isPresent()) {
        return Verdict.of(nonFinite.get());
      }
      rounding = Math.max(rounding, Extremes.distance(a32, a64));
      rounding = Math.max(rounding, Extremes.distance(their32.get(), their64.get()));
      for (Gradient perturbed : run.float64().applyPerturbed(rule, input, perturbation)) {
        if (perturbed instanceof Known known) {
          double distance = Extremes.distance(known.tensor(), a64);
          rounding = Math.max(rounding, distance);
          float32 = float32.andPerturbed(distance);
        }
      }
      float32 = float32.and(a32, their32.get(), their64.get());
      ours.add(a64);
    }
    Float64Comparison measured = worstProof(ours, input, rounding);
    Float64Comparison float64 =
        measured.holds()
            ? measured
            // float32 may have been exact by luck, or have no number that would show the rounding
            : worstProof(ours, input, Math.max(rounding, rounded(rule, input, ours)));
    Optional<String> crooked =
        float64.holds() ? crooked(rule, input, ours.get(0), float64) : Optional.empty();
    return crooked.isPresent()
        ? Verdict.without(Status.FAIL, crooked.get())
        : verdict(rule, input, ours, float64, float32);
  }

  private Verdict verdict(
      Rule rule,
      int input,
      List<ArrayTensor> ours,
      Float64Comparison float64,
      Float32Error float32) {
    return Verdict.of(
        float64, float32, () -> loss(rule, input, ours, float32), ours.get(0).shape());
  }

  private Loss loss(Rule rule, int input, List<ArrayTensor> ours, Float32Error float32) {
    if (float32.error() <= ROUNDINGS * rounded(rule, input, ours)) {
      return Loss.CANCELS;
    }
    try {
      return runs.stream().anyMatch(run -> run.float64().leavesRange(rule))
          ? Loss.RANGE
          : Loss.UNEXPLAINED;
    } catch (RuntimeException e) {
      return Loss.UNSEEN;
    }
  }

  /**
   * How the rule is not linear in the upstream, which every gradient is: at an upstream of zeros,
   * as a mask gives it, and at a large one. None if it is, or if the reference is not either.
   */
  private Optional<String> crooked(
      Rule rule, int input, ArrayTensor ours, Float64Comparison float64) {
    Run run = runs.get(0).float64();
    ArrayTensor zeros = run.upstream().mul(0);
    if (run.under(zeros).apply(rule, input) instanceof Known known
        && !allZero(known.tensor())
        && reference.pullback(step::forward, run.inputs(), zeros).get(input).stream()
            .allMatch(RuleCase::allZero)) {
      return Optional.of(
          "it is not linear in the upstream: where that is 0 it does not give 0, but "
              + PythonNumber.repr(worst(known.tensor())));
    }
    if (run.under(run.upstream().mul(LARGE)).apply(rule, input) instanceof Known known
        && NonFinite.isFinite(known.tensor())
        && Extremes.distance(known.tensor(), ours.mul(LARGE)) > LARGE * float64.sensitivity()) {
      return Optional.of(
          Text.format(
              "it is not linear in the upstream: %.0f times that does not give %.0f times the gradient",
              LARGE, LARGE));
    }
    return Optional.empty();
  }

  private static boolean allZero(ArrayTensor tensor) {
    return Arrays.stream(tensor.values()).allMatch(value -> value == 0);
  }

  /** The first element that is no number, or else the largest. */
  private static double worst(ArrayTensor tensor) {
    return Arrays.stream(tensor.values())
        .reduce(0, (a, b) -> Double.isNaN(a) || Math.abs(b) <= Math.abs(a) ? a : b);
  }

  /**
   * How far rounding every operation moves the gradients in float64: within the rule, and within
   * the line that the reference differentiates.
   */
  private double rounded(Rule rule, int input, List<ArrayTensor> ours) {
    double largest = 0;
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i).float64();
      if (run.applyRounded(rule, input, i) instanceof Known rounded) {
        largest = Math.max(largest, Extremes.distance(rounded.tensor(), ours.get(i)));
      }
      ArrayTensor theirs =
          new Rounded(i)
              .pullback(reference, step, run.inputs(), run.upstream(), run.products())
              .get(input)
              .orElseThrow();
      largest =
          Math.max(largest, Extremes.distance(theirs, run.products().get(input).orElseThrow()));
    }
    return largest;
  }

  /** The one whose difference is the largest part of its sensitivity. */
  private Float64Comparison worstProof(List<ArrayTensor> ours, int input, double rounding) {
    Float64Comparison worst = null;
    for (int i = 0; i < ours.size(); i++) {
      ArrayTensor theirs = runs.get(i).float64().products().get(input).orElseThrow();
      Float64Comparison float64 = Float64Comparison.of(ours.get(i), theirs, rounding);
      if (worst == null
          || float64.difference() * worst.sensitivity()
              > worst.difference() * float64.sensitivity()) {
        worst = float64;
      }
    }
    if (worst == null) {
      throw new IllegalStateException("a case has at least one upstream");
    }
    return worst;
  }
}
