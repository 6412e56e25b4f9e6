package org.gradoracle.judge;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.gradoracle.compare.Extremes;
import org.gradoracle.diagnose.DiagnosedRule;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.Reference.Pullbacks;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Float64Comparison;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * One step at given inputs under several upstreams of a kind, with the reference's products. Of a
 * small step all runs are kept, of a large one the last.
 */
final class RuleCase {

  /** How many elements of its values together make a step large. */
  private static final int MANY = 1 << 14;

  private final Step step;
  private final StepValues values;
  private final List<ArrayTensor> upstreams;
  private final String upstreamName;
  private final Reference reference;

  /** Of a small step, until it has its runs. */
  private @Nullable Asked asked;

  /** Of a small step. */
  private List<RuleRun.Pair> runs = List.of();

  /** Of a large step, with its number. */
  private RuleRun.@Nullable Pair last;

  private int lastNumber;

  /**
   * A case, whose runs {@link #begin} begins.
   *
   * @param upstreams in float32
   * @param upstreamName what kind the upstreams are, as a sentence puts the first of them
   */
  RuleCase(
      Step step,
      StepValues values,
      List<ArrayTensor> upstreams,
      String upstreamName,
      Reference reference) {
    this.step = step;
    this.values = values;
    this.upstreams = upstreams;
    this.upstreamName = upstreamName;
    this.reference = reference;
  }

  /**
   * Begins to ask the reference for all runs of the small steps among these, at once.
   *
   * @param cases of one step all at the same values
   */
  static void begin(List<RuleCase> cases, Reference reference) {
    List<RuleCase> small = cases.stream().filter(each -> each.values.size() <= MANY).toList();
    if (!small.isEmpty()) {
      Asked asked = Asked.of(small, reference);
      small.forEach(each -> each.asked = asked);
    }
  }

  /** What the reference was asked for, in both element types: of each step, all cases together. */
  private record Asked(
      List<List<RuleCase>> steps,
      Supplier<List<List<RuleRun>>> float32,
      Supplier<List<List<RuleRun>>> float64) {

    static Asked of(List<RuleCase> cases, Reference reference) {
      List<List<RuleCase>> steps =
          List.copyOf(
              cases.stream()
                  .collect(groupingBy(each -> each.step, LinkedHashMap::new, toList()))
                  .values());
      return new Asked(
          steps, begin(steps, Dtype.FLOAT32, reference), begin(steps, Dtype.FLOAT64, reference));
    }

    private static Supplier<List<List<RuleRun>>> begin(
        List<List<RuleCase>> steps, Dtype dtype, Reference reference) {
      List<StepValues.Typed> values =
          steps.stream().map(cases -> cases.get(0).values.in(dtype)).toList();
      List<Pullbacks> asked =
          IntStream.range(0, steps.size())
              .mapToObj(i -> values.get(i).under(upstreams(steps.get(i))))
              .toList();
      Supplier<List<List<List<Optional<ArrayTensor>>>>> begun = reference.begin(asked);
      return () -> {
        var products = begun.get();
        return IntStream.range(0, steps.size())
            .mapToObj(i -> values.get(i).runs(asked.get(i), products.get(i)))
            .toList();
      };
    }

    private static List<ArrayTensor> upstreams(List<RuleCase> cases) {
      return cases.stream().flatMap(each -> each.upstreams.stream()).toList();
    }

    /** Hands each case its runs. */
    void answer() {
      List<List<RuleRun>> narrow = float32.get();
      List<List<RuleRun>> wide = float64.get();
      for (int i = 0; i < steps.size(); i++) {
        List<RuleRun.Pair> runs = RuleRun.Pair.of(narrow.get(i), wide.get(i));
        int from = 0;
        for (RuleCase each : steps.get(i)) {
          each.runs = runs.subList(from, from + each.size());
          each.asked = null;
          from += each.size();
        }
      }
    }
  }

  /** How many upstreams there are. */
  int size() {
    return upstreams.size();
  }

  /** The runs under the upstream of this number, from zero. */
  RuleRun.Pair get(int number) {
    Asked open = asked;
    if (open != null) {
      open.answer();
    }
    if (!runs.isEmpty()) {
      return runs.get(number);
    }
    RuleRun.Pair run = last;
    if (run == null || number != lastNumber) {
      last = null; // its memory, before more is taken
      var alone =
          new RuleCase(step, values, List.of(upstreams.get(number)), upstreamName, reference);
      Asked.of(List.of(alone), reference).answer();
      run = alone.runs.get(0);
      last = run;
      lastNumber = number;
    }
    return run;
  }

  /**
   * Judges rules of the step and, where one fails, says how it is wrong.
   *
   * @param rules each with the number of its input
   * @param finite whether to give up where one of the reference's products is not finite in float64
   * @return the verdicts in the order of the rules; none if it was given up
   */
  Optional<List<Verdict>> judge(List<RuleMeasurement> rules, boolean finite) {
    for (int i = 0; i < upstreams.size(); i++) {
      RuleRun.Pair run = get(i);
      if (finite && !run.finite()) {
        return Optional.empty();
      }
      rules.forEach(rule -> rule.take(run));
    }
    List<Verdict> verdicts = new ArrayList<>();
    rules.forEach(rule -> verdicts.add(explained(rule)));
    return Optional.of(verdicts);
  }

  private Verdict explained(RuleMeasurement measured) {
    Verdict verdict = measured.verdict(this);
    if (verdict.status() != Status.FAIL && verdict.status() != Status.SHAPE) {
      return verdict;
    }
    Rule rule = measured.rule();
    int input = measured.input();
    double tolerance =
        (rule.raw() ? verdict.float32() : Optional.<Float32Error>empty())
            .map(Float32Error::relative)
            .filter(Double::isFinite)
            .orElse(DiagnosedRule.SAME);
    return IntStream.range(0, upstreams.size())
        .boxed()
        .filter(i -> isOff(rule, input, get(i), verdict.float64()))
        .findFirst()
        .flatMap(i -> wrong(rule, input, i, tolerance))
        .map(verdict::explained)
        .orElse(verdict);
  }

  /** Whether the rule gives nothing in this run, or is wrong as far as could be seen. */
  private static boolean isOff(
      Rule rule, int input, RuleRun.Pair run, Optional<Float64Comparison> float64) {
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
  private Optional<DiagnosedRule> wrong(Rule rule, int input, int number, double tolerance) {
    RuleRun run = get(number).float64();
    String name = number == 0 ? upstreamName : upstreamName + ", number " + (number + 1);
    return DiagnosedRule.of(
        step,
        input,
        rule,
        run.inputs(),
        run.upstream(),
        name,
        run.products().get(input),
        tolerance,
        reference);
  }
}
