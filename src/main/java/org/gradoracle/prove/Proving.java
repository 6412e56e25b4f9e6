package org.gradoracle.prove;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.gradoracle.compare.CheckResult;
import org.gradoracle.compare.ForwardValues;
import org.gradoracle.compare.NetworkCheck;
import org.gradoracle.compare.NetworkResult;
import org.gradoracle.compare.RuleCheck;
import org.gradoracle.compare.RuleRow;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
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
import org.jspecify.annotations.Nullable;

/**
 * Plants every fault of the catalogue in every rule of a formula, one at a time.
 *
 * <p>A fault is tried in 8 random cases, and checked in the first of them in which it changes what
 * the rule gives.
 */
public final class Proving {

  private static final int CASES = 8;

  /** The smallest factor 1 + 10^-k that is tried. */
  private static final int SMALLEST = 14;

  /** One random case of the formula; the reference is asked only if a fault is checked in it. */
  private final class Case {
    private final Program program;
    private final Trace float64;
    private final long seed;
    private @Nullable RuleCheck check;

    Case(long seed) {
      this.program = formula.program(new Sample(seed));
      this.float64 = PlainNetwork.run(program, Point.of(program).in(Dtype.FLOAT64));
      this.seed = seed;
    }

    /** The faults are local: the network check is that of the unbroken program. */
    CheckResult check(Program broken) {
      if (check == null) {
        check = RuleCheck.of(program, reference);
      }
      return new CheckResult(network, check.check(broken));
    }

    Site site(String id) {
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
      Random random = new Random(seed);
      return new Site(
          program,
          step,
          rule,
          DoubleTensor.of(float64.value(step).shape(), i -> random.nextGaussian()),
          step.inputs().stream().map(float64::value).toList(),
          float64.value(step));
    }
  }

  private final Formula formula;
  private final Reference reference;
  private final long seed;
  private final NetworkResult network;
  private final Map<Integer, Case> cases = new HashMap<>();

  private Proving(Formula formula, Reference reference, long seed) {
    this.formula = formula;
    this.reference = reference;
    this.seed = seed;
    this.network =
        NetworkCheck.run(
            formula.program(new Sample(seed)), reference, ForwardValues.OWN, Dtype.FLOAT32);
  }

  /**
   * Breaks every rule of a formula that is not raw loops.
   *
   * @param progress told the rule that is next
   * @throws ProgramException if the formula is not right to begin with
   */
  public static List<Planted> of(
      Formula formula, Reference reference, long seed, Consumer<String> progress) {
    Proving proving = new Proving(formula, reference, seed);
    CheckResult unbroken = proving.at(0).check(proving.at(0).program);
    if (!unbroken.passed()) {
      throw new ProgramException(
          "formula '%s' is not right to begin with: run 'check %s'"
              .formatted(formula.name(), formula.name()));
    }
    List<Planted> planted = new ArrayList<>();
    for (RuleRow rule : unbroken.rules()) {
      if (!proving.runsInFloat64(rule.id())) {
        continue;
      }
      progress.accept(formula.name() + ": " + rule.id());
      planted.add(proving.plant(rule.id()));
    }
    return planted;
  }

  /** Not so raw loops: faults of 1e-6 are below what float32 can tell. */
  private boolean runsInFloat64(String id) {
    return at(0).program.rules().stream().anyMatch(rule -> rule.id().equals(id) && !rule.raw());
  }

  private Case at(int index) {
    return cases.computeIfAbsent(index, i -> new Case(seed + i));
  }

  private Planted plant(String id) {
    Map<Fault, Outcome> outcomes = new EnumMap<>(Fault.class);
    Map<Outcome, Integer> mutants = new EnumMap<>(Outcome.class);
    for (Fault fault : Fault.values()) {
      Outcome worst = Outcome.NOT_APPLICABLE;
      for (int way = 0; ; way++) {
        Optional<Outcome> outcome = plant(id, fault, way);
        if (outcome.isEmpty()) {
          break;
        }
        mutants.merge(outcome.get(), 1, Integer::sum);
        worst = worst.or(outcome.get());
      }
      if (worst == Outcome.NOT_APPLICABLE) {
        mutants.merge(worst, 1, Integer::sum);
      }
      outcomes.put(fault, worst);
    }
    return new Planted(formula.name(), id, outcomes, mutants, smallest(id));
  }

  /** One way of planting a fault; none if in no case there are as many. */
  private Optional<Outcome> plant(String id, Fault fault, int way) {
    boolean fits = false;
    for (int i = 0; i < CASES; i++) {
      Site site = at(i).site(id);
      List<Mutant> mutants = fault.plant(site);
      if (way < mutants.size()) {
        fits = true;
        if (!site.same(mutants.get(way).formula())) {
          return Optional.of(outcome(at(i), site, mutants.get(way)));
        }
      }
    }
    return fits ? Optional.of(Outcome.NOT_APPLICABLE) : Optional.empty();
  }

  private Outcome outcome(Case at, Site site, Mutant mutant) {
    CheckResult result = at.check(site.program().with(broken(site, mutant)));
    if (result.passed()) {
      return Outcome.SURVIVED;
    }
    List<RuleRow> wrong = result.wrongRules();
    if (wrong.size() != 1 || !wrong.get(0).id().equals(site.rule().id())) {
      return Outcome.UNNAMED;
    }
    if (mutant.explanation().isEmpty()) {
      return Outcome.NAMED;
    }
    List<String> said = new ArrayList<>(List.of(wrong.get(0).reason()));
    wrong.get(0).diagnosis().ifPresent(diagnosis -> said.addAll(diagnosis.explanations()));
    return said.stream().anyMatch(text -> text.contains(mutant.explanation()))
        ? Outcome.EXPLAINED
        : Outcome.UNEXPLAINED;
  }

  private static Rule broken(Site site, Mutant mutant) {
    return new Rule(site.rule().step(), site.rule().input(), mutant.formula());
  }

  /** The smallest power of ten by which a factor may be off and is noticed; 1 if none is. */
  private double smallest(String id) {
    Case at = at(0);
    Site site = at.site(id);
    return IntStream.rangeClosed(1, SMALLEST)
        .mapToDouble(k -> Math.pow(10, -k))
        .takeWhile(
            error ->
                !at.check(site.program().with(broken(site, Fault.times(site, 1 + error).get(0))))
                    .passed())
        .reduce(1, Math::min);
  }
}
