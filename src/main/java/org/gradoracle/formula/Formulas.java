package org.gradoracle.formula;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.gradoracle.program.AuthorCode;
import org.gradoracle.program.ProgramException;
import org.gradoracle.text.Text;

/**
 * The formulas on the class path.
 *
 * @param list in alphabetical order of their names
 * @param ambiguous for each name that several formulas have, a line that shows their classes: none
 *     of them is in the list, since a verdict on one could be taken for one on another
 * @param problems one line for each that could not be used: its class could not be loaded, its
 *     constructor threw, its {@code name} threw, or its name is blank or another one's
 */
public record Formulas(List<Formula> list, Map<String, String> ambiguous, List<String> problems) {

  /** Formulas that keep copies of the lists. */
  public Formulas {
    list = List.copyOf(list);
    ambiguous = Map.copyOf(ambiguous);
    problems = List.copyOf(problems);
  }

  /** Finds them with this class loader; one that cannot be used stops no other. */
  public static Formulas find(ClassLoader loader) {
    return find(loader, ClassPath.none());
  }

  /**
   * Finds them with this class loader, and on a class path; one that cannot be used stops no other.
   */
  public static Formulas find(ClassLoader loader, ClassPath path) {
    List<String> problems = new ArrayList<>();
    List<NamedFormula> found = services(loader, problems);
    found.addAll(path.services(problems));
    TreeMap<String, List<NamedFormula>> byName = new TreeMap<>();
    found.forEach(each -> byName.computeIfAbsent(each.name(), n -> new ArrayList<>()).add(each));
    List<Formula> list = new ArrayList<>();
    Map<String, String> ambiguous = new TreeMap<>();
    byName.forEach(
        (name, formulas) -> {
          if (formulas.size() == 1) {
            list.add(formulas.get(0));
          } else {
            ambiguous.put(name, ambiguous(name, formulas));
          }
        });
    problems.addAll(ambiguous.values());
    return new Formulas(list, ambiguous, problems);
  }

  private static List<NamedFormula> services(ClassLoader loader, List<String> problems) {
    List<NamedFormula> formulas = new ArrayList<>();
    Iterator<Formula> found = ServiceLoader.load(Formula.class, loader).iterator();
    while (true) {
      try {
        if (!found.hasNext()) {
          return formulas;
        }
        formulas.add(NamedFormula.of(found.next()));
      } catch (ProgramException e) {
        problems.add(String.valueOf(e.getMessage()));
      } catch (ServiceConfigurationError e) {
        String cause = e.getCause() == null ? "" : " (" + AuthorCode.describe(e.getCause()) + ")";
        problems.add("a formula cannot be used: " + e.getMessage() + cause);
      } catch (LinkageError e) {
        problems.add("a formula cannot be used: " + Providers.broken(loader, e));
      }
    }
  }

  private static String ambiguous(String name, List<NamedFormula> formulas) {
    boolean two = formulas.size() == 2;
    return Text.format(
        "%s formulas are named '%s': %s; %s is used, rename one%s",
        two ? "two" : String.valueOf(formulas.size()),
        name,
        formulas.stream().map(NamedFormula::origin).collect(joining(" and ")),
        two ? "neither" : "none",
        formulas.stream().anyMatch(NamedFormula::isElsewhere) ? ", or name the class" : "");
  }
}
