package org.gradoracle.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.compare.TensorPair;
import org.gradoracle.diagnose.DiagnosedRule;
import org.gradoracle.diagnose.ElementPatterns;
import org.gradoracle.diagnose.Explanation;
import org.gradoracle.diagnose.Explanations;
import org.gradoracle.judge.Expectations.RulePlace;
import org.gradoracle.judge.Given.Result;
import org.gradoracle.program.Gradient.Absent;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Float64Comparison;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.KernelResult;
import org.gradoracle.verdict.NetworkResult;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.Verdict;

/**
 * Both checks of what another program gives, in whatever language it is written: it is there at the
 * program's own inputs alone, and cannot be run again.
 *
 * <p>The network check compares every gradient with the reference's. The local check compares it
 * with the reference's vector-Jacobian product of the gradients that it was computed from, as they
 * were given, at the values that were given; if just one rule lies between, that rule is judged by
 * it. Values are judged in the same way, as kernels.
 *
 * <p>What was computed in float64 is judged by the proof, with the tolerance that {@link
 * NetworkCheck} measures. What was computed in float32, or follows from what was, is judged by
 * float32 precision, as raw loops are; how much may be lost is measured at eight points, and how
 * far rounding moves the gradient counts as well, since there is just one run.
 */
public final class GivenCheck {

  private final Program program;
  private final Reference reference;
  private final Given given;
  private final PointRuns own;
  private final GivenRounding rounding;
  private final BothTypes whole;
  private final BothTypes local;

  /** In both element types. */
  private record BothTypes(Expectations float32, Expectations float64) {}

  private GivenCheck(Program program, OurRuns ours, Reference reference, Given given, OwnPoint at) {
    this.program = program;
    this.reference = reference;
    this.given = given;
    NetworkCheck network = new NetworkCheck(program, ours, reference, ForwardValues.OWN);
    own = network.beside(at);
    rounding = GivenRounding.of(program, reference, own, network, given);
    whole = expectations(at, given.nothing());
    boolean between =
        !given.values().isEmpty()
            || program.steps().stream().anyMatch(step -> given.gradient(step).isPresent());
    local = between ? expectations(at, given) : whole;
  }

  private BothTypes expectations(OwnPoint at, Given from) {
    return new BothTypes(
        new Expectations(program, reference, from, at.float32(), Dtype.FLOAT32),
        new Expectations(program, reference, from, at.float64(), Dtype.FLOAT64));
  }

  /**
   * Judges what was given.
   *
   * @return a row for every parameter and for every other value whose gradient was given; the rules
   *     that are judged alone; a kernel for every value that was given
   * @throws ProgramException if a forward line is none that could be checked
   */
  public static CheckResult run(Program program, Reference reference, Given given) {
    OurRuns ours = OurRuns.of(program);
    OwnPoint own = OwnPoint.of(program, reference);
    ForwardLines.requireSameShapes(program, ours, own);
    GivenCheck check = new GivenCheck(program, ours, reference, given, own);
    CheckResult result = check.result();
    if (!result.passed()) {
      // float32 may have been exact by luck, or have no number that would show the rounding
      check.rounding.measureRounded();
      result = check.result();
    }
    return result;
  }

  private CheckResult result() {
    List<KernelResult> kernels = new ArrayList<>();
    for (Step step : program.steps()) {
      given.value(step).ifPresent(result -> kernels.add(kernel(step, result)));
    }
    List<GradientResult> rows = new ArrayList<>();
    List<RuleResult> rules = new ArrayList<>();
    for (Var row : program.rows()) {
      Optional<Result> result = given.gradient(row);
      if (result.isPresent() || program.inputs().contains(row)) {
        rows.add(row(row, result));
      }
      Set<RulePlace> between = local.float64().between(row);
      if (between.size() == 1 && result.filter(Result::judged).isPresent()) {
        rules.add(rule(between.iterator().next(), result.get()));
      }
    }
    return new CheckResult(network(rows), rules, kernels);
  }

  private NetworkResult network(List<GradientResult> rows) {
    boolean single = given.gradients().values().stream().anyMatch(Result::inFloat32);
    Dtype dtype = single ? Dtype.FLOAT32 : Dtype.FLOAT64;
    double theirs = own.in(dtype).reference().value(program.loss()).at(0);
    double ours =
        given
            .value(program.loss())
            .filter(result -> result.tensor().size() == 1)
            .map(result -> result.tensor().at(0))
            .orElse(theirs);
    return new NetworkResult(dtype, rows, ours, theirs);
  }

  private KernelResult kernel(Step step, Result result) {
    ArrayTensor single = local.float32().expectedValue(step);
    ArrayTensor truth = local.float64().expectedValue(step);
    Verdict verdict =
        alike("'" + step + "'", result, truth)
            .orElseGet(
                () ->
                    verdict(
                        result,
                        single,
                        truth,
                        rounding.theirValue(step),
                        rounding.value(step),
                        result.inFloat32()));
    return new KernelResult(step.name(), truth.shape(), verdict);
  }

  private GradientResult row(Var row, Optional<Result> given) {
    TensorPair values = values(row, given);
    Optional<ArrayTensor> truth = whole.float64().expectedGradient(row);
    Verdict verdict =
        given.isEmpty()
            ? Verdict.without(Status.MISSING, "the gradient of '" + row + "' was not given")
            : truth.isEmpty()
                ? Verdict.of(Absent.unreached(row))
                : gradient(row, given.get(), whole, given.get().inFloat32());
    if (verdict.status() == Status.FAIL || verdict.status() == Status.SHAPE) {
      Result result = given.orElseThrow();
      verdict = verdict.with(withOthers(row, result, patterns(row, result)));
    }
    return new GradientResult(row.name(), values.ours().shape(), verdict, values, pair(row, given));
  }

  /**
   * Explanations of what was given for a value, and whether it is the gradient of another: before
   * all else if the other's is this one's, too.
   */
  private List<Explanation> withOthers(Var row, Result result, List<Explanation> explanations) {
    List<Explanation> all = new ArrayList<>(explanations);
    for (Var other : program.rows()) {
      if (other != row && isOf(other, row, result)) {
        boolean exchanged = given.gradient(other).filter(its -> isOf(row, other, its)).isPresent();
        all.add(
            exchanged ? 0 : all.size(),
            new Explanation(
                Explanation.Kind.OTHERS,
                exchanged
                    ? Text.format("the gradient of '%s', which is that of '%s'", other, row)
                    : Text.format("the gradient of '%s'", other)));
      }
    }
    return all;
  }

  /** Whether the gradient of one value was given for another. */
  private boolean isOf(Var other, Var row, Result result) {
    ArrayTensor ours = Dtype.FLOAT64.cast(result.tensor());
    Optional<ArrayTensor> truth = whole.float64().expectedGradient(row);
    Optional<ArrayTensor> theirs = whole.float64().expectedGradient(other);
    return theirs.isPresent()
        && truth.isPresent()
        && NonFinite.isFinite(ours)
        && NonFinite.isFinite(theirs.get())
        && ElementPatterns.areOf(
            theirs.get(),
            ours,
            truth.get(),
            tolerance(result, rounding.gradient(other), theirs.get()));
  }

  /** What its elements alone say; of the rules between nothing is known here. */
  private List<Explanation> patterns(Var row, Result result) {
    ArrayTensor ours = Dtype.FLOAT64.cast(result.tensor());
    ArrayTensor truth = whole.float64().expectedGradient(row).orElseThrow();
    return NonFinite.isFinite(ours) && NonFinite.isFinite(truth)
        ? ElementPatterns.of(ours, truth, tolerance(result, rounding.gradient(row), truth))
        : List.of();
  }

  private TensorPair values(Var row, Optional<Result> gradient) {
    Dtype dtype = gradient.map(result -> result.tensor().dtype()).orElse(Dtype.FLOAT32);
    ArrayTensor theirs = own.in(dtype).reference().value(row);
    return new TensorPair(
        given
            .value(row)
            .filter(each -> each.isUsable(theirs.shape()))
            .map(each -> dtype.cast(each.tensor()))
            .orElse(theirs),
        theirs);
  }

  private Optional<TensorPair> pair(Var row, Optional<Result> given) {
    return given.flatMap(
        result ->
            in(whole, result.tensor().dtype())
                .expectedGradient(row)
                .filter(theirs -> theirs.shape().equals(result.tensor().shape()))
                .map(theirs -> new TensorPair(result.tensor(), theirs)));
  }

  private static Expectations in(BothTypes expected, Dtype dtype) {
    return dtype.of(expected.float32(), expected.float64());
  }

  private RuleResult rule(RulePlace place, Result result) {
    Var input = place.input();
    boolean inFloat32 = result.inFloat32() || local.float64().followsFromFloat32(input);
    Verdict verdict = gradient(input, result, local, inFloat32);
    if (verdict.status() == Status.FAIL || verdict.status() == Status.SHAPE) {
      Verdict unexplained = verdict;
      verdict =
          wrong(place, result, verdict)
              .map(
                  wrong ->
                      unexplained.explained(
                          wrong, withOthers(input, result, Explanations.of(wrong))))
              .orElse(verdict);
    }
    return new RuleResult(
        place.step().name(), input.name(), local.float64().value(input).shape(), verdict);
  }

  private Verdict gradient(Var row, Result result, BothTypes expected, boolean inFloat32) {
    Optional<ArrayTensor> truth = expected.float64().expectedGradient(row);
    Optional<ArrayTensor> single = expected.float32().expectedGradient(row);
    if (truth.isEmpty() || single.isEmpty()) {
      return Verdict.of(Absent.unreached(row));
    }
    return alike("the gradient of '" + row + "'", result, truth.get())
        .orElseGet(
            () ->
                verdict(
                    result,
                    single.get(),
                    truth.get(),
                    rounding.theirGradient(row),
                    rounding.gradient(row),
                    inFloat32));
  }

  /** Why the elements cannot be judged; none if they can. */
  private static Optional<Verdict> alike(String what, Result result, ArrayTensor truth) {
    if (!result.tensor().shape().equals(truth.shape())) {
      return Optional.of(
          Verdict.without(
              Status.SHAPE,
              Text.format(
                  "%s has shape %s, expected %s", what, result.tensor().shape(), truth.shape())));
    }
    return result.judged()
        ? Optional.empty()
        : Optional.of(Verdict.without(Status.UNJUDGED, unjudged(result, truth)));
  }

  private static String unjudged(Result result, ArrayTensor truth) {
    TensorPair pair = new TensorPair(Dtype.FLOAT64.cast(result.tensor()), truth);
    List<Integer> worst = pair.worst(1);
    return Text.format(
        "it is %s, for which there is no limit: compared, not judged; %s",
        result.type(),
        worst.isEmpty()
            ? "every element is equal"
            : Text.format(
                "at most %.2g from autograd's, at %s",
                pair.distance(worst.get(0)), truth.shape().position(worst.get(0))));
  }

  private static Verdict verdict(
      Result result,
      ArrayTensor single,
      ArrayTensor truth,
      double theirs,
      double noise,
      boolean inFloat32) {
    double rounding = Math.max(noise, Extremes.distance(single, truth));
    if (inFloat32) {
      ArrayTensor ours = Dtype.FLOAT32.cast(result.tensor());
      Optional<NonFinite> nonFinite = NonFinite.find(ours, single, truth);
      if (nonFinite.isPresent()) {
        return Verdict.of(nonFinite.get());
      }
      Float32Error error =
          Float32Error.NONE.and(ours, single, truth).andReference(theirs).andPerturbed(rounding);
      return Verdict.inFloat32(
          Float64Comparison.inFloat32(ours, truth, error), error, truth.shape());
    }
    ArrayTensor ours = Dtype.FLOAT64.cast(result.tensor());
    return NonFinite.find(ours, truth)
        .map(Verdict::of)
        .orElseGet(
            () -> Verdict.inFloat64(Float64Comparison.of(ours, truth, rounding), truth.shape()));
  }

  /** The one rule between, as far as can be determined of one that cannot be run again. */
  private Optional<DiagnosedRule> wrong(RulePlace place, Result result, Verdict verdict) {
    Expectations expected = local.float64();
    Step step = place.step();
    ArrayTensor ours = Dtype.FLOAT64.cast(result.tensor());
    Optional<ArrayTensor> truth = expected.expectedGradient(place.input());
    Optional<ArrayTensor> upstream = expected.gradient(step);
    if (truth.isEmpty() || upstream.isEmpty() || !NonFinite.isFinite(ours)) {
      return Optional.empty();
    }
    double tolerance =
        verdict
            .float32()
            .map(Float32Error::relative)
            .filter(Double::isFinite)
            .orElse(tolerance(result, rounding.gradient(place.input()), truth.get()));
    return Optional.of(
        new DiagnosedRule(
            step,
            step.inputs().indexOf(place.input()),
            recorded(place),
            expected.inputs(step),
            upstream.get(),
            expected.upstreamGiven(step)
                ? "the gradient of '" + step + "' as given"
                : "the exported upstream",
            ours,
            truth.get(),
            tolerance,
            reference));
  }

  private static double tolerance(Result result, double noise, ArrayTensor truth) {
    double largest = Extremes.largest(truth);
    return result.inFloat32()
        ? Math.max(Float32Error.FLOOR_ULPS * 0x1p-23, Float32Error.FLOOR_ULPS * noise / largest)
        : DiagnosedRule.SAME;
  }

  /** As raw loops: there is no line to look into. */
  private static Rule recorded(RulePlace place) {
    return new Rule(
        place.step().name(),
        place.input().name(),
        (upstream, inputs, output) -> {
          throw new ProgramException("was run by another program, and cannot be run again");
        },
        true);
  }
}
