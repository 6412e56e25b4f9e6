package org.gradoracle.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.gradoracle.check.CaseResult;
import org.gradoracle.check.FormulaException;
import org.gradoracle.check.NoProgressException;
import org.gradoracle.check.SeededCase;
import org.gradoracle.check.Tally;
import org.gradoracle.check.Watchdog;
import org.gradoracle.formula.ClassPath;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.output.Interrupt;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.report.SweepText;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Random cases of every formula: none of a right formula may fail. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Looks for false alarms: checks right formulas at random sizes and inputs.",
      "Inputs are plain, with ties, equal rows, extreme, tiny, huge, wide, spread, whole and offset"
          + " values. A case that fails is printed with the command that runs it again. A formula of"
          + " which no gradient was judged is named, and does not count as success."
    })
final class SweepCommand implements Callable<Integer> {

  private static final Duration PROGRESS = Duration.ofSeconds(10);

  @Option(names = "--cases", paramLabel = "N", description = "How many cases.")
  private int cases = 100;

  @Option(names = "--seed", paramLabel = "N", description = "Draws the seeds of the cases.")
  private long seed = 1;

  @Mixin private FormulaNames names = new FormulaNames();

  @Mixin private ClassPathOption classPath = new ClassPathOption();

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      showDefaultValue = Help.Visibility.NEVER,
      description =
          "Only this kind of input: ${COMPLETION-CANDIDATES}; can be given several times.",
      completionCandidates = Choice.Kinds.class)
  private List<InputKind> kinds = List.of();

  @Option(
      names = "--case-seed",
      paramLabel = "N",
      showDefaultValue = Help.Visibility.NEVER,
      description =
          "Only the case of this seed, with all its rows; takes one formula and one kind.")
  private Optional<Long> caseSeed = Optional.empty();

  @Option(
      names = "--forward",
      paramLabel = "WHOSE",
      description = "Whose forward values the backward pass reads: own or reference.")
  private ForwardValues forward = ForwardValues.OWN;

  @Mixin private TimeoutOption timeout = new TimeoutOption();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (ClassPath path = classPath.open()) {
      return sweep(Catalogue.find(path).named(names.all()));
    }
  }

  private int sweep(Catalogue catalogue) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    timeout.require();
    Iterator<SeededCase> queue = queue(catalogue.formulas());
    Reference reference = Engine.load(err);
    out.print(Engine.line(reference));
    out.flush();
    int exitCode = catalogue.tellProblems(problem -> Main.say(err, problem));
    Tally tally = new Tally();
    Set<String> givenUp = new HashSet<>();
    long start = System.nanoTime();
    try (Interrupt interrupt = new Interrupt()) {
      Watchdog watchdog = timeout.watchdog(reference, interrupt);
      long said = start;
      while (queue.hasNext() && !interrupt.requested()) {
        SeededCase next = queue.next();
        if (givenUp.contains(next.formula().name())) {
          continue;
        }
        Optional<Integer> checked = check(next, watchdog, tally);
        if (checked.isEmpty()) {
          givenUp.add(next.formula().name());
          exitCode = ExitCode.NOT_RUN;
          continue;
        }
        exitCode = Math.max(exitCode, checked.get());
        if (System.nanoTime() - said > PROGRESS.toNanos()) {
          said = System.nanoTime();
          Main.say(
              err, Text.format("%d of %d cases, %d failed", tally.cases(), cases, tally.failed()));
        }
      }
      if (interrupt.requested()) {
        Main.say(err, Text.format("interrupted after %d of %d cases", tally.cases(), cases));
      }
      out.print(SweepText.of(tally));
      exitCode = Math.max(exitCode, tellNotJudged(tally, out));
      out.flush();
      double seconds = (System.nanoTime() - start) / 1e9;
      Main.say(
          err,
          Text.format(
              "took %.1f s, %.0f ms a case", seconds, 1000 * seconds / Math.max(1, tally.cases())));
    }
    return exitCode;
  }

  /** The exit code; none if there is no result, for no fault that a gradient could have. */
  private Optional<Integer> check(SeededCase next, Watchdog watchdog, Tally tally) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      CaseResult result =
          watchdog.on(next.formula().name(), watched -> CaseResult.of(next, watched, forward));
      tally.add(result, next);
      out.print(SweepText.of(result, next, caseSeed.isPresent()));
      out.flush();
      return Optional.of(result.passed() ? ExitCode.PASS : ExitCode.WRONG);
    } catch (CancellationException e) { // it says nothing, and is the last
      return Optional.of(ExitCode.PASS);
    } catch (FormulaException e) { // it says nothing about gradients
      tally.addBroken(next);
      out.print(SweepText.broken(e.getMessage() + Catalogue.origin(next.formula()), next));
      out.flush();
      return Optional.of(ExitCode.BAD_INPUT);
    } catch (NoProgressException | ReferenceException | OutOfMemoryError e) {
      Main.say(
          err,
          Text.format(
              "%s: %s; its other cases are left out",
              next.options(), e instanceof OutOfMemoryError ? Main.OUT_OF_MEMORY : e.getMessage()));
      return Optional.empty();
    }
  }

  /** A sweep that judged nothing has found nothing right. */
  private static int tellNotJudged(Tally tally, PrintWriter out) {
    tally.undecided().forEach(name -> out.print("nothing was judged of " + name + "\n"));
    if (tally.cases() == 0) {
      out.print("nothing was judged\n");
    }
    return tally.cases() == 0 || !tally.undecided().isEmpty() ? ExitCode.BAD_INPUT : ExitCode.PASS;
  }

  private Iterator<SeededCase> queue(List<Formula> formulas) {
    InvalidInputException.requireAtLeast("cases", cases, 1);
    if (caseSeed.isPresent() && (names.all().size() != 1 || kinds.size() != 1)) {
      throw new InvalidInputException(
          "a case seed belongs to one formula and one kind of input: name the formula, and give --kind once");
    }
    if (caseSeed.isPresent()) {
      Excluded.by("--case-seed", spec, "--cases", "--seed");
      cases = 1;
      return List.of(new SeededCase(formulas.get(0), kinds.get(0), caseSeed.get(), forward))
          .iterator();
    }
    if (formulas.isEmpty()) {
      return Collections.emptyIterator();
    }
    List<InputKind> all = kinds.isEmpty() ? Arrays.asList(InputKind.values()) : kinds;
    return SeededCase.draw(formulas, all, seed, forward).limit(cases).iterator();
  }
}
