package org.gradoracle.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.gradoracle.check.CaseResult;
import org.gradoracle.check.Finding;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.exchange.Judgement;
import org.gradoracle.formula.ClassPath;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.NamedFormula;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;
import org.gradoracle.report.CheckReport;
import org.gradoracle.report.CheckText;
import org.gradoracle.report.FormulaReport;
import org.gradoracle.report.Provenance;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Shell;
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
      "CASE is a folder that 'export' wrote. The exit code is 3 if something could only be compared,"
          + " and not judged (float16, bfloat16)."
    })
final class JudgeCommand implements Callable<Integer> {

  /** How many names are enough for an example. */
  private static final int SHOWN = 4;

  /** What goes wrong where tensors are written to files. */
  private static final Set<Kind> OF_FILES =
      EnumSet.of(
          Kind.TRANSPOSED,
          Kind.OTHER_SHAPE,
          Kind.COLUMN_MAJOR,
          Kind.PADDED,
          Kind.OTHERS,
          Kind.FEW_DIGITS);

  @Parameters(index = "0", paramLabel = "CASE", description = "The folder of the case.")
  private Path exported = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "GRADIENTS",
      description = {
        "The program's output: a folder with a folder or a file for each sample (sample-01,"
            + " sample-01.npz, sample-01.safetensors); of a case with a single sample, that folder"
            + " or file."
      })
  private Path given = Path.of("");

  @Option(names = "--sample", paramLabel = "K", description = "Only sample K, with all details.")
  private Optional<Integer> sample = Optional.empty();

  @Option(
      names = "--details",
      description = "A line for every rule and gradient, with what could be seen.")
  private boolean details;

  @Mixin private OutputOptions outputs = new OutputOptions();

  @Mixin private ClassPathOption classPath = new ClassPathOption();

  @Mixin private TimeoutOption timeout = new TimeoutOption();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    timeout.require();
    Judgement judgement = Judgement.of(exported, given, sample);
    try (ClassPath path = classPath.open()) {
      return judge(judgement, named(judgement, Catalogue.find(path)));
    }
  }

  private int judge(Judgement judgement, Catalogue catalogue) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (OutputOptions.Open open = outputs.open(out, List.of())) {
      Reference reference = Engine.load(err);
      Provenance provenance = Engine.provenance(reference);
      CheckReport report = new CheckReport(provenance, judgement.seed(), open.formats(), true);
      judgement.part().ifPresent(report::addLast);
      int exitCode =
          catalogue.each(
              problem -> Main.say(err, problem),
              formula -> {
                Judgement.JudgedSamples judged = judged(judgement, formula, reference);
                FormulaResult result = judged.result();
                String lines =
                    CheckText.of(result, formula.name().length(), details || sample.isPresent());
                report.add(
                    result,
                    lines,
                    Optional.of(FormulaReport.of(provenance, result, judged.shown())));
                hint(result, judged.shown()).ifPresent(report::addLast);
                return exitCode(result, err);
              });
      if (!report.isEmpty()) {
        open.write((format, site) -> format.write(report, name -> ""));
        if (!open.printed()) {
          Main.say(err, report.headline());
        }
      }
      return exitCode;
    }
  }

  /** Where gradients are wrong and no rule is named, because several are between those given. */
  private static Optional<String> hint(FormulaResult result, CaseResult shown) {
    Set<String> given =
        result.findings().stream().map(Finding::name).collect(Collectors.toUnmodifiableSet());
    List<String> between =
        shown.program().rows().stream()
            .map(Var::name)
            .filter(name -> !given.contains(name))
            .map(name -> "d" + name)
            .toList();
    List<Finding> wrong = result.wrong();
    return wrong.isEmpty()
            || between.isEmpty()
            || wrong.stream().anyMatch(finding -> finding.kind() == Finding.Kind.RULE)
            || wrong.stream().noneMatch(JudgeCommand::mayBeARules)
        ? Optional.empty()
        : Optional.of(
            Text.format(
                "No wrong rule is named: give gradients of values in between, too (%s%s).",
                String.join(", ", between.subList(0, Math.min(SHOWN, between.size()))),
                between.size() > SHOWN ? ", ..." : ""));
  }

  /** Whether it may be wrong because of a rule, and not by how it was written or named. */
  private static boolean mayBeARules(Finding gradient) {
    return gradient.status() == Status.FAIL
        && gradient.verdict().explanations().stream()
            .noneMatch(explanation -> OF_FILES.contains(explanation.kind()));
  }

  /** By its name or, if it has no entry on the class path, by its class. */
  private Catalogue named(Judgement judgement, Catalogue all) {
    try {
      return all.named(
          List.of(
              all.names().contains(judgement.formula()) || all.path().isEmpty()
                  ? judgement.formula()
                  : judgement.className()));
    } catch (InvalidInputException e) {
      throw new InvalidInputException(
          Text.format(
              "'%s' is a case of %s (%s): %s%s",
              exported,
              judgement.formula(),
              judgement.className(),
              e.getMessage(),
              all.path().isEmpty() ? "; of your own, --classpath says where it is" : ""));
    }
  }

  private Judgement.JudgedSamples judged(
      Judgement judgement, Formula formula, Reference reference) {
    return timeout
        .watchdog(reference)
        .on(
            formula.name(),
            watched -> judgement.run(formula, watched, number -> command(formula, number)));
  }

  private String command(Formula formula, int number) {
    return Text.format(
        "gradoracle judge %s %s%s --sample %d",
        Shell.word(exported.toString()),
        Shell.word(given.toString()),
        NamedFormula.classPath(formula),
        number);
  }

  private static int exitCode(FormulaResult result, PrintWriter err) {
    List<String> unjudged =
        result.cases().stream()
            .flatMap(each -> each.lines().stream())
            .filter(line -> line.status() == Status.UNJUDGED)
            .map(line -> line.kind() + " " + line.name())
            .distinct()
            .toList();
    if (!unjudged.isEmpty()) {
      Main.say(
          err,
          "no verdict on "
              + String.join(", ", unjudged)
              + ": there is no tolerance for its type, give float32 or float64");
      return ExitCode.NOT_RUN;
    }
    return result.passed() ? ExitCode.PASS : ExitCode.WRONG;
  }
}
