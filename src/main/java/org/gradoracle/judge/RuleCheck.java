package org.gradoracle.judge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Input;
import org.gradoracle.program.Outputs;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.UnsharedRandom;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.Verdict;

/**
 * The local check: every rule alone, at the reference's forward values, against the reference's
 * vector-Jacobian product of its one step. Only the wrong rule's own row fails.
 *
 * <p>Each rule is checked under eight upstreams near the network's own and under eight random
 * normal ones: the network's own may hide an error (the gradient of a bias in front of batch norm
 * is truly zero), and so may an upstream of ones. Two of the random ones are zero in places.
 */
public final class RuleCheck {

  /** How many upstreams of each kind. */
  private static final int UPSTREAMS = 8;

  /**
   * Upstreams with an element of this size or more are scaled down: they could overflow in float32.
   */
  private static final double LARGE = 0x1p120;

  /** How many elements steps have together whose products are asked for at once. */
  private static final int TOGETHER = 1 << 16;

  private static final long SEED = 20_220_912;

  private final Program program;
  private final Reference reference;
  private final Trace float32;
  private final Trace float64;
  private final Random random;

  /** The steps that have no cases yet, in the order in which they are judged. */
  private final Deque<Step> ahead;

  /** Whether rules are judged more than once: then the cases of all steps are kept. */
  private final boolean keeps;

  /** At float32's forward values, of the steps that are judged next, or of all. */
  private final Map<Step, List<RuleCase>> narrow = new HashMap<>();

  /** At float64's, of steps where float32 overflowed. */
  private final Map<Step, List<RuleCase>> wide = new HashMap<>();

  /** The results of the program's own rules, by id, once they are judged. */
  private final Map<String, RuleResult> judged = new HashMap<>();

  private RuleCheck(Program program, Reference reference, OwnPoint own, boolean keeps) {
    this.program = program;
    this.reference = reference;
    this.float32 = own.float32();
    this.float64 = own.float64();
    this.random = new UnsharedRandom(seed(program));
    this.keeps = keeps;
    this.ahead = new ArrayDeque<>(judgedSteps(program));
  }

  /** Those with rules of their author's, from the last to the first. */
  private static List<Step> judgedSteps(Program program) {
    List<Step> steps = new ArrayList<>(program.steps());
    steps.removeIf(
        step ->
            step.isOutput()
                || step.inputs().stream().noneMatch(in -> program.rule(step, in).isPresent()));
    Collections.reverse(steps);
    return steps;
  }

  /** Another one for other inputs, so that further samples bring further upstreams. */
  private static long seed(Program program) {
    long seed = SEED;
    for (Input input : program.inputs()) {
      seed = 31 * seed + Arrays.hashCode(input.value().toFloatArray());
    }
    return seed;
  }

  /** Checks every rule of a program, from the last step to the first. */
  public static List<RuleResult> run(Program program, Reference reference) {
    return begin(program, reference, OwnPoint.of(program, reference)).check(program);
  }

  /**
   * Begins with the first steps to be judged; {@link #check} can then be called once, for the
   * program itself.
   *
   * @param own the reference's runs at the program's own inputs
   */
  static RuleCheck begin(Program program, Reference reference, OwnPoint own) {
    RuleCheck check = new RuleCheck(program, reference, own, false);
    if (!check.ahead.isEmpty()) {
      check.begin(check.ahead.element());
    }
    return check;
  }

  /**
   * Asks the reference for everything that it is needed for; {@link #check} can then be called for
   * the program with one set of rules after another.
   */
  public static RuleCheck of(Program program, Reference reference) {
    RuleCheck check = new RuleCheck(program, reference, OwnPoint.of(program, reference), true);
    while (!check.ahead.isEmpty()) {
      check.narrow(check.ahead.element());
    }
    return check;
  }

  /**
   * Checks every rule, from the last step to the first; rules of the program that this was made of
   * are judged once.
   *
   * @param program the program this was made of, or the same with other rules
   */
  public List<RuleResult> check(Program program) {
    List<RuleResult> results = new ArrayList<>();
    for (int i = program.steps().size() - 1; i >= 0; i--) {
      Step step = program.steps().get(i);
      if (!this.program.steps().contains(step)) {
        throw new IllegalArgumentException("no step '" + step + "' was prepared");
      }
      results.addAll(check(program, step));
    }
    return results;
  }

  private List<RuleResult> check(Program program, Step step) {
    if (step.isOutput()) {
      return List.of(); // the rule is ours
    }
    Map<Var, Rule> open = new LinkedHashMap<>();
    Map<Var, RuleResult> results = new HashMap<>();
    for (Var input : step.inputs()) {
      program
          .rule(step, input)
          .ifPresent(
              rule -> {
                RuleResult known = isOwn(step, input, rule) ? judged.get(rule.id()) : null;
                if (known == null) {
                  open.put(input, rule);
                } else {
                  results.put(input, known);
                }
              });
    }
    if (!open.isEmpty()) {
      Iterator<Verdict> verdicts = judge(step, open).iterator();
      open.forEach(
          (input, rule) -> {
            RuleResult result = result(step, input, verdicts.next());
            results.put(input, result);
            if (isOwn(step, input, rule)) {
              judged.put(rule.id(), result);
            }
          });
    }
    return step.inputs().stream()
        .filter(Var::differentiable)
        .map(
            input ->
                Optional.ofNullable(results.get(input))
                    .orElseGet(
                        () ->
                            result(
                                step, input, Verdict.without(Status.MISSING, "it is not written"))))
        .toList();
  }

  /** Whether it is the very rule that the program has. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isOwn(Step step, Var input, Rule rule) {
    return program.rule(step, input).filter(own -> own == rule).isPresent();
  }

  /** At float32's forward values; where float32 overflowed, or underflowed to a pole, float64's. */
  private List<Verdict> judge(Step step, Map<Var, Rule> rules) {
    List<RuleCase> cases = narrow(step);
    if (!keeps) {
      narrow.remove(step);
    }
    if (!wide.containsKey(step) && values(step, float32).stream().allMatch(NonFinite::isFinite)) {
      Optional<List<Verdict>> verdicts = judge(step, cases, rules, true);
      if (verdicts.isPresent()) {
        return verdicts.get();
      }
    }
    cases = wide(step);
    if (!keeps) {
      wide.remove(step);
    }
    return judge(step, cases, rules, false).orElseThrow();
  }

  private Optional<List<Verdict>> judge(
      Step step, List<RuleCase> cases, Map<Var, Rule> rules, boolean finite) {
    List<Verdict> deciding = new ArrayList<>();
    for (RuleCase each : cases) {
      List<RuleMeasurement> measured = new ArrayList<>();
      rules.forEach(
          (input, rule) ->
              measured.add(
                  new RuleMeasurement(step, rule, step.inputs().indexOf(input), reference)));
      Optional<List<Verdict>> verdicts = each.judge(measured, finite);
      if (verdicts.isEmpty()) {
        return Optional.empty();
      }
      for (int i = 0; i < measured.size(); i++) {
        Verdict verdict = verdicts.get().get(i);
        if (each == cases.get(0)) {
          deciding.add(verdict);
        } else {
          deciding.set(i, deciding.get(i).deciding(verdict));
        }
      }
    }
    return Optional.of(deciding);
  }

  private List<RuleCase> narrow(Step step) {
    if (!narrow.containsKey(step)) {
      begin(step);
    }
    return known(narrow, step);
  }

  /** With this step also, as long as they are small together, those that are judged after it. */
  private void begin(Step first) {
    List<RuleCase> together = new ArrayList<>();
    long elements = 0;
    ahead.remove(first);
    for (Step step = first; step != null; step = elements < TOGETHER ? ahead.poll() : null) {
      StepValues values = StepValues.of(step, values(step, float32));
      elements += values.size();
      narrow.put(step, cases(step, values, random));
      together.addAll(known(narrow, step));
    }
    RuleCase.begin(together, reference);
  }

  private List<RuleCase> wide(Step step) {
    return wide.computeIfAbsent(
        step,
        key -> {
          StepValues values = StepValues.of(step, values(step, float64));
          Random own = new UnsharedRandom(seed(program) + program.steps().indexOf(step));
          List<RuleCase> cases = cases(step, values, own);
          RuleCase.begin(cases, reference);
          return cases;
        });
  }

  private static List<ArrayTensor> values(Step step, Trace forward) {
    return step.inputs().stream().map(forward::value).toList();
  }

  private List<RuleCase> cases(Step step, StepValues values, Random random) {
    List<RuleCase> cases = new ArrayList<>();
    cases.add(
        new RuleCase(
            step,
            values,
            normal(step, float64.value(step).shape(), random),
            "a random upstream",
            reference));
    ownUpstream(step)
        .map(
            own ->
                new RuleCase(
                    step, values, near(own, random), "the network's own upstream", reference))
        .ifPresent(cases::add);
    return cases;
  }

  private Optional<ArrayTensor> ownUpstream(Step step) {
    if (step == program.loss()) {
      return Optional.of(float64.value(step).onesLike());
    }
    return float64.gradient(step) instanceof Known known && NonFinite.isFinite(known.tensor())
        ? Optional.of(withinFloat32(known.tensor()))
        : Optional.empty();
  }

  /**
   * The upstream, or a small fraction of one that overflows in float32: a product is linear in it.
   */
  private static ArrayTensor withinFloat32(ArrayTensor upstream) {
    double largest = Extremes.largest(upstream);
    return largest < LARGE ? upstream : upstream.mul(Math.scalb(1.0, -Math.getExponent(largest)));
  }

  /** The upstream itself, and others whose elements differ from it by some percent. */
  private static List<ArrayTensor> near(ArrayTensor own, Random random) {
    List<ArrayTensor> upstreams = new ArrayList<>();
    upstreams.add(Dtype.FLOAT32.cast(own));
    while (upstreams.size() < UPSTREAMS) {
      upstreams.add(
          FloatTensor.of(own.shape(), i -> own.at(i) * (1 + random.nextGaussian() / 128)));
    }
    return upstreams;
  }

  /** Of the last two, one is zero at some elements, and one in a part: in rows, or in an output. */
  private static List<ArrayTensor> normal(Step step, Shape shape, Random random) {
    List<ArrayTensor> upstreams = new ArrayList<>();
    boolean parts = shape.size() > 1;
    while (upstreams.size() < (parts ? UPSTREAMS - 2 : UPSTREAMS)) {
      upstreams.add(FloatTensor.of(shape, i -> random.nextGaussian()));
    }
    if (parts) {
      upstreams.add(FloatTensor.of(shape, i -> random.nextBoolean() ? random.nextGaussian() : 0));
      int[] part = step instanceof Outputs several ? output(several, random) : rows(shape, random);
      upstreams.add(
          FloatTensor.of(shape, i -> i >= part[0] && i < part[1] ? 0 : random.nextGaussian()));
    }
    return upstreams;
  }

  /** The first element of one output, and the one after its last. */
  private static int[] output(Outputs several, Random random) {
    int drawn = random.nextInt(several.outputs().size());
    int first = 0;
    for (Step output : several.outputs().subList(0, drawn)) {
      first += several.shape(output).size();
    }
    return new int[] {first, first + several.shape(several.outputs().get(drawn)).size()};
  }

  /** The first element of some rows, and the one after their last. */
  private static int[] rows(Shape shape, Random random) {
    int rows = shape.dim(0);
    int first = random.nextInt(rows);
    int length = shape.size() / rows;
    return new int[] {first * length, (first + 1 + random.nextInt(rows - first)) * length};
  }

  private static List<RuleCase> known(Map<Step, List<RuleCase>> cases, Step step) {
    return Objects.requireNonNull(cases.get(step));
  }

  private RuleResult result(Step step, Var input, Verdict verdict) {
    return new RuleResult(step.name(), input.name(), float64.value(input).shape(), verdict);
  }
}
