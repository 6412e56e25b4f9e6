package org.gradoracle.prove;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.gradoracle.check.CaseResult;
import org.gradoracle.check.DrawnCase;
import org.gradoracle.check.SeededCase;
import org.gradoracle.diagnose.Explanation;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.judge.RuleCheck;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.Status;
import org.jspecify.annotations.Nullable;

/**
 * Plants every fault of the catalogue in every rule of a formula, one at a time.
 *
 * <p>A fault is tried in eight random cases: two plain, two huge, and one each with ties, equal
 * rows, extreme and tiny values. The first in which it changes what the rule gives is checked, and
 * those after it until the fault is noticed: a softmax without its maximum subtracted is right up
 * to rounding, until values are huge enough to overflow, which those of a few logits may not be.
 *
 * <p>Raw loops run in float32 only. A fault in them that is not noticed is {@linkplain
 * Outcome#BELOW_SENSITIVITY below the sensitivity}, and has not survived, if it is too small.
 */
public final class Proving {

  private static final List<InputKind> CASES =
      List.of(
          InputKind.PLAIN,
          InputKind.PLAIN,
          InputKind.TIES,
          InputKind.EQUAL_ROWS,
          InputKind.EXTREME,
          InputKind.TINY,
          InputKind.HUGE,
          InputKind.HUGE);

  /** The smallest factor 1 + 10^-k that is tried. */
  private static final int SMALLEST = 14;

  /** One random case of the formula; the reference is asked only if a fault is checked in it. */
  private final class ProvingCase {
    private final SeededCase at;
    private final Program program;
    private final Map<Dtype, Trace> forward = new EnumMap<>(Dtype.class);
    private final long seed;
    private @Nullable RuleCheck check;

    ProvingCase(long seed, InputKind kind) {
      this.at = new SeededCase(formula, kind, seed, ForwardValues.OWN);
      this.program =
          DrawnCase.program(at, at.sample(), Text.format("formula '%s' (%s)", formula.name(), at));
      this.seed = seed;
    }

    /** The faults are local, and so is the check. */
    List<RuleResult> check(Program broken) {
      if (check == null) {
        check = RuleCheck.of(program, reference);
      }
      return check.check(broken);
    }

    /** Not so where PyTorch itself is not finite. */
    boolean passes(Program broken) {
      return check(broken).stream().allMatch(RuleResult::passed);
    }

    RuleInCase site(String id) {
      Rule rule =
          program.rules().stream()
              .filter(other -> other.id().equals(id))
              .findFirst()
              .orElseThrow(() -> new ProgramException("not every case has the rule '" + id + "'"));
      Step step =
          program.steps().stream()
              .filter(other -> other.name().equals(rule.step()))
              .findFirst()
              .orElseThrow();
      Dtype dtype = rule.raw() ? Dtype.FLOAT32 : Dtype.FLOAT64;
      Trace values =
          forward.computeIfAbsent(
              dtype, type -> PlainNetwork.run(program, Point.of(program).in(type)));
      Random random = new Random(seed);
      return new RuleInCase(
          program,
          step,
          rule,
          dtype.cast(DoubleTensor.of(values.value(step).shape(), i -> random.nextGaussian())),
          step.inputs().stream().map(values::value).toList(),
          values.value(step));
    }

    /** How precise the right rule is here. */
    Float32Error float32(Rule rule) {
      return check(program).stream()
          .filter(result -> result.name().equals(rule.id()))
          .findFirst()
          .flatMap(result -> result.verdict().float32())
          .orElseThrow();
    }
  }

  private final Formula formula;
  private final Reference reference;
  private final long seed;
  private final boolean right;
  private final Map<Integer, ProvingCase> cases = new HashMap<>();

  private Proving(Formula formula, Reference reference, long seed) {
    this.formula = formula;
    this.reference = reference;
    this.seed = seed;
    this.right = CaseResult.of(at(0).at, reference, ForwardValues.OWN).checks().passed();
  }

  /**
   * Breaks every rule of a formula.
   *
   * @param progress is given the rule that is next
   * @return what became of the faults of each rule; none if the formula is not right to begin with
   * @throws org.gradoracle.check.FormulaException if the formula gives no program
   */
  public static Optional<List<Planted>> of(
      Formula formula, Reference reference, long seed, Consumer<String> progress) {
    Proving proving = new Proving(formula, reference, seed);
    if (!proving.right) {
      return Optional.empty();
    }
    List<Planted> planted = new ArrayList<>();
    for (String id : proving.rules()) {
      progress.accept(formula.name() + ": " + id);
      planted.add(proving.plant(id));
    }
    return Optional.of(planted);
  }

  /** From the last step to the first, as a check has them. */
  private List<String> rules() {
    return at(0).check(at(0).program).stream().map(RuleResult::name).toList();
  }

  private ProvingCase at(int index) {
    return cases.computeIfAbsent(index, i -> new ProvingCase(seed + i, CASES.get(i)));
  }

  /** What became of one way of planting a fault, and whether not in the first case it changes. */
  private record Tried(Outcome outcome, boolean later) {}

  private Planted plant(String id) {
    Map<Fault, Outcome> outcomes = new EnumMap<>(Fault.class);
    Map<Outcome, Integer> mutants = new EnumMap<>(Outcome.class);
    int later = 0;
    for (Fault fault : Fault.values()) {
      Outcome worst = Outcome.NOT_APPLICABLE;
      for (int way = 0; ; way++) {
        Optional<Tried> tried = plant(id, fault, way);
        if (tried.isEmpty()) {
          break;
        }
        mutants.merge(tried.get().outcome(), 1, Integer::sum);
        worst = worst.or(tried.get().outcome());
        later += tried.get().later() ? 1 : 0;
      }
      if (worst == Outcome.NOT_APPLICABLE) {
        mutants.merge(worst, 1, Integer::sum);
      }
      outcomes.put(fault, worst);
    }
    return new Planted(id, outcomes, mutants, later, smallest(id));
  }

  /** One way of planting a fault; none if in no case there are as many. */
  private Optional<Tried> plant(String id, Fault fault, int way) {
    boolean fits = false;
    boolean passed = false;
    Optional<Tried> unexplained = Optional.empty();
    Outcome unnoticed = Outcome.NOT_APPLICABLE;
    for (int i = 0; i < CASES.size(); i++) {
      RuleInCase site = at(i).site(id);
      List<Mutant> mutants = fault.plant(site);
      if (way < mutants.size()) {
        fits = true;
        if (!site.same(mutants.get(way).backward()) && at(i).passes(at(i).program)) {
          Outcome outcome = outcome(at(i), site, mutants.get(way));
          Tried tried = new Tried(outcome, passed);
          if (outcome == Outcome.UNEXPLAINED) { // as a check does, whose samples explain each other
            unexplained = unexplained.or(() -> Optional.of(tried));
            continue;
          }
          if (outcome.noticed()) {
            return Optional.of(tried);
          }
          passed = true;
          if (!site.sameButForRounding(mutants.get(way).backward())) {
            unnoticed = unnoticed.or(outcome);
          }
        }
      }
    }
    Tried last = unexplained.orElse(new Tried(unnoticed, false));
    return fits ? Optional.of(last) : Optional.empty();
  }

  private static Outcome outcome(ProvingCase at, RuleInCase site, Mutant mutant) {
    List<RuleResult> results = at.check(broken(site, mutant));
    List<RuleResult> wrong = results.stream().filter(result -> !result.passed()).toList();
    boolean proved =
        results.stream()
            .filter(result -> result.name().equals(site.rule().id()))
            .noneMatch(result -> result.status() == Status.ZERO);
    if (!proved) {
      return Outcome.NOT_APPLICABLE; // it says itself that it proves nothing here
    }
    if (wrong.isEmpty()) {
      return site.rule().raw()
          ? Outcome.unnoticed(site.change(mutant.backward()), at.float32(site.rule()))
          : Outcome.SURVIVED;
    }
    if (wrong.size() != 1 || !wrong.get(0).name().equals(site.rule().id())) {
      return Outcome.UNNAMED;
    }
    if (mutant.explanations().isEmpty()) {
      return Outcome.NAMED;
    }
    boolean vanishes = site.vanishes(mutant.backward());
    return wrong.get(0).verdict().explanations().stream()
            .map(Explanation::kind)
            .anyMatch(
                kind -> mutant.explanations().contains(kind) || (vanishes && kind == Kind.ZERO))
        ? Outcome.EXPLAINED
        : Outcome.UNEXPLAINED;
  }

  private static Program broken(RuleInCase site, Mutant mutant) {
    return site.program().with(site.rule().with(mutant.backward()));
  }

  /** The smallest power of ten by which a factor may be off and is noticed; 1 if none is. */
  private double smallest(String id) {
    ProvingCase at = at(0);
    RuleInCase site = at.site(id);
    return IntStream.rangeClosed(1, SMALLEST)
        .mapToDouble(k -> BigDecimal.ONE.movePointLeft(k).doubleValue())
        .takeWhile(error -> !at.passes(broken(site, Fault.times(site, 1 + error).get(0))))
        .reduce(1, Math::min);
  }
}
