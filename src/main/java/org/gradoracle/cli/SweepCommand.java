package org.gradoracle.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gradoracle.compare.ForwardValues;
import org.gradoracle.data.InvalidInputException;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample.Mood;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.djl.DjlReference;
import org.gradoracle.sweep.Replay;
import org.gradoracle.sweep.SweepCase;
import org.gradoracle.sweep.SweepResult;
import org.gradoracle.sweep.Tally;
import picocli.CommandLine.Command;
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
      "Checks the formulas at random sizes, inputs and moods (ties, equal rows, extreme,",
      "tiny and huge values). A case that fails is printed with the command that repeats it."
    })
final class SweepCommand implements Callable<Integer> {

  @Option(names = "--cases", paramLabel = "N", description = "How many cases.")
  private int cases = 100;

  @Option(names = "--seed", paramLabel = "N", description = "Draws the seeds of the cases.")
  private long seed = 1;

  @Option(
      names = "--formula",
      paramLabel = "NAME",
      description = "Only this formula; may be given more than once.")
  private List<String> names = List.of();

  @Option(
      names = "--mood",
      paramLabel = "MOOD",
      description = "Only this mood; may be given more than once: ${COMPLETION-CANDIDATES}.")
  private List<Mood> moods = List.of();

  @Option(
      names = "--case-seed",
      paramLabel = "N",
      description = "Only the case with this seed, of one formula and mood.")
  private Optional<Long> caseSeed = Optional.empty();

  @Option(
      names = "--forward",
      paramLabel = "WHOSE",
      description = "Whose forward values the backward pass reads: own or reference.")
  private ForwardValues forward = ForwardValues.OWN;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (cases < 1) {
      throw new InvalidInputException("cases is " + cases + ", expected 1 or more");
    }
    List<Formula> formulas = Chosen.formulas(names, err);
    List<Mood> drawn = moods.isEmpty() ? Arrays.asList(Mood.values()) : moods;
    Iterator<SweepCase> queue;
    if (caseSeed.isPresent()) {
      if (names.size() != 1 || moods.size() != 1) {
        throw new InvalidInputException("--case-seed needs one --formula and one --mood");
      }
      queue = List.of(new SweepCase(formulas.get(0), drawn.get(0), caseSeed.get())).iterator();
    } else {
      queue = SweepCase.draw(formulas, drawn, seed).limit(cases).iterator();
    }
    Reference reference = DjlReference.load(message -> Chosen.say(err, message));
    Tally tally = new Tally();
    long start = System.nanoTime();
    while (queue.hasNext()) {
      SweepResult result = queue.next().check(reference, forward);
      tally.add(result);
      if (caseSeed.isPresent()) {
        result.lines().forEach(out::println);
      }
      if (!result.passed()) {
        out.println("FAIL " + result.sweepCase().formula().name());
        result.failures().forEach(line -> out.println("  " + line));
        out.println("  again: gradoracle sweep " + Replay.options(result.sweepCase()));
        out.flush();
      }
    }
    out.print(tally.text((System.nanoTime() - start) / 1e9));
    return tally.failed() == 0 ? ExitCode.PASS : ExitCode.WRONG;
  }
}
