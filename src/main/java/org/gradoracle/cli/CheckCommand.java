package org.gradoracle.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.gradoracle.check.FormulaCheck;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.check.Watch;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.djl.DjlReference;
import org.gradoracle.report.CheckText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Both checks of formulas, at samples in every mood; one that cannot be checked stops no other. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tells whether formulas are right.",
      "Checks every rule alone, and every gradient through the whole network: a line",
      "per formula, and under it whatever is wrong."
    })
final class CheckCommand implements Callable<Integer> {

  @Mixin private Names names = new Names();

  @Option(
      names = "--details",
      description = "A line for every rule and gradient, with what the check could see.")
  private boolean details;

  @Mixin private Patience patience = new Patience();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Catalogue catalogue = Catalogue.find().named(names.all());
    patience.require();
    Reference reference = DjlReference.load(message -> Main.say(err, message));
    int width =
        catalogue.formulas().stream().mapToInt(formula -> formula.name().length()).max().orElse(0);
    Watch watch = patience.watch(reference);
    List<FormulaResult> results = new ArrayList<>();
    int exitCode =
        catalogue.each(
            err,
            formula -> {
              FormulaResult result =
                  watch.on(formula.name(), watched -> FormulaCheck.run(formula, watched));
              results.add(result);
              out.print(CheckText.of(result, width, details));
              out.flush();
              return result.passed() ? ExitCode.PASS : ExitCode.WRONG;
            });
    if (results.size() > 1) {
      out.print("\n" + CheckText.summary(results));
    }
    return exitCode;
  }
}
