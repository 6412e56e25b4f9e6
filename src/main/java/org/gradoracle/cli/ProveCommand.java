package org.gradoracle.cli;

import static java.util.stream.Collectors.joining;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.gradoracle.check.Watch;
import org.gradoracle.formula.Formula;
import org.gradoracle.prove.Fault;
import org.gradoracle.prove.Outcome;
import org.gradoracle.prove.Planted;
import org.gradoracle.prove.Proving;
import org.gradoracle.reference.Reference;
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
      "That is: in every way of a catalogue of faults, and it names the rule and says",
      "what is wrong."
    })
final class ProveCommand implements Callable<Integer> {

  @Mixin private Names names = new Names();

  @Option(names = "--seed", paramLabel = "N", description = "Draws the sizes and inputs.")
  private long seed = 1;

  @Mixin private Patience patience = new Patience();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Catalogue catalogue = Catalogue.find().named(names.all());
    patience.require();
    Reference reference = Engine.load(err);
    Watch watch = patience.watch(reference);
    long start = System.nanoTime();
    out.print(Engine.line(reference) + legend());
    List<Planted> all = new ArrayList<>();
    List<String> notProved = new ArrayList<>(catalogue.problems());
    catalogue.formulas().forEach(formula -> notProved.add(formula.name()));
    int exitCode;
    try (Interrupt interrupt = new Interrupt()) {
      exitCode = prove(catalogue, watch, interrupt, all, notProved);
      if (interrupt.requested()) {
        Main.say(
            err,
            Text.format(
                "interrupted after %d of %d formulas",
                catalogue.formulas().size() - notProved.size(), catalogue.formulas().size()));
      }
      out.print(summary(all, notProved.size()));
      out.flush();
      Main.say(err, Text.format("took %.1f s", (System.nanoTime() - start) / 1e9));
    }
    return exitCode;
  }

  private int prove(
      Catalogue catalogue,
      Watch watch,
      Interrupt interrupt,
      List<Planted> all,
      List<String> notProved) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    return catalogue.each(
        err,
        formula -> {
          Optional<List<Planted>> planted;
          try {
            planted =
                watch.on(
                    formula.name(),
                    watched ->
                        Proving.of(formula, watched, seed, rule -> next(rule, interrupt, err)));
          } catch (CancellationException e) {
            return ExitCode.NOT_RUN;
          }
          out.print(planted.map(found -> matrix(formula, found)).orElseGet(() -> wrong(formula)));
          out.flush();
          planted.ifPresent(
              found -> {
                all.addAll(found);
                notProved.remove(formula.name());
              });
          return planted.map(ProveCommand::exitCode).orElse(ExitCode.WRONG);
        });
  }

  private static void next(String rule, Interrupt interrupt, PrintWriter err) {
    if (interrupt.requested()) {
      throw new CancellationException("interrupted before " + rule);
    }
    Main.say(err, "breaking " + rule);
  }

  private static int exitCode(List<Planted> planted) {
    return planted.stream()
            .flatMap(each -> each.outcomes().values().stream())
            .anyMatch(Outcome::failed)
        ? ExitCode.WRONG
        : ExitCode.PASS;
  }

  private static String wrong(Formula formula) {
    return Text.format(
        "\n%1$s: not right to begin with, which proves nothing: run 'check %1$s'\n",
        formula.name());
  }

  private static String legend() {
    StringBuilder legend = new StringBuilder("The faults:\n");
    for (Fault fault : Fault.values()) {
      legend.append(Text.format("  %s  %s\n", letter(fault), fault.description()));
    }
    return legend
        + """
        What became of each:
          +  noticed, at the rule and only there, and explained
          o  noticed, at the rule and only there; the catalogue asks for no explanation
          ~  not noticed: in raw loops, it changes less than float32 can tell
          e  noticed, at the rule and only there, but explained otherwise or not at all
          n  noticed, but another rule is named, or more than one
          !  not noticed
          .  not applicable: it fits no way, or changed nothing but rounding in 8 random cases
        """;
  }

  private static char letter(Fault fault) {
    return (char) ('A' + List.of(Fault.values()).indexOf(fault));
  }

  private static String matrix(Formula formula, List<Planted> planted) {
    int width = planted.stream().mapToInt(each -> each.rule().length()).max().orElse(0);
    StringBuilder matrix = new StringBuilder();
    matrix.append(Text.format("\n%s: %s\n", formula.name(), formula.summary()));
    String line = "%-" + width + "s  %s  %s\n";
    matrix.append(
        Text.format(line, "", faults(fault -> letter(fault)), "smallest factor error noticed"));
    for (Planted each : planted) {
      matrix.append(
          Text.format(
              line,
              each.rule(),
              faults(fault -> Objects.requireNonNull(each.outcomes().get(fault)).sign()),
              Text.format("%.0e", each.smallest())));
    }
    return matrix.toString();
  }

  private static String faults(Function<Fault, Character> cell) {
    return List.of(Fault.values()).stream()
        .map(fault -> String.valueOf(cell.apply(fault)))
        .collect(joining(" "));
  }

  private static String summary(List<Planted> planted, int notProved) {
    int explained = count(planted, Outcome.EXPLAINED);
    int asked = explained + count(planted, Outcome.UNEXPLAINED);
    int named = asked + count(planted, Outcome.NAMED);
    int noticed = named + count(planted, Outcome.UNNAMED);
    int shown = noticed + count(planted, Outcome.SURVIVED);
    int below = count(planted, Outcome.BELOW_SENSITIVITY);
    return Text.format(
        """

        rules: %d; faults planted: %d (and %d not applicable)
        below what float32 can tell, in raw loops: %d
        noticed: %d of %d
          only in a later case than the first that they change: %d
        named at the right rule: %d of %d
        explained as the catalogue does: %d of %d it has an explanation for
        %s
        """,
        planted.size(),
        shown + below,
        count(planted, Outcome.NOT_APPLICABLE),
        below,
        noticed,
        shown,
        planted.stream().mapToInt(Planted::later).sum(),
        named,
        shown,
        explained,
        asked,
        explained + named == asked + shown && notProved == 0
            ? "PASS: the oracle noticed every fault, named the rule and said what is wrong"
            : Text.format(
                "FAIL: %d faults not noticed, %d not named, %d not explained; %d formulas not proved",
                shown - noticed, noticed - named, asked - explained, notProved));
  }

  private static int count(List<Planted> planted, Outcome outcome) {
    return planted.stream().mapToInt(each -> each.mutants().getOrDefault(outcome, 0)).sum();
  }
}
