package org.gradoracle.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.gradoracle.check.FormulaCheck;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.check.Plan;
import org.gradoracle.check.Watch;
import org.gradoracle.data.InvalidInputException;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Samples;
import org.gradoracle.reference.Reference;
import org.gradoracle.report.CheckText;
import org.gradoracle.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Both checks of formulas, at samples in every kind; one that cannot be checked stops no other. */
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

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Draws the samples; ${DEFAULT-VALUE}, by default.")
  private long seed = Plan.SEED;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description =
          "How many samples of each formula; by default as many as cover all sizes and kinds.")
  private int samples = Samples.round();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Goes on with more samples, for so long with each formula.")
  private int seconds;

  @Option(
      names = "--sample",
      paramLabel = "K",
      description = "Only the sample of this number, from 1, with all details.")
  private Optional<Integer> sample = Optional.empty();

  @Mixin private Patience patience = new Patience();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Plan plan = plan();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Catalogue catalogue = Catalogue.find().named(names.all());
    patience.require();
    Reference reference = Engine.load(err);
    int width =
        catalogue.formulas().stream().mapToInt(formula -> formula.name().length()).max().orElse(0);
    Watch watch = patience.watch(reference);
    List<FormulaResult> results = new ArrayList<>();
    int exitCode =
        catalogue.each(
            err,
            formula -> {
              FormulaResult result = check(formula, catalogue.formulas(), watch, plan, err);
              results.add(result);
              Main.say(
                  err,
                  Text.format(
                      "checked %s in %.2f s", result.name(), result.time().toMillis() / 1000.0));
              out.print(CheckText.of(result, width, details || sample.isPresent()));
              out.flush();
              return result.passed() ? ExitCode.PASS : ExitCode.WRONG;
            });
    if (results.size() > 1) {
      out.print("\n" + CheckText.summary(results));
    }
    if (!results.isEmpty()) {
      out.print(Engine.line(reference) + CheckText.samples(results));
    }
    out.flush();
    return exitCode;
  }

  private static FormulaResult check(
      Formula formula, List<Formula> all, Watch watch, Plan plan, PrintWriter err) {
    String at =
        Text.format("checking %s (%d of %d)", formula.name(), all.indexOf(formula) + 1, all.size());
    Progress progress = new Progress(err, at, Progress.EVERY);
    try {
      return watch.on(formula.name(), watched -> FormulaCheck.run(formula, watched, plan));
    } finally {
      progress.close();
    }
  }

  private Plan plan() {
    requireAtLeast("samples", samples, Samples.round());
    requireAtLeast("seconds", seconds, 0);
    sample.ifPresent(number -> requireAtLeast("sample", number, 1));
    return new Plan(
        seed,
        samples,
        Duration.ofSeconds(seconds),
        sample.map(OptionalInt::of).orElseGet(OptionalInt::empty));
  }

  private static void requireAtLeast(String option, int value, int least) {
    if (value < least) {
      throw new InvalidInputException(option + " is " + value + ", expected at least " + least);
    }
  }
}
