package org.gradoracle.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gradoracle.check.Watchdog;
import org.gradoracle.formula.ClassPath;
import org.gradoracle.output.Interrupt;
import org.gradoracle.prove.Outcome;
import org.gradoracle.prove.Planted;
import org.gradoracle.prove.Proving;
import org.gradoracle.reference.Reference;
import org.gradoracle.report.ProveText;
import org.gradoracle.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Breaks every rule in every way of a catalogue: each must be noticed, and the rule named. */
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Breaks every rule of formulas in turn, and shows that the oracle notices.",
      "Plants every fault of a catalogue in every rule, one at a time, and requires that it is"
          + " noticed, named at the right rule, and explained."
    })
final class ProveCommand implements Callable<Integer> {

  @Mixin private FormulaNames names = new FormulaNames();

  @Mixin private ClassPathOption classPath = new ClassPathOption();

  @Option(names = "--seed", paramLabel = "N", description = "Draws the sizes and inputs.")
  private long seed = 1;

  @Mixin private TimeoutOption timeout = new TimeoutOption();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (ClassPath path = classPath.open()) {
      return prove(Catalogue.find(path).named(names.all()));
    }
  }

  private int prove(Catalogue catalogue) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    timeout.require();
    Reference reference = Engine.load(err);
    long start = System.nanoTime();
    out.print(Engine.line(reference));
    List<Planted> all = new ArrayList<>();
    List<String> notProved = new ArrayList<>(catalogue.problems());
    catalogue.formulas().forEach(formula -> notProved.add(formula.name()));
    int exitCode;
    try (Interrupt interrupt = new Interrupt()) {
      exitCode = prove(catalogue, timeout.watchdog(reference, interrupt), all, notProved);
      if (interrupt.requested()) {
        Main.say(
            err,
            Text.format(
                "interrupted after %d of %d formulas",
                catalogue.formulas().size() + catalogue.problems().size() - notProved.size(),
                catalogue.formulas().size()));
      } else {
        out.print(ProveText.summary(all, notProved.size()));
        out.flush();
      }
      Main.say(err, Text.format("took %.1f s", (System.nanoTime() - start) / 1e9));
    }
    return exitCode;
  }

  private int prove(
      Catalogue catalogue, Watchdog watchdog, List<Planted> all, List<String> notProved) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    return catalogue.each(
        problem -> Main.say(err, problem),
        formula -> {
          Optional<List<Planted>> planted =
              watchdog.on(
                  formula.name(),
                  watched ->
                      Proving.of(
                          formula, watched, seed, rule -> Main.say(err, "breaking " + rule)));
          out.print(
              planted
                  .map(
                      found ->
                          (all.isEmpty() ? ProveText.legend() : "")
                              + ProveText.matrix(formula, found))
                  .orElseGet(() -> ProveText.notRight(formula)));
          out.flush();
          planted.ifPresent(
              found -> {
                all.addAll(found);
                notProved.remove(formula.name());
              });
          return planted.map(ProveCommand::exitCode).orElse(ExitCode.WRONG);
        });
  }

  private static int exitCode(List<Planted> planted) {
    return planted.stream()
            .flatMap(each -> each.outcomes().values().stream())
            .anyMatch(Outcome::failed)
        ? ExitCode.WRONG
        : ExitCode.PASS;
  }
}
