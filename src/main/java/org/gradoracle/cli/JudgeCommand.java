package org.gradoracle.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.data.InvalidInputException;
import org.gradoracle.exchange.Judgement;
import org.gradoracle.formula.Formula;
import org.gradoracle.reference.Reference;
import org.gradoracle.report.CheckText;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.Status;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Both checks of what another program made of an exported case. */
@Command(
    name = "judge",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tells whether the gradients that another program computed are right.",
      "It is given a case that 'export' wrote; exit code 3 if something was compared and",
      "not judged, as float16 is."
    })
final class JudgeCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "CASE", description = "The folder of the case.")
  private Path exported = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "GRADIENTS",
      description = {
        "What the program made: a folder with a folder or a file for each sample",
        "(sample-01, sample-01.npz, sample-01.safetensors), or, of a single sample, that."
      })
  private Path given = Path.of("");

  @Option(
      names = "--sample",
      paramLabel = "K",
      description = "Only the sample of this number, with all details.")
  private Optional<Integer> sample = Optional.empty();

  @Option(
      names = "--details",
      description = "A line for every rule and gradient, with what could be seen.")
  private boolean details;

  @Mixin private Patience patience = new Patience();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    patience.require();
    Judgement judgement =
        Judgement.of(exported, given, sample.map(OptionalInt::of).orElseGet(OptionalInt::empty));
    Catalogue catalogue = named(judgement);
    Reference reference = Engine.load(err);
    return catalogue.each(
        err,
        formula -> {
          FormulaResult result = judged(judgement, formula, reference);
          out.print(
              CheckText.of(result, formula.name().length(), details || sample.isPresent())
                  + Engine.line(reference)
                  + CheckText.samples(List.of(result))
                  + judgement.part().map(part -> part + "\n").orElse(""));
          out.flush();
          return exitCode(result, err);
        });
  }

  private Catalogue named(Judgement judgement) {
    try {
      return Catalogue.find().named(List.of(judgement.formula()));
    } catch (InvalidInputException e) {
      throw new InvalidInputException("'" + exported + "': " + e.getMessage());
    }
  }

  private FormulaResult judged(Judgement judgement, Formula formula, Reference reference) {
    return patience
        .watch(reference)
        .on(formula.name(), watched -> judgement.run(formula, watched, this::command));
  }

  private String command(int number) {
    return Text.format("gradoracle judge %s %s --sample %d", exported, given, number);
  }

  private static int exitCode(FormulaResult result, PrintWriter err) {
    List<String> unjudged =
        result.wrong().stream()
            .filter(finding -> finding.status() == Status.UNJUDGED)
            .map(finding -> finding.kind() + " " + finding.name())
            .toList();
    if (!unjudged.isEmpty()) {
      Main.say(
          err,
          "no verdict on "
              + String.join(", ", unjudged)
              + ": give float32 or float64, there is no limit for other types");
      return ExitCode.NOT_RUN;
    }
    return result.passed() ? ExitCode.PASS : ExitCode.WRONG;
  }
}
