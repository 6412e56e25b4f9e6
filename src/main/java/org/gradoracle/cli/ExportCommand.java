package org.gradoracle.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gradoracle.check.Plan;
import org.gradoracle.exchange.Export;
import org.gradoracle.exchange.Layout;
import org.gradoracle.formula.ClassPath;
import org.gradoracle.formula.Formula;
import org.gradoracle.reference.Reference;
import org.gradoracle.report.Tool;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the samples of a formula's check for a program in any language. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes the samples of a formula's check for a program in any language.",
      "A folder for each sample, with the inputs and the gradient of the output, and beside them"
          + " manifest.json and index.txt. 'judge' judges what the program makes of them."
    })
final class ExportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FORMULA", description = "The formula's name.")
  private String formula = "";

  @Option(
      names = "--output",
      paramLabel = "CASE",
      required = true,
      description = "The folder to make.")
  private Path output = Path.of("");

  @Option(
      names = "--sample",
      paramLabel = "K",
      description = "Only sample K, counting from 1; by default all of a check.")
  private Optional<Integer> only = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Draws the samples; ${DEFAULT-VALUE}, by default.")
  private long seed = Plan.SEED;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "The files: npy (a folder of them), npz or safetensors; npy, by default.")
  private Layout layout = Layout.NPY;

  @Option(
      names = "--answers",
      description = "Writes PyTorch's values and gradients as well, in float64.")
  private boolean answers;

  @Mixin private ClassPathOption classPath = new ClassPathOption();

  @Mixin private TimeoutOption timeout = new TimeoutOption();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    InvalidInputException.requireAtLeast("sample", only.orElse(1), 1);
    try (ClassPath path = classPath.open()) {
      return export(Catalogue.find(path).named(List.of(formula)));
    }
  }

  private int export(Catalogue catalogue) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    timeout.require();
    Reference reference = Engine.load(err);
    return catalogue.each(
        problem -> Main.say(err, problem),
        each -> {
          int samples =
              timeout.watchdog(reference).on(each.name(), watched -> write(each, watched));
          out.print(
              Text.format(
                  "exported %s to '%s': %s\n",
                  each.name(), output, Text.counted(samples, "sample")));
          out.flush();
          return ExitCode.PASS;
        });
  }

  private int write(Formula each, Reference reference) {
    return new Export(each, seed, only, layout)
        .write(output, Tool.name(), answers ? Optional.of(reference) : Optional.empty());
  }
}
