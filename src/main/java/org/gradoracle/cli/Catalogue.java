package org.gradoracle.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import org.gradoracle.data.InvalidInputException;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Formulas;

/**
 * The formulas that commands may name.
 *
 * @param formulas in alphabetical order
 * @param problems one line for each that cannot be used
 */
record Catalogue(List<Formula> formulas, List<String> problems) {

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
    return new Catalogue(found.list(), found.problems());
  }

  /**
   * Those of these names, each once; all, if there are no names.
   *
   * @throws InvalidInputException if there is no formula of a name
   */
  List<Formula> named(List<String> names) {
    if (names.isEmpty()) {
      return formulas;
    }
    List<Formula> named = new ArrayList<>();
    for (String name : new LinkedHashSet<>(names)) {
      named.add(
          formulas.stream()
              .filter(formula -> formula.name().equals(name))
              .findFirst()
              .orElseThrow(() -> new InvalidInputException(unknown(name))));
    }
    return named;
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
