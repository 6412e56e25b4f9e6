package org.gradoracle.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.gradoracle.formula.ClassPath;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.NamedFormula;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The formulas there are. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the formulas, with what each is and its source.")
final class ListCommand implements Callable<Integer> {

  @Mixin private ClassPathOption classPath = new ClassPathOption();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (ClassPath path = classPath.open()) {
      return list(Catalogue.find(path).named(List.of()));
    }
  }

  private int list(Catalogue catalogue) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Map<String, List<Formula>> topics = new TreeMap<>();
    for (Formula formula : catalogue.formulas()) {
      topics.computeIfAbsent(topic(formula), topic -> new ArrayList<>()).add(formula);
    }
    topics.forEach(
        (topic, formulas) -> {
          out.print(topic + "\n");
          for (Formula formula : formulas) {
            out.print("  " + formula.name() + ": " + formula.summary() + "\n");
            out.print("      " + formula.source() + "\n");
          }
        });
    return catalogue.tellProblems(problem -> Main.say(err, problem));
  }

  /** The package that it is in: of this library's formulas, the last part of its name. */
  private static String topic(Formula formula) {
    String type =
        formula instanceof NamedFormula named ? named.className() : formula.getClass().getName();
    String name = type.substring(0, Math.max(0, type.lastIndexOf('.')));
    String library = Formula.class.getPackageName() + ".";
    return name.startsWith(library) ? name.substring(library.length()) : name;
  }
}
