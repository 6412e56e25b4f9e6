package org.gradoracle.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.program.Gradient;
import org.gradoracle.program.Gradient.Absent;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Float64Comparison;
import org.gradoracle.verdict.PrecisionLoss;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.Verdict;

/**
 * One rule measured under several upstreams, one after the other; no run is kept. What is reported
 * of the run that decides is asked for again.
 */
final class RuleMeasurement {

  /**
   * A float32 error counts as rounding if it is at most this many times what rounding every
   * operation moves the gradient by.
   */
  private static final double ROUNDINGS = 64;

  /** How often loops that fail are perturbed anew: one draw may be small by chance. */
  private static final int DRAWS = 8;

  /** Powers of two, so that a linear rule rounds nothing more. */
  private static final double[] SCALES = {0x1p20, 0x1p-20};

  private final Step step;
  private final Rule rule;
  private final int input;
  private final Reference reference;
  private final Perturbation perturbation = new Perturbation();
  private final RoundedGivens givens = new RoundedGivens();
  private final Float32Verdict inFloat32 = new Float32Verdict();
  private final List<Float64Comparison.Extent> extents = new ArrayList<>();
  private Optional<Verdict> early = Optional.empty();
  private Float32Error float32 = Float32Error.NONE;
  private double rounding;
  private Optional<String> notZero = Optional.empty();
  private double notLinear;
  private double notLinearAt;

  RuleMeasurement(Step step, Rule rule, int input, Reference reference) {
    this.step = step;
    this.rule = rule;
    this.input = input;
    this.reference = reference;
  }

  Rule rule() {
    return rule;
  }

  int input() {
    return input;
  }

  /** Takes in the runs under the next upstream. */
  void take(RuleRun.Pair run) {
    if (early.isPresent()) {
      return;
    }
    Optional<ArrayTensor> their32 = run.float32().products().get(input);
    Optional<ArrayTensor> their64 = run.float64().products().get(input);
    Rule checked = extents.isEmpty() ? rule : rule.once();
    Gradient our32 = run.float32().apply(checked, input);
    Gradient our64 = rule.raw() ? our32 : run.float64().apply(checked, input);
    for (Gradient gradient : List.of(our64, our32)) {
      if (gradient instanceof Absent absent) {
        early = Optional.of(Verdict.of(absent));
        return;
      }
    }
    if (their32.isEmpty() || their64.isEmpty()) {
      early = Optional.of(unreached());
      return;
    }
    ArrayTensor a32 = ((Known) our32).tensor();
    ArrayTensor a64 = ((Known) our64).tensor();
    if (rule.raw()) {
      inFloat32.take(a32, their32.get(), their64.get());
      takePerturbed(run.float32(), a32);
      inFloat32.takePerturbed(
          RoundedGivens.saved(
              run.float64().output(),
              run.float32().output(),
              output -> run.float32().applyWith(output, rule, input),
              a32));
    } else {
      take(run.float64(), a32, a64, their32.get(), their64.get());
    }
  }

  private void takePerturbed(RuleRun run, ArrayTensor ours) {
    inFloat32.takePerturbed(givens.moved(by -> run.applyPerturbed(rule, input, by), ours));
    inFloat32.takePerturbed(
        givens.moved(by -> List.of(run.applyAtPerturbedInputs(step, rule, input, by)), ours));
  }

  /** What loops lose of values that are rounded, in more draws, and what within themselves. */
  private void takeMore(RuleCase runs) {
    for (int i = 0; i < runs.size(); i++) {
      RuleRun run = runs.get(i).float32();
      inFloat32.takePerturbed(RoundedGivens.lost(run.upstream()));
      if (run.apply(rule.once(), input) instanceof Known ours) {
        for (int draw = 0; draw < DRAWS; draw++) {
          takePerturbed(run, ours.tensor());
        }
      }
    }
  }

  private void take(
      RuleRun run, ArrayTensor a32, ArrayTensor a64, ArrayTensor their32, ArrayTensor their64) {
    early = NonFinite.find(a64, their64).or(() -> NonFinite.find(a32, their32)).map(Verdict::of);
    if (early.isPresent()) {
      return;
    }
    rounding = Math.max(rounding, Extremes.distance(a32, a64));
    rounding = Math.max(rounding, Extremes.distance(their32, their64));
    for (Gradient perturbed : run.applyPerturbed(rule, input, perturbation)) {
      if (perturbed instanceof Known known) {
        double distance = Extremes.distance(known.tensor(), a64);
        rounding = Math.max(rounding, distance);
        float32 = float32.andPerturbed(distance);
      }
    }
    float32 = float32.and(a32, their32, their64);
    if (extents.isEmpty()) {
      measureLinearity(run, a64);
    }
    extents.add(Float64Comparison.Extent.of(a64, their64));
  }

  /**
   * How the rule is not linear in the upstream, which every gradient is: at an upstream of zeros,
   * as a mask gives it, and at large and small ones. That is not a fault if the reference is not
   * either.
   */
  private void measureLinearity(RuleRun run, ArrayTensor ours) {
    ArrayTensor zeros = run.upstream().mul(0);
    if (run.under(zeros).apply(rule.once(), input) instanceof Known known
        && !allZero(known.tensor())
        && reference.pullback(step::forward, run.inputs(), zeros).get(input).stream()
            .allMatch(RuleMeasurement::allZero)) {
      notZero =
          Optional.of(
              "it is not linear in the upstream: where that is 0 it does not give 0, but "
                  + PythonNumber.repr(worst(known.tensor())));
    }
    for (double scale : SCALES) {
      if (run.under(run.upstream().mul(scale)).apply(rule.once(), input) instanceof Known known
          && NonFinite.isFinite(known.tensor())) {
        // where the upstream is small, what the rule adds and takes away again may round more
        double distance = Extremes.distance(known.tensor(), ours.mul(scale)) / Math.max(1, scale);
        if (distance > notLinear) {
          notLinear = distance;
          notLinearAt = scale;
        }
      }
    }
  }

  private static boolean allZero(ArrayTensor tensor) {
    return Arrays.stream(tensor.values()).allMatch(value -> value == 0);
  }

  /** The first element that is not a number, or else the largest. */
  private static double worst(ArrayTensor tensor) {
    return Arrays.stream(tensor.values())
        .reduce(0, (a, b) -> Double.isNaN(a) || Math.abs(b) <= Math.abs(a) ? a : b);
  }

  private Verdict unreached() {
    return Verdict.without(
        Status.UNREACHED,
        Text.format(
            "the output of '%s' does not depend on '%s'; indices, targets and masks are constants",
            rule.step(), rule.input()));
  }

  /**
   * The verdict of all runs together.
   *
   * @param runs to ask for a run again
   */
  Verdict verdict(RuleCase runs) {
    if (early.isPresent()) {
      return early.get();
    }
    if (rule.raw()) {
      if (inFloat32.verdict().status() == Status.FAIL) {
        takeMore(runs);
      }
      return inFloat32.verdict();
    }
    Float64Comparison float64 = worst(runs, rounding);
    if (!float64.holds()) {
      // float32 may have been exact by luck, or have no number that would show the rounding
      float64 = worst(runs, Math.max(rounding, rounded(runs)));
    }
    Optional<String> crooked = float64.holds() ? crooked(float64) : Optional.empty();
    Shape shape = runs.get(0).float64().inputs().get(input).shape();
    return crooked.isPresent()
        ? Verdict.without(Status.FAIL, crooked.get())
        : Verdict.of(float64, float32, () -> loss(runs), shape);
  }

  private Optional<String> crooked(Float64Comparison float64) {
    if (notZero.isPresent()) {
      return notZero;
    }
    if (notLinear <= float64.sensitivity()) {
      return Optional.empty();
    }
    return Optional.of(
        notLinearAt > 1
            ? Text.format(
                "it is not linear in the upstream: %.0f times that does not give %.0f times the"
                    + " gradient",
                notLinearAt, notLinearAt)
            : Text.format(
                "it is not linear in the upstream: that divided by %.0f does not give the gradient"
                    + " divided by %.0f",
                1 / notLinearAt, 1 / notLinearAt));
  }

  private PrecisionLoss loss(RuleCase runs) {
    if (float32.error() <= ROUNDINGS * rounded(runs)) {
      return PrecisionLoss.CANCELS;
    }
    try {
      for (int i = 0; i < extents.size(); i++) {
        if (runs.get(i).float64().leavesRange(rule)) {
          return PrecisionLoss.RANGE;
        }
      }
      return PrecisionLoss.UNEXPLAINED;
    } catch (RuntimeException e) {
      return PrecisionLoss.CANNOT_WATCH;
    }
  }

  /**
   * How far rounding every operation moves the gradients in float64: within the rule and the line
   * whose output it reads, and within the line that the reference differentiates.
   */
  private double rounded(RuleCase runs) {
    double largest = 0;
    for (int i = 0; i < extents.size(); i++) {
      RuleRun run = runs.get(i).float64();
      if (run.applyRounded(step, rule, input, i) instanceof Known rounded) {
        largest = Math.max(largest, Extremes.distance(rounded.tensor(), ours(run)));
      }
      ArrayTensor theirs =
          new SimulatedRounding(i)
              .pullback(reference, step, run.inputs(), run.upstream(), run.products())
              .get(input)
              .orElseThrow();
      largest =
          Math.max(largest, Extremes.distance(theirs, run.products().get(input).orElseThrow()));
    }
    return largest;
  }

  /** The one whose difference is the largest fraction of its sensitivity. */
  private Float64Comparison worst(RuleCase runs, double rounding) {
    int worst = 0;
    for (int i = 1; i < extents.size(); i++) {
      if (extents.get(i).isWorse(extents.get(worst), rounding)) {
        worst = i;
      }
    }
    RuleRun run = runs.get(worst).float64();
    return Float64Comparison.of(ours(run), run.products().get(input).orElseThrow(), rounding);
  }

  private ArrayTensor ours(RuleRun run) {
    if (run.apply(rule.once(), input) instanceof Known known) {
      return known.tensor();
    }
    throw new IllegalStateException("rule '" + rule.id() + "' gave a gradient, and gives none now");
  }
}
