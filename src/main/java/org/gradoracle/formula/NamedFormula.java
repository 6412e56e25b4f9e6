package org.gradoracle.formula;

import java.util.function.Supplier;
import org.gradoracle.program.Foreign;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.text.Printable;
import org.gradoracle.text.Text;

/**
 * A formula that has told its name, summary and source, once and for all: they are its author's
 * code as well as its program is, and may throw.
 *
 * @param formula the formula itself
 */
public record NamedFormula(String name, String summary, String source, Formula formula)
    implements Formula {

  /**
   * Asks a formula.
   *
   * @throws ProgramException if it throws, or tells nothing; the message names its class
   */
  public static NamedFormula of(Formula formula) {
    if (formula instanceof NamedFormula named) {
      return named;
    }
    String where = "formula " + formula.getClass().getName();
    String name = told(where, "name", formula::name);
    if (name.isBlank()) {
      throw new ProgramException(where + " has a blank name");
    }
    if (!Printable.isLine(name)) {
      throw new ProgramException(
          Text.format(
              "%s: its name '%s' holds line ends or what cannot be seen",
              where, Printable.line(name)));
    }
    return new NamedFormula(
        name,
        Printable.line(told(where, "summary", formula::summary)),
        Printable.line(told(where, "source", formula::source)),
        formula);
  }

  private static String told(String where, String what, Supplier<String> asked) {
    Object told;
    try {
      told = asked.get();
    } catch (Throwable e) {
      Foreign.requireMemory(e);
      throw new ProgramException(where + ": " + what + "() threw " + Foreign.text(e), e);
    }
    if (!(told instanceof String text)) {
      throw new ProgramException(where + ": " + what + "() returned " + told);
    }
    return text;
  }

  @Override
  public Program program(Sample sample) {
    return formula.program(sample);
  }

  /** The name of the class that it was written as. */
  public String className() {
    return formula.getClass().getName();
  }
}
