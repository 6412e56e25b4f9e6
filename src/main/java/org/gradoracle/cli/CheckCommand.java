package org.gradoracle.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.check.Plan;
import org.gradoracle.formula.ClassPath;
import org.gradoracle.formula.Samples;
import org.gradoracle.output.Interrupt;
import org.gradoracle.reference.Reference;
import org.gradoracle.report.CheckReport;
import org.gradoracle.report.CheckText;
import org.gradoracle.report.Provenance;
import org.gradoracle.text.InvalidInputException;
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
      "Checks every rule alone, and every gradient through the whole network: a line per formula,"
          + " and under it whatever is wrong. Written as text, JSON, Markdown or HTML; HTML on"
          + " several formulas is an index, and a page for each beside it."
    })
final class CheckCommand implements Callable<Integer> {

  @Mixin private FormulaNames names = new FormulaNames();

  @Mixin private ClassPathOption classPath = new ClassPathOption();

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
          "How many samples of each formula: ${DEFAULT-VALUE}, which cover all sizes and kinds, or"
              + " more.")
  private int samples = Samples.round();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Goes on with more samples for this many seconds, with each formula.")
  private int seconds;

  @Option(
      names = "--sample",
      paramLabel = "K",
      description = "Only sample K, counting from 1, with all details.")
  private Optional<Integer> sample = Optional.empty();

  @Mixin private OutputOptions outputs = new OutputOptions();

  @Mixin private TimeoutOption timeout = new TimeoutOption();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Plan plan = plan();
    try (ClassPath path = classPath.open()) {
      return check(Catalogue.find(path).named(names.all()), plan);
    }
  }

  private int check(Catalogue catalogue, Plan plan) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    timeout.require();
    boolean single = catalogue.formulas().size() + catalogue.problems().size() == 1;
    List<String> pages = single ? List.of() : catalogue.names();
    try (OutputOptions.Open open = outputs.open(out, pages);
        Interrupt interrupt = new Interrupt()) {
      Reference reference = Engine.load(err);
      PrintWriter live = open.live(out);
      Provenance provenance = Engine.provenance(reference);
      CheckReport report = new CheckReport(provenance, seed, open.formats(), single);
      Checking checking =
          new Checking(catalogue, timeout.watchdog(reference, interrupt), plan, err);
      int width = catalogue.names().stream().mapToInt(String::length).max().orElse(0);
      int exitCode =
          catalogue.each(
              problem -> {
                Main.say(err, problem);
                report.addProblem(problem);
              },
              formula -> {
                Checking.Checked checked =
                    checking.check(
                        formula, Optional.of(provenance).filter(it -> report.needsReports()));
                FormulaResult result = checked.result();
                String lines = CheckText.of(result, width, details || sample.isPresent());
                live.print(lines);
                live.flush();
                report.add(result, lines, checked.report());
                checked.report().ifPresent(found -> open.page(result.name(), found));
                return result.passed() ? ExitCode.PASS : ExitCode.WRONG;
              });
      if (interrupt.requested()) {
        Main.say(
            err,
            Text.format(
                "interrupted after %d of %d formulas",
                report.formulas(), catalogue.formulas().size()));
        return ExitCode.NOT_RUN;
      }
      live.print(report.textEnd());
      live.flush();
      if (!report.isEmpty()) {
        open.write(
            (format, site) ->
                format.write(report, name -> site.map(each -> each.link(name)).orElse("")));
        if (!open.printed()) {
          Main.say(err, report.headline());
        }
      }
      return exitCode;
    }
  }

  private Plan plan() {
    InvalidInputException.requireAtLeast("samples", samples, Samples.round());
    InvalidInputException.requireAtLeast("seconds", seconds, 0);
    sample.ifPresent(
        number -> {
          InvalidInputException.requireAtLeast("sample", number, 1);
          Excluded.by("--sample", spec, "--samples", "--seconds");
        });
    return new Plan(seed, samples, Duration.ofSeconds(seconds), sample);
  }
}
