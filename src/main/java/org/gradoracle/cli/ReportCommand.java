package org.gradoracle.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.gradoracle.data.NotebookDraw;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.judge.Checks;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.program.Program;
import org.gradoracle.report.Report;
import org.gradoracle.report.TextReport;
import org.gradoracle.report.Tool;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.CheckResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The notebook's table: every gradient of its network, written by hand, against autograd's. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Compares the gradients of the notebook's network with PyTorch's autograd.",
      "Writes the notebook's table and a verdict, as text, JSON, Markdown or HTML."
    })
final class ReportCommand implements Callable<Integer> {

  @Option(
      names = "--names",
      paramLabel = "FILE",
      showDefaultValue = Help.Visibility.NEVER,
      description =
          "A names file: UTF-8 text, one name per line; by default names.txt, here or else beside"
              + " the tool's jar.")
  private Optional<Path> given = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the generator that draws parameters and batch.")
  private long seed = NotebookDraw.SEED;

  @Option(names = "--batch", paramLabel = "N", description = "Examples in the batch, 2 or more.")
  private int batch = Notebook.Options.BATCH;

  @Option(names = "--hidden", paramLabel = "N", description = "Units of the hidden layer.")
  private int hidden = Notebook.Options.HIDDEN;

  @Option(names = "--embedding", paramLabel = "N", description = "Numbers that stand for a symbol.")
  private int embedding = Notebook.Options.EMBEDDING;

  @Option(names = "--context", paramLabel = "N", description = "Symbols that an example sees.")
  private int context = Notebook.Options.CONTEXT;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "Element type of the table: float32 or float64. The verdict is always in float64.")
  private Dtype dtype = Dtype.FLOAT32;

  @Option(
      names = "--forward",
      paramLabel = "WHOSE",
      description =
          "Whose forward values the backward pass reads: own, or reference as in the notebook.")
  private ForwardValues forward = ForwardValues.OWN;

  @Mixin private Outputs outputs = new Outputs();

  @Option(
      names = "--details",
      showDefaultValue = Help.Visibility.NEVER,
      description = "Let the text tell what every rule and gradient was proved with.")
  private boolean details;

  @Option(
      names = "--timings",
      showDefaultValue = Help.Visibility.NEVER,
      description = "Say on standard error how long the checks took, and the reference's part.")
  private boolean timings;

  @Spec private CommandSpec spec;

  private final Function<NotebookNetwork.Inputs, Program> network;

  ReportCommand(Function<NotebookNetwork.Inputs, Program> network) {
    this.network = network;
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Path names = given.orElseGet(() -> NamesFile.find(err));
    try (Outputs.Open open = outputs.open(spec.commandLine().getOut(), List.of(), names)) {
      Notebook notebook =
          Notebook.of(
              new Notebook.Options(names, seed, batch, hidden, embedding, context), network);
      Timed reference = new Timed(Engine.load(err));
      long start = System.nanoTime();
      CheckResult result = Checks.run(notebook.program(), reference, forward, dtype);
      double seconds = (System.nanoTime() - start) / 1e9;
      Map<String, String> facts = new LinkedHashMap<>(notebook.facts());
      facts.put(
          "run",
          Text.format("%s, %s forward values, against %s", dtype, forward, reference.name()));
      facts.put("kernels", reference.kernels());
      Report report = new Report(Tool.name(), "notebook", facts, notebook.program(), result);
      open.write((format, pages) -> format.write(report, details));
      if (!open.printed()) {
        Main.say(err, TextReport.headline(result));
      }
      if (timings) {
        Main.say(
            err,
            Text.format(
                "checked in %.2f s, of which the reference took %.2f s in %d runs: %.2f times",
                seconds, reference.seconds(), reference.runs(), seconds / reference.seconds()));
      }
      return result.passed() ? ExitCode.PASS : ExitCode.WRONG;
    }
  }
}
