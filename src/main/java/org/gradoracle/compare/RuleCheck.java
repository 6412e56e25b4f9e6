package org.gradoracle.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;

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

  private static final long SEED = 20_220_912;

  private final Program program;
  private final Reference reference;
  private final Trace float32;
  private final Trace float64;
  private final Random random = new Random(SEED);

  private RuleCheck(Program program, Reference reference) {
    this.program = program;
    this.reference = reference;
    this.float32 = reference.run(program, Point.of(program));
    this.float64 = reference.run(program, Point.of(program).in(Dtype.FLOAT64));
  }

  /** Checks every rule of a program, from the last step to the first. */
  public static List<RuleRow> run(Program program, Reference reference) {
    RuleCheck check = new RuleCheck(program, reference);
    List<RuleRow> rows = new ArrayList<>();
    for (int i = program.steps().size() - 1; i >= 0; i--) {
      rows.addAll(check.step(program.steps().get(i)));
    }
    return rows;
  }

  private List<RuleRow> step(Step step) {
    List<ArrayTensor> inputs = values(step, float32);
    List<RuleCase> cases = cases(step, inputs);
    if (!inputs.stream().allMatch(NonFinite::isFinite)
        || !cases.stream().allMatch(RuleCase::finite)) {
      cases = cases(step, values(step, float64)); // float32 overflowed, or underflowed to a pole
    }
    List<RuleRow> rows = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (step.inputs().get(i).differentiable()) {
        rows.add(row(step, i, inputs.get(i).shape(), cases));
      }
    }
    return rows;
  }

  private static List<ArrayTensor> values(Step step, Trace forward) {
    return step.inputs().stream().map(forward::value).toList();
  }

  private List<RuleCase> cases(Step step, List<ArrayTensor> inputs) {
    List<RuleCase> cases = new ArrayList<>();
    cases.add(new RuleCase(step, inputs, normal(float64.value(step).shape()), reference));
    ownUpstream(step).ifPresent(own -> cases.add(new RuleCase(step, inputs, near(own), reference)));
    return cases;
  }

  private Optional<ArrayTensor> ownUpstream(Step step) {
    if (step == program.loss()) {
      return Optional.of(float64.value(step).onesLike());
    }
    return float64.gradient(step) instanceof Known known && NonFinite.isFinite(known.tensor())
        ? Optional.of(known.tensor())
        : Optional.empty();
  }

  /** The upstream itself, and others whose elements differ from it by some percent. */
  private List<ArrayTensor> near(ArrayTensor own) {
    List<ArrayTensor> upstreams = new ArrayList<>();
    upstreams.add(inFloat32(own));
    while (upstreams.size() < UPSTREAMS) {
      upstreams.add(
          inFloat32(
              DoubleTensor.of(own.shape(), i -> own.at(i) * (1 + random.nextGaussian() / 128))));
    }
    return upstreams;
  }

  /** Rounded to float32 or, where an element overflows, as it is. */
  private static ArrayTensor inFloat32(ArrayTensor upstream) {
    ArrayTensor rounded = Dtype.FLOAT32.cast(upstream);
    return NonFinite.isFinite(rounded) ? rounded : upstream;
  }

  private List<ArrayTensor> normal(Shape shape) {
    List<ArrayTensor> upstreams = new ArrayList<>();
    while (upstreams.size() < UPSTREAMS) {
      upstreams.add(FloatTensor.of(shape, i -> random.nextGaussian()));
    }
    return upstreams;
  }

  private RuleRow row(Step step, int index, Shape shape, List<RuleCase> cases) {
    Var input = step.inputs().get(index);
    Judgement judgement =
        program
            .rule(step, input)
            .map(
                rule ->
                    cases.stream()
                        .map(each -> each.judge(rule, index))
                        .reduce(Judgement::deciding)
                        .orElseThrow())
            .orElseGet(() -> Judgement.without(Status.MISSING, "it is not written"));
    return new RuleRow(
        step.name(),
        input.name(),
        Rule.id(step, input),
        shape,
        judgement.status(),
        judgement.reason(),
        judgement.proof(),
        judgement.precision(),
        judgement.diagnosis());
  }
}
