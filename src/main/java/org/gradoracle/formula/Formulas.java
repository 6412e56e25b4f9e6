package org.gradoracle.formula;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.gradoracle.text.Text;

/**
 * The formulas on the class path.
 *
 * @param list in alphabetical order of their names
 * @param problems one line for each that could not be used: its constructor threw, or its name is
 *     blank or another one's
 */
public record Formulas(List<Formula> list, List<String> problems) {

  /** Formulas that keep copies of the lists. */
  public Formulas {
    list = List.copyOf(list);
    problems = List.copyOf(problems);
  }

  /** Finds them with this class loader. */
  public static Formulas find(ClassLoader loader) {
    TreeMap<String, Formula> byName = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    Iterator<Formula> found = ServiceLoader.load(Formula.class, loader).iterator();
    while (true) {
      try {
        if (!found.hasNext()) {
          break;
        }
        Formula formula = found.next();
        String name = formula.name();
        if (name.isBlank()) {
          problems.add("formula " + formula.getClass().getName() + " has a blank name");
          continue;
        }
        Formula other = byName.putIfAbsent(name, formula);
        if (other != null) {
          problems.add(
              Text.format(
                  "two formulas are named '%s': %s and %s; the second is left out",
                  name, other.getClass().getName(), formula.getClass().getName()));
        }
      } catch (ServiceConfigurationError | RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        problems.add("a formula cannot be used: " + e.getMessage() + " (" + cause + ")");
      }
    }
    return new Formulas(List.copyOf(byName.values()), problems);
  }
}
