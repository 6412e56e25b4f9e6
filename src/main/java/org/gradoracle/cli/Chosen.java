package org.gradoracle.cli;

import static java.util.stream.Collectors.joining;

import java.io.PrintWriter;
import java.util.List;
import org.gradoracle.data.InvalidInputException;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Formulas;

/** The formulas that a command is to work on. */
final class Chosen {

  private Chosen() {}

  /** Those on the class path. */
  static Formulas onClassPath() {
    return Formulas.find(Chosen.class.getClassLoader());
  }

  /**
   * Those with these names, or all that are found.
   *
   * @throws InvalidInputException if there is none, or none of a name
   */
  static List<Formula> formulas(Formulas found, List<String> names, PrintWriter err) {
    found.problems().forEach(problem -> say(err, problem));
    if (found.list().isEmpty()) {
      throw new InvalidInputException("no formula was found on the class path");
    }
    return names.isEmpty()
        ? found.list()
        : names.stream().map(name -> formula(name, found.list())).toList();
  }

  private static Formula formula(String name, List<Formula> found) {
    return found.stream()
        .filter(formula -> formula.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "there is no formula '%s', there is: %s"
                        .formatted(
                            name, found.stream().map(Formula::name).collect(joining(", ")))));
  }

  /** A line of diagnostics. */
  static void say(PrintWriter err, String message) {
    err.println("gradoracle: " + message);
    err.flush();
  }
}
