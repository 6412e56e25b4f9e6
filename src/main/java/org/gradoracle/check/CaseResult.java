package org.gradoracle.check;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.Size;
import org.gradoracle.judge.Checks;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.program.Foreign;
import org.gradoracle.program.Input;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.text.Text;
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
   * @throws FormulaException if the formula gives no program there, or a program at values that are
   *     no numbers, or two programs for one sample, or one without a parameter
   * @throws ReferenceException if the engine fails
   */
  public static CaseResult of(Case at, Reference reference, ForwardValues forward) {
    String where = Text.format("formula '%s' (%s)", at.formula().name(), at);
    Sample sample = at.sample();
    Program program = program(at, sample, where);
    List<Size> sizes = List.copyOf(sample.sizes());
    program.inputs().forEach(input -> requireFinite(input, where));
    requireParameter(program, where);
    requireSame(program, program(at, at.sample(), where), where);
    try {
      return new CaseResult(
          at, sizes, program, Checks.run(program, reference, forward, Dtype.FLOAT32));
    } catch (TensorException | ProgramException e) {
      throw new FormulaException(where + ": " + e.getMessage(), e);
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

  /**
   * The formula's program.
   *
   * @param where how a message begins
   * @throws FormulaException if there is none
   */
  public static Program program(Case at, Sample sample, String where) {
    Program program;
    try {
      program = at.formula().program(sample);
    } catch (TensorException | ProgramException e) {
      throw new FormulaException(where + ": " + e.getMessage(), e);
    } catch (Throwable e) {
      Foreign.requireMemory(e);
      throw new FormulaException(where + " threw " + Foreign.text(e), e);
    }
    if (program == null) {
      throw new FormulaException(where + " returned no program");
    }
    return program;
  }

  private static void requireFinite(Input input, String where) {
    for (int i = 0; i < input.value().size(); i++) {
      if (!Double.isFinite(input.value().at(i))) {
        throw new FormulaException(
            Text.format(
                "%s: the sample's value of '%s' at %s is %s, expected a finite number",
                where, input, input.value().shape().position(i), input.value().at(i)));
      }
    }
  }

  private static void requireParameter(Program program, String where) {
    if (program.parameterCount() == 0) {
      throw new FormulaException(
          where + ": it holds constants only, expected a parameter: there is no gradient to judge");
    }
  }

  private static void requireSame(Program program, Program again, String where) {
    String difference;
    try {
      difference = SameProgram.difference(program, again).orElse("");
    } catch (TensorException | ProgramException e) {
      throw new FormulaException(where + ": " + e.getMessage(), e);
    }
    if (!difference.isEmpty()) {
      throw new FormulaException(
          where
              + ": one sample gives two programs: "
              + difference
              + "; whatever is drawn must be drawn by the sample");
    }
  }
}
