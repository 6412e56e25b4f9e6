package org.gradoracle.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.gradoracle.formula.ClassPath;
import org.gradoracle.formula.Formula;
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

  @Mixin private Elsewhere elsewhere = new Elsewhere();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (ClassPath path = elsewhere.open()) {
      return list(Catalogue.find(path).named(List.of()));
    }
  }

  private int list(Catalogue catalogue) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    for (Formula formula : catalogue.formulas()) {
      out.print(formula.name() + ": " + formula.summary() + "\n");
      out.print("    " + formula.source() + "\n");
    }
    return catalogue.tellProblems(problem -> Main.say(err, problem));
  }
}
