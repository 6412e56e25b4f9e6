package org.gradoracle.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.gradoracle.check.FormulaException;
import org.gradoracle.check.NoProgressException;
import org.gradoracle.dump.DumpException;
import org.gradoracle.formula.ClassPath;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Formulas;
import org.gradoracle.formula.NamedFormula;
import org.gradoracle.output.NotWrittenException;
import org.gradoracle.program.AuthorCode;
import org.gradoracle.program.ProgramException;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Text;

/**
 * The formulas that a command is to work on.
 *
 * @param formulas each once
 * @param ambiguous a line for each name that several formulas have
 * @param problems one line for each that cannot be used
 * @param path where the user said to look for formulas of their own
 */
record Catalogue(
    List<Formula> formulas, Map<String, String> ambiguous, List<String> problems, ClassPath path) {

  /**
   * The tool's own, and those on a class path.
   *
   * @throws InvalidInputException if there is none at all
   */
  static Catalogue find(ClassPath path) {
    Formulas found;
    try {
      found = Formulas.find(Thread.currentThread().getContextClassLoader(), path);
    } catch (ProgramException e) {
      throw new InvalidInputException(String.valueOf(e.getMessage()));
    }
    if (found.list().isEmpty() && found.problems().isEmpty()) {
      throw new InvalidInputException(
          "no formula was found: is META-INF/services/org.gradoracle.formula.Formula on the class"
              + " path?");
    }
    return new Catalogue(found.list(), found.ambiguous(), found.problems(), path);
  }

  /**
   * The formulas of these names, without the problems of others. Without names: all formulas or, if
   * the user gave a class path, those that are on it.
   *
   * @throws InvalidInputException if there is no formula of a name, or more than one
   */
  Catalogue named(List<String> names) {
    if (names.isEmpty()) {
      return path.isEmpty() ? this : elsewhere();
    }
    List<Formula> named = new ArrayList<>();
    for (String name : new LinkedHashSet<>(names)) {
      if (ambiguous.containsKey(name)) {
        throw new InvalidInputException(String.valueOf(ambiguous.get(name)));
      }
      named.add(
          formulas.stream()
              .filter(formula -> formula.name().equals(name))
              .findFirst()
              .or(() -> byClass(name))
              .orElseThrow(() -> new InvalidInputException(unknown(name))));
    }
    return new Catalogue(named, Map.of(), List.of(), path);
  }

  private Optional<Formula> byClass(String name) {
    try {
      return path.byClass(name).map(Function.identity());
    } catch (ProgramException e) {
      throw new InvalidInputException(String.valueOf(e.getMessage()));
    }
  }

  /** Only those that are where the user said: a PASS of others would say nothing about theirs. */
  private Catalogue elsewhere() {
    List<Formula> there =
        formulas.stream()
            .filter(formula -> formula instanceof NamedFormula named && named.isElsewhere())
            .toList();
    if (there.isEmpty() && problems.isEmpty()) {
      throw new InvalidInputException(
          Text.format(
              "no formula was found in '%s': there is no service file"
                  + " META-INF/services/org.gradoracle.formula.Formula; without one, 'check' takes"
                  + " the name of its class",
              path));
    }
    return new Catalogue(there, Map.of(), problems, path);
  }

  /** The names of the formulas. */
  List<String> names() {
    return formulas.stream().map(Formula::name).toList();
  }

  /** Tells the problems, and returns what they are as an exit code. */
  int tellProblems(Consumer<String> teller) {
    problems.forEach(teller);
    return problems.isEmpty() ? ExitCode.PASS : ExitCode.BAD_INPUT;
  }

  /**
   * Works on one formula after the other, and reports the problems before; what cannot be used is a
   * line and stops no other.
   *
   * @param teller is given a line that says what cannot be used
   * @param work gives the exit code for one formula
   * @return the worst exit code
   */
  int each(Consumer<String> teller, ToIntFunction<Formula> work) {
    int exitCode = tellProblems(teller);
    for (Formula formula : formulas) {
      exitCode = Math.max(exitCode, attempt(formula, teller, work));
    }
    return exitCode;
  }

  private static int attempt(
      Formula formula, Consumer<String> teller, ToIntFunction<Formula> work) {
    try {
      return work.applyAsInt(formula);
    } catch (CancellationException e) { // whoever interrupted it knows
      return ExitCode.NOT_RUN;
    } catch (InvalidInputException | DumpException e) {
      teller.accept(String.valueOf(e.getMessage()));
      return ExitCode.BAD_INPUT;
    } catch (FormulaException e) {
      teller.accept(e.getMessage() + origin(formula));
      return ExitCode.BAD_INPUT;
    } catch (TensorException | ProgramException e) {
      teller.accept("formula '" + formula.name() + "': " + e.getMessage() + origin(formula));
      return ExitCode.BAD_INPUT;
    } catch (NoProgressException | NotWrittenException e) {
      teller.accept(String.valueOf(e.getMessage()));
      return ExitCode.NOT_RUN;
    } catch (ReferenceException e) {
      teller.accept("formula '" + formula.name() + "': " + e.getMessage());
      return ExitCode.NOT_RUN;
    } catch (OutOfMemoryError e) {
      teller.accept("formula '" + formula.name() + "': " + Main.OUT_OF_MEMORY);
      return ExitCode.NOT_RUN;
    } catch (Throwable e) {
      teller.accept(
          "formula '" + formula.name() + "' could not be checked: " + AuthorCode.describe(e));
      return ExitCode.NOT_RUN;
    }
  }

  /** Where it is to be mended, if that is not here. */
  static String origin(Formula formula) {
    return formula instanceof NamedFormula named && named.isElsewhere()
        ? " (" + named.origin() + ")"
        : "";
  }

  private String unknown(String name) {
    String others = problems.isEmpty() ? "" : "; " + String.join("; ", problems);
    return "there is no formula '"
        + name
        + "'"
        + (path.isEmpty()
            ? name.contains(".") ? "; a class is looked for where --classpath says" : ""
            : ", and no class of this name in '" + path + "'")
        + Suggestion.of(name, names())
        + " ('gradoracle list' shows all)"
        + others;
  }
}
