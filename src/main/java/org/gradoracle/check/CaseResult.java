package org.gradoracle.check;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.formula.Sample.Size;
import org.gradoracle.judge.Checks;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.program.Input;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.verdict.CheckResult;

/**
 * What both checks found of one case.
 *
 * @param at the case
 * @param sizes that the formula drew
 * @param program that the formula gave
 * @param checks what was found
 */
public record CaseResult(Case at, List<Size> sizes, Program program, CheckResult checks) {

  /**
   * Runs both checks.
   *
   * @throws FormulaException if the case cannot be drawn, see {@link DrawnCase#of}, or if a forward
   *     line cannot be checked
   * @throws ReferenceException if the engine fails
   */
  public static CaseResult of(Case at, Reference reference, ForwardValues forward) {
    return of(DrawnCase.of(at), program -> Checks.run(program, reference, forward, Dtype.FLOAT32));
  }

  /**
   * Runs checks.
   *
   * @throws FormulaException if they meet a forward line that cannot be checked
   */
  public static CaseResult of(DrawnCase drawn, Function<Program, CheckResult> checks) {
    try {
      return new CaseResult(
          drawn.at(), drawn.sizes(), drawn.program(), checks.apply(drawn.program()));
    } catch (TensorException | ProgramException e) {
      throw new FormulaException(drawn.where() + ": " + e.getMessage(), e);
    }
  }

  /** What is found of every rule, then of every kernel, then of every gradient. */
  public Stream<Finding> findings() {
    return Stream.concat(
        checks.local().stream().map(each -> Finding.of(Kind.RULE, each, at)),
        checks.network().gradients().stream().map(each -> Finding.of(Kind.GRADIENT, each, at)));
  }

  /** What is not right, where that could be decided. */
  public List<Finding> failures() {
    return findings().filter(each -> !each.passed() && !each.verdict().undecidable()).toList();
  }

  /** Whether nothing is wrong. */
  public boolean passed() {
    return failures().isEmpty();
  }

  /** How many rules and gradients could not be decided. */
  public int undecidable() {
    return (int) findings().filter(each -> each.verdict().undecidable()).count();
  }

  /** How many parameters' gradients were decided, right or wrong. */
  public int decided() {
    Set<String> parameters =
        program.inputs().stream()
            .filter(Input::differentiable)
            .map(Input::name)
            .collect(toUnmodifiableSet());
    return (int)
        checks.network().gradients().stream()
            .filter(each -> parameters.contains(each.name()) && !each.verdict().undecidable())
            .count();
  }
}
