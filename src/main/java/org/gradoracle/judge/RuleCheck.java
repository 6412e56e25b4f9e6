package org.gradoracle.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
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
 * is truly zero), and so may an upstream of ones.
 */
public final class RuleCheck {

  /** How many upstreams of each kind. */
  private static final int UPSTREAMS = 8;

  /** An upstream near this one could overflow in float32. */
  private static final double LARGE = 0x1p120;

  private static final long SEED = 20_220_912;

  private final Program program;
  private final Reference reference;
  private final Trace float32;
  private final Trace float64;
  private final Random random = new Random(SEED);
  private final Map<Step, List<RuleCase>> cases = new HashMap<>();

  /** The results of the program's own rules, once they are judged. */
  private final Map<Rule, RuleResult> judged = new HashMap<>();

  private RuleCheck(Program program, Reference reference, OwnPoint own) {
    this.program = program;
    this.reference = reference;
    this.float32 = own.float32();
    this.float64 = own.float64();
    for (int i = program.steps().size() - 1; i >= 0; i--) {
      Step step = program.steps().get(i);
      cases.put(step, cases(step));
    }
  }

  /** Checks every rule of a program, from the last step to the first. */
  public static List<RuleResult> run(Program program, Reference reference) {
    return of(program, reference).check(program);
  }

  /**
   * Asks the reference for everything that it is needed for; {@link #check} can then be called for
   * the program with one set of rules after another.
   */
  public static RuleCheck of(Program program, Reference reference) {
    return of(program, reference, OwnPoint.of(program, reference));
  }

  /**
   * The same, where some of it is there already.
   *
   * @param own the reference's runs at the program's own inputs
   */
  static RuleCheck of(Program program, Reference reference, OwnPoint own) {
    return new RuleCheck(program, reference, own);
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
      for (Var input : step.inputs()) {
        if (input.differentiable()) {
          results.add(
              program
                  .rule(step, input)
                  .map(rule -> result(rule, step, input))
                  .orElseGet(
                      () ->
                          result(
                              step, input, Verdict.without(Status.MISSING, "it is not written"))));
        }
      }
    }
    return results;
  }

  private List<RuleCase> cases(Step step) {
    List<ArrayTensor> inputs = values(step, float32);
    List<RuleCase> cases = cases(step, inputs);
    return inputs.stream().allMatch(NonFinite::isFinite)
            && cases.stream().allMatch(RuleCase::finite)
        ? cases
        : cases(step, values(step, float64)); // float32 overflowed, or underflowed to a pole
  }

  private static List<ArrayTensor> values(Step step, Trace forward) {
    return step.inputs().stream().map(forward::value).toList();
  }

  private List<RuleCase> cases(Step step, List<ArrayTensor> inputs) {
    List<RuleCase> cases = new ArrayList<>();
    cases.add(
        new RuleCase(
            step, inputs, normal(float64.value(step).shape()), "a random upstream", reference));
    ownUpstream(step)
        .map(own -> new RuleCase(step, inputs, near(own), "the network's own upstream", reference))
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

  /** The upstream, or a small part of one that overflows in float32: a product is linear in it. */
  private static ArrayTensor withinFloat32(ArrayTensor upstream) {
    double largest = Extremes.largest(upstream);
    return largest < LARGE ? upstream : upstream.mul(Math.scalb(1.0, -Math.getExponent(largest)));
  }

  /** The upstream itself, and others whose elements differ from it by some percent. */
  private List<ArrayTensor> near(ArrayTensor own) {
    List<ArrayTensor> upstreams = new ArrayList<>();
    upstreams.add(Dtype.FLOAT32.cast(own));
    while (upstreams.size() < UPSTREAMS) {
      upstreams.add(
          FloatTensor.of(own.shape(), i -> own.at(i) * (1 + random.nextGaussian() / 128)));
    }
    return upstreams;
  }

  private List<ArrayTensor> normal(Shape shape) {
    List<ArrayTensor> upstreams = new ArrayList<>();
    while (upstreams.size() < UPSTREAMS) {
      upstreams.add(FloatTensor.of(shape, i -> random.nextGaussian()));
    }
    return upstreams;
  }

  private RuleResult result(Rule rule, Step step, Var input) {
    RuleResult known = judged.get(rule);
    if (known != null) {
      return known;
    }
    int index = step.inputs().indexOf(input);
    RuleResult result =
        cases.getOrDefault(step, List.of()).stream()
            .map(each -> each.judge(rule, index))
            .reduce(Verdict::deciding)
            .map(verdict -> result(step, input, verdict))
            .orElseThrow(() -> new IllegalArgumentException("no step '" + step + "' was prepared"));
    if (program.rules().contains(rule)) {
      judged.put(rule, result);
    }
    return result;
  }

  private RuleResult result(Step step, Var input, Verdict verdict) {
    return new RuleResult(step.name(), input.name(), float64.value(input).shape(), verdict);
  }
}
