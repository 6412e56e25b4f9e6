package org.gradoracle.formula;

import java.util.Optional;
import java.util.function.Supplier;
import org.gradoracle.program.AuthorCode;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.text.Printable;
import org.gradoracle.text.Shell;
import org.gradoracle.text.Text;

/**
 * A formula with its name, summary and source, asked for once and for all: they are its author's
 * code as well as its program is, and may throw.
 *
 * @param formula the formula itself
 * @param place where it was found, if the user said where to look
 */
public record NamedFormula(
    String name, String summary, String source, Formula formula, Optional<Place> place)
    implements Formula {

  /**
   * Where a formula was found.
   *
   * @param in the entry of the class path, as a part of a sentence
   * @param classPath as the user wrote it
   * @param byClass whether the user named the class, and not the formula
   */
  public record Place(String in, String classPath, boolean byClass) {}

  /**
   * Asks a formula.
   *
   * @throws ProgramException if it throws, or returns nothing; the message names its class
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
        formula,
        Optional.empty());
  }

  /** The same, found where the user is told to look again. */
  public NamedFormula from(Place place) {
    return new NamedFormula(name, summary, source, formula, Optional.of(place));
  }

  /** Whether it was found where the user said. */
  public boolean isElsewhere() {
    return place.isPresent();
  }

  /** How a sentence distinguishes it from others of its name. */
  public String origin() {
    return className() + place.map(Place::in).orElse("");
  }

  /** What a command takes to find a formula again, as it is typed. */
  public static String arguments(Formula formula) {
    String name =
        formula instanceof NamedFormula named && named.place().filter(Place::byClass).isPresent()
            ? named.className()
            : formula.name();
    return Shell.word(name) + classPath(formula);
  }

  /** The option that says where a formula is, with a space before it; empty if it need not. */
  public static String classPath(Formula formula) {
    return formula instanceof NamedFormula named
        ? named.place().map(place -> " --classpath " + Shell.word(place.classPath())).orElse("")
        : "";
  }

  private static String told(String where, String what, Supplier<String> asked) {
    Object told;
    try {
      told = asked.get();
    } catch (Throwable e) {
      AuthorCode.rethrowOutOfMemory(e);
      throw new ProgramException(where + ": " + what + "() threw " + AuthorCode.describe(e), e);
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
