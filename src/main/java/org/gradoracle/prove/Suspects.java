package org.gradoracle.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.diagnose.DiagnosedRule;
import org.gradoracle.diagnose.Explanation;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.diagnose.Mistake;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Shape;

/**
 * Finds the rule that, with one simple fault planted in it, gives exactly the wrong gradients that
 * another program gave; there, rules cannot be run one by one.
 */
public final class Suspects {

  /**
   * A rule that would be wrong in exactly that way.
   *
   * @param step the rule's
   * @param input the rule's
   * @param shape of what it gives
   * @param explanation of the fault, as the end of a sentence: "as if it were ..."
   */
  public record Suspect(Step step, Var input, Shape shape, Explanation explanation) {

    /** The rule's id. */
    public String id() {
      return Rule.id(step, input);
    }
  }

  /**
   * A gradient that another program gives.
   *
   * @param tensor in float64, finite, in the shape of the value
   * @param tolerance how far it may be from what it is the same as
   * @param wrong whether it is not the reference's
   */
  public record Seen(ArrayTensor tensor, double tolerance, boolean wrong) {}

  private final Program program;
  private final Map<Var, Seen> seen;
  private final double scale;
  private final Reference reference;
  private final Map<String, ArrayTensor> values;
  private final Trace right;
  private final List<Suspect> found = new ArrayList<>();

  private Suspects(Program program, Map<Var, Seen> seen, double scale, Reference reference) {
    this.program = program;
    this.seen = seen;
    this.scale = scale;
    this.reference = reference;
    values = PlainNetwork.forward(program, Point.of(program).in(Dtype.FLOAT64));
    right = PlainNetwork.backward(program, values);
  }

  /**
   * Tries all rules that a wrong gradient, and every wrong one, flows through.
   *
   * @param program with right rules
   * @param seen what the other program gives
   * @param scale what all gradients are multiplied by: the gradient of a scalar output
   * @return of every rule the first fault that fits, from the last step to the first; none where
   *     the program's own rules are raw loops, or are not right
   */
  public static List<Suspect> of(
      Program program, Map<Var, Seen> seen, double scale, Reference reference) {
    Suspects suspects = new Suspects(program, seen, scale, reference);
    for (int i = program.steps().size() - 1; i >= 0; i--) {
      Step step = program.steps().get(i);
      for (Var input : step.inputs()) {
        program.rule(step, input).ifPresent(rule -> suspects.suspect(step, input, rule));
      }
    }
    return suspects.found;
  }

  private void suspect(Step step, Var input, Rule rule) {
    Set<String> behind = program.ancestors(input.name());
    boolean mayBe =
        seen.entrySet().stream()
            .allMatch(each -> !each.getValue().wrong() || behind.contains(each.getKey().name()));
    if (!mayBe || !program.written().contains(step) || rule.raw()) {
      return;
    }
    Optional<ArrayTensor> upstream = upstream(step);
    List<ArrayTensor> inputs = step.inputs().stream().map(right::value).toList();
    int index = step.inputs().indexOf(input);
    upstream
        .flatMap(
            up ->
                DiagnosedRule.of(
                        step,
                        index,
                        rule,
                        inputs,
                        up,
                        "its upstream",
                        DiagnosedRule.SAME,
                        reference)
                    .filter(each -> each.truth().shape().equals(each.ours().shape()))
                    .filter(each -> NonFinite.isFinite(each.truth())))
        .flatMap(each -> fault(each))
        .ifPresent(
            explanation ->
                found.add(new Suspect(step, input, right.value(input).shape(), explanation)));
  }

  private Optional<ArrayTensor> upstream(Step step) {
    return step == program.loss()
        ? Optional.of(right.value(step).onesLike())
        : right.gradient(step) instanceof Known known
            ? Optional.of(known.tensor())
            : Optional.empty();
  }

  /** The first that fits. */
  private Optional<Explanation> fault(DiagnosedRule rule) {
    Optional<Explanation> factor = factor(rule);
    if (factor.isPresent()) {
      return factor;
    }
    for (Mistake mistake : Mistake.of(rule)) {
      if (fits(rule, (upstream, inputs, output) -> mistake.gradient())) {
        return Optional.of(mistake.explanation());
      }
    }
    RuleInCase site =
        new RuleInCase(
            program,
            rule.step(),
            rule.rule(),
            rule.upstream(),
            rule.inputs(),
            right.value(rule.step()));
    for (Fault fault : Fault.values()) {
      for (Mutant mutant : fault.plant(site)) {
        if (site.keepsShape(mutant.backward()) && fits(rule, mutant.backward())) {
          return Optional.of(
              new Explanation(
                  mutant.explanations().stream().findFirst().orElse(Kind.ONE_CHANGE),
                  "as written in the library, but that " + fault.description()));
        }
      }
    }
    return Optional.empty();
  }

  /** What it gives is linear in the rule, so that the factor can be read off. */
  private Optional<Explanation> factor(DiagnosedRule rule) {
    Trace without = run(rule, (upstream, inputs, output) -> rule.truth().zerosLike());
    double factor = Double.NaN;
    double largest = 0;
    for (Map.Entry<Var, Seen> each : seen.entrySet()) {
      Optional<ArrayTensor> rest = gradient(without, each.getKey());
      Optional<ArrayTensor> whole = gradient(right, each.getKey());
      if (rest.isEmpty() || whole.isEmpty()) {
        return Optional.empty();
      }
      ArrayTensor part = whole.get().sub(rest.get());
      int at = Extremes.indexOfLargest(part);
      if (each.getValue().wrong()
          && Math.abs(part.at(at)) / each.getValue().tolerance() > largest) {
        largest = Math.abs(part.at(at)) / each.getValue().tolerance();
        factor = (each.getValue().tensor().at(at) - rest.get().at(at)) / part.at(at);
      }
    }
    double constant = factor;
    if (!Double.isFinite(constant)
        || !fits(rule, (upstream, inputs, output) -> rule.truth().mul(constant))) {
      return Optional.empty();
    }
    double digits = Math.max(1 / largest, DiagnosedRule.SAME);
    if (Math.abs(constant) <= digits) {
      return Optional.of(new Explanation(Kind.ZERO, "zero everywhere: it is not added"));
    }
    return Optional.of(
        Math.abs(constant + 1) <= digits
            ? new Explanation(Kind.NEGATIVE, "the negative of autograd's")
            : new Explanation(
                Kind.CONSTANT_FACTOR,
                "autograd's times a constant " + Mistake.factor(within(rule, digits), constant)));
  }

  /** A constant is given to as many digits as can be determined. */
  private static DiagnosedRule within(DiagnosedRule rule, double tolerance) {
    return new DiagnosedRule(
        rule.step(),
        rule.index(),
        rule.rule(),
        rule.inputs(),
        rule.upstream(),
        rule.upstreamName(),
        rule.ours(),
        rule.truth(),
        tolerance,
        rule.reference());
  }

  /** Whether all gradients are then as they were given. */
  private boolean fits(DiagnosedRule rule, Rule.Backward backward) {
    Trace altered = run(rule, backward);
    for (Map.Entry<Var, Seen> each : seen.entrySet()) {
      Seen given = each.getValue();
      Optional<ArrayTensor> theirs = gradient(altered, each.getKey());
      Optional<ArrayTensor> truth = gradient(right, each.getKey());
      if (theirs.isEmpty()
          || truth.isEmpty()
          || !NonFinite.isFinite(theirs.get())
          || Extremes.distance(theirs.get(), given.tensor()) > given.tolerance()
          || (given.wrong()
              && 8 * Extremes.distance(theirs.get(), given.tensor())
                  > Extremes.distance(truth.get(), given.tensor()))) {
        return false;
      }
    }
    return true;
  }

  private Trace run(DiagnosedRule rule, Rule.Backward backward) {
    return PlainNetwork.backward(program.with(rule.rule().with(backward)), values);
  }

  private Optional<ArrayTensor> gradient(Trace trace, Var row) {
    return trace.gradient(row) instanceof Known known
        ? Optional.of(known.tensor().mul(scale))
        : Optional.empty();
  }
}
