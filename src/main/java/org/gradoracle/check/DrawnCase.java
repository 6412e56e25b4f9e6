package org.gradoracle.check;

import java.util.List;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.Size;
import org.gradoracle.program.AuthorCode;
import org.gradoracle.program.Input;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.text.Text;

/**
 * A case with the program that its formula gives there.
 *
 * @param at the case
 * @param sizes that the formula drew
 * @param program that the formula gave
 */
public record DrawnCase(Case at, List<Size> sizes, Program program) {

  /**
   * Draws it.
   *
   * @throws FormulaException if the formula gives no program there, a program whose inputs are not
   *     finite, two different programs for one sample, or one without a parameter
   */
  public static DrawnCase of(Case at) {
    String where = where(at);
    Sample sample = at.sample();
    Program program = program(at, sample, where);
    List<Size> sizes = List.copyOf(sample.sizes());
    program.inputs().forEach(input -> requireFinite(input, where));
    requireParameter(program, where);
    requireSame(program, program(at, at.sample(), where), where);
    return new DrawnCase(at, sizes, program);
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
      AuthorCode.rethrowOutOfMemory(e);
      throw new FormulaException(where + " threw " + AuthorCode.describe(e), e);
    }
    if (program == null) {
      throw new FormulaException(where + " returned no program");
    }
    return program;
  }

  /** How a message on it begins. */
  String where() {
    return where(at);
  }

  private static String where(Case at) {
    return Text.format("formula '%s' (%s)", at.formula().name(), at);
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
