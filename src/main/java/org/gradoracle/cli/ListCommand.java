package org.gradoracle.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.gradoracle.formula.Formula;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The formulas there are. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the formulas, with what each is and its source.")
final class ListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Catalogue catalogue = Catalogue.find();
    for (Formula formula : catalogue.formulas()) {
      out.print(formula.name() + ": " + formula.summary() + "\n");
      out.print("    " + formula.source() + "\n");
    }
    return catalogue.tellProblems(problem -> Main.say(err, problem));
  }
}
