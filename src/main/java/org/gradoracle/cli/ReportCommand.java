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
import org.gradoracle.example.Example;
import org.gradoracle.example.GptExample;
import org.gradoracle.example.Notebook;
import org.gradoracle.formula.gpt.Gpt;
import org.gradoracle.formula.gpt.GptFused;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.judge.Checks;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.program.Program;
import org.gradoracle.reference.Reference;
import org.gradoracle.report.Report;
import org.gradoracle.report.Tool;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.text.InvalidInputException;
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
      "Checks the gradients of a worked example against PyTorch's autograd.",
      "That is the notebook's network, or a transformer, in atomic steps (gpt) or in fused ones as"
          + " raw loops (gpt-fused). Writes the notebook's table and a verdict, as text, JSON,"
          + " Markdown or HTML."
    })
final class ReportCommand implements Callable<Integer> {

  /** The worked examples. */
  enum Network {
    NOTEBOOK("notebook"),
    GPT("gpt"),
    GPT_FUSED("gpt-fused");

    private final String name;

    Network(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

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

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "The worked example: ${COMPLETION-CANDIDATES}.")
  private Network which = Network.NOTEBOOK;

  @Option(
      names = "--batch",
      paramLabel = "N",
      showDefaultValue = Help.Visibility.NEVER,
      description = "Examples in the batch, 2 or more (default: 32; of a transformer 8).")
  private Optional<Integer> batch = Optional.empty();

  @Option(
      names = "--context",
      paramLabel = "N",
      showDefaultValue = Help.Visibility.NEVER,
      description = "Symbols in the context of an example (default: 3; of a transformer 16).")
  private Optional<Integer> context = Optional.empty();

  @Option(
      names = "--hidden",
      paramLabel = "N",
      showDefaultValue = Help.Visibility.NEVER,
      description = "Notebook only: units of the hidden layer (default: 64).")
  private Optional<Integer> hidden = Optional.empty();

  @Option(
      names = "--embedding",
      paramLabel = "N",
      showDefaultValue = Help.Visibility.NEVER,
      description = "Notebook only: dimension of the embedding (default: 10).")
  private Optional<Integer> embedding = Optional.empty();

  @Option(
      names = "--layers",
      paramLabel = "N",
      showDefaultValue = Help.Visibility.NEVER,
      description = "Transformers only: blocks (default: 2).")
  private Optional<Integer> layers = Optional.empty();

  @Option(
      names = "--heads",
      paramLabel = "N",
      showDefaultValue = Help.Visibility.NEVER,
      description =
          "Transformers only: heads of attention, a divisor of the channels (default: 4).")
  private Optional<Integer> heads = Optional.empty();

  @Option(
      names = "--channels",
      paramLabel = "N",
      showDefaultValue = Help.Visibility.NEVER,
      description = "Transformers only: channels, the model's width (default: 64).")
  private Optional<Integer> channels = Optional.empty();

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

  @Mixin private OutputOptions outputs = new OutputOptions();

  @Option(
      names = "--details",
      showDefaultValue = Help.Visibility.NEVER,
      description =
          "In the text, a line for every rule and gradient with its tolerance and precision.")
  private boolean details;

  @Option(
      names = "--timings",
      showDefaultValue = Help.Visibility.NEVER,
      description = "Print on standard error how long the checks took, and the reference's share.")
  private boolean timings;

  @Spec private CommandSpec spec;

  private final Function<NotebookNetwork.Inputs, Program> network;

  ReportCommand(Function<NotebookNetwork.Inputs, Program> network) {
    this.network = network;
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Path names = given.orElseGet(NamesFile::find);
    try (OutputOptions.Open open = outputs.open(spec.commandLine().getOut(), List.of(), names)) {
      Engine.Loading loading = Engine.begin();
      Example example = which == Network.NOTEBOOK ? notebook(names) : gpt(names);
      if (given.isEmpty()) {
        NamesFile.say(names, err);
      }
      long start = System.nanoTime();
      Checks checks = Checks.begin(example.program(), forward);
      long begun = System.nanoTime() - start;
      Timed reference = new Timed(loading.get(err));
      start = System.nanoTime();
      CheckResult result = against(reference, checks, err);
      double seconds = (begun + System.nanoTime() - start) / 1e9;
      Map<String, String> facts = new LinkedHashMap<>(example.facts());
      facts.put(
          "run",
          Text.format("%s, %s forward values, against %s", dtype, forward, reference.name()));
      facts.put("kernels", reference.kernels());
      Report report = new Report(Tool.name(), which.toString(), facts, example.program(), result);
      open.write((format, pages) -> format.write(report, details));
      if (!open.printed()) {
        Main.say(err, report.headline());
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

  private CheckResult against(Reference reference, Checks checks, PrintWriter err) {
    try (Progress progress = new Progress(err, "checking " + which, Progress.EVERY)) {
      return checks.against(reference, dtype);
    }
  }

  private Example notebook(Path names) {
    requireOfThis("layers", layers);
    requireOfThis("heads", heads);
    requireOfThis("channels", channels);
    return Notebook.of(
        new Notebook.Options(
            names,
            seed,
            batch.orElse(Notebook.Options.BATCH),
            hidden.orElse(Notebook.Options.HIDDEN),
            embedding.orElse(Notebook.Options.EMBEDDING),
            context.orElse(Notebook.Options.CONTEXT)),
        network);
  }

  private Example gpt(Path names) {
    requireOfThis("hidden", hidden);
    requireOfThis("embedding", embedding);
    return GptExample.of(
        new GptExample.Options(
            names,
            seed,
            batch.orElse(GptExample.Options.BATCH),
            context.orElse(GptExample.Options.CONTEXT),
            layers.orElse(GptExample.Options.LAYERS),
            heads.orElse(GptExample.Options.HEADS),
            channels.orElse(GptExample.Options.CHANNELS)),
        which == Network.GPT ? Gpt::program : GptFused::program,
        which.toString());
  }

  private void requireOfThis(String option, Optional<Integer> value) {
    if (value.isPresent()) {
      throw new InvalidInputException(
          "--" + option + " is not one of the sizes of the network '" + which + "', see --network");
    }
  }
}
