package org.gradoracle.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.gradoracle.check.FormulaException;
import org.gradoracle.check.NoProgressException;
import org.gradoracle.data.InvalidInputException;
import org.gradoracle.dump.DumpException;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Formulas;
import org.gradoracle.output.NotWrittenException;
import org.gradoracle.program.Foreign;
import org.gradoracle.program.ProgramException;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.tensor.TensorException;

/**
 * The formulas that a command is to work on.
 *
 * @param formulas each once
 * @param ambiguous a line for each name that several formulas have
 * @param problems one line for each that cannot be used
 */
record Catalogue(List<Formula> formulas, Map<String, String> ambiguous, List<String> problems) {

  /**
   * Those on the class path.
   *
   * @throws InvalidInputException if there is none at all
   */
  static Catalogue find() {
    Formulas found = Formulas.find(Thread.currentThread().getContextClassLoader());
    if (found.list().isEmpty() && found.problems().isEmpty()) {
      throw new InvalidInputException(
          "no formula was found: is META-INF/services/org.gradoracle.formula.Formula on the class"
              + " path?");
    }
    return new Catalogue(found.list(), found.ambiguous(), found.problems());
  }

  /**
   * Those of these names, and then no problem with others matters; all, if there are no names.
   *
   * @throws InvalidInputException if there is no formula of a name, or more than one
   */
  Catalogue named(List<String> names) {
    if (names.isEmpty()) {
      return this;
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
              .orElseThrow(() -> new InvalidInputException(unknown(name))));
    }
    return new Catalogue(named, Map.of(), List.of());
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
   * Works on one formula after the other, and tells the problems before; what cannot be used is a
   * line and stops no other.
   *
   * @param teller told what cannot be used, in a line
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
    } catch (FormulaException | InvalidInputException | DumpException e) {
      teller.accept(String.valueOf(e.getMessage()));
      return ExitCode.BAD_INPUT;
    } catch (TensorException | ProgramException e) {
      teller.accept("formula '" + formula.name() + "': " + e.getMessage());
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
      teller.accept("formula '" + formula.name() + "' could not be checked: " + Foreign.text(e));
      return ExitCode.NOT_RUN;
    }
  }

  private String unknown(String name) {
    String nearest =
        formulas.stream()
            .map(Formula::name)
            .min(Comparator.comparing(known -> edits(name, known)))
            .map(known -> ", did you mean '" + known + "'?")
            .orElse("");
    String others = problems.isEmpty() ? "" : "; " + String.join("; ", problems);
    return "there is no formula '"
        + name
        + "'"
        + nearest
        + " ('gradoracle list' shows all)"
        + others;
  }

  /** Levenshtein's distance: the least number of letters inserted, removed or replaced. */
  static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
