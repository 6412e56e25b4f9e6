package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.Planted;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a user meets it: what is printed where, and the exit code. */
class MainTest {

  /** The notebook's rows, in its order. */
  private static final List<String> ROWS =
      List.of(
          "logprobs",
          "probs",
          "counts_sum_inv",
          "counts_sum",
          "counts",
          "norm_logits",
          "logits_maxes",
          "logits",
          "h",
          "W2",
          "b2",
          "hpreact",
          "bnraw",
          "bngain",
          "bnbias",
          "bnvar_inv",
          "bnvar",
          "bndiff2",
          "bndiff",
          "bnmeani",
          "hprebn",
          "embcat",
          "W1",
          "b1",
          "emb",
          "C");

  @Test
  void theTimesAreSaidOnRequest() {
    Outcome outcome = gradoracle("--timings");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err())
        .containsPattern(
            "gradoracle: checked in [0-9.]+ s, of which the reference took [0-9.]+ s in \\d{2,3} runs:"
                + " [1-9][0-9.]* times\n");
  }

  @Test
  void withoutArgumentsTheNotebooksTableIsPrintedAndPasses() {
    Outcome outcome = gradoracle();
    assertThat(outcome.exitCode()).isZero();
    List<String> table = outcome.out().lines().filter(line -> line.contains(" | ")).toList();
    assertThat(table)
        .allMatch(
            line ->
                line.matches(
                    "[A-Za-z_0-9]+ *\\| exact: (True |False) \\| approximate: True  \\| maxdiff:"
                        + " [0-9.]+(e-[0-9]{2})?"))
        .allMatch(line -> line.indexOf('|') == 16)
        .extracting(line -> line.substring(0, 15).strip())
        .containsExactlyElementsOf(ROWS);
    assertThat(outcome.out().lines())
        .contains(
            "names: names.txt, 30993 names, 33 symbols",
            "parameters: 4587",
            "network: batch 32, context 3, embedding 10, hidden 64, seed 2147483647")
        .last()
        .asString()
        .startsWith("PASS: all 30 rules and all 26 gradients are right");
    assertThat(outcome.err()).startsWith("gradoracle: ").contains("PyTorch 2.7.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "report",
        "--forward reference",
        "--dtype float64",
        "--batch 7",
        "--batch 2",
        "--hidden 200",
        "--embedding 24 --context 8",
        "--seed 1 --forward REFERENCE --dtype FLOAT64"
      })
  void otherSettingsPassToo(String args) {
    Outcome outcome = gradoracle(args.split(" "));
    assertThat(outcome.out())
        .contains("\nPASS: all 30 rules and all 26 gradients are right, verified in float64");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void theSeedChangesTheLoss() {
    assertThat(lossLine(gradoracle("--seed", "1"))).isNotEqualTo(lossLine(gradoracle()));
  }

  private static String lossLine(Outcome outcome) {
    return outcome.out().lines().filter(line -> line.startsWith("loss: ")).findFirst().get();
  }

  @Test
  void aWrongRuleFailsFromItsRowOnAndGivesExitCode1() {
    Outcome outcome =
        gradoracle(
            with("bnvar", "bndiff2", (up, in, out) -> in.get(0).onesLike().mul(up).mul(1.0 / 32)));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains(
            "\nFAIL: the rule bnvar←bndiff2 is wrong: it is autograd's times a constant 0.96875 ="
                + " (n-1)/n with n = 32\n")
        .contains(
            "\n  gradients that are not right, on the way back: bndiff2, bndiff, hprebn, embcat, W1,"
                + " emb, C\n    bndiff2: FAIL, at [");
  }

  @Test
  void aDroppedEpsilonIsNamed() {
    assertThat(
            gradoracle(
                    with(
                        "bnvar_inv",
                        "bnvar",
                        (up, in, out) -> in.get(0).pow(-1.5).mul(-0.5).mul(up)))
                .out())
        .contains(
            "\nFAIL: the rule bnvar_inv←bnvar is wrong: it is the gradient of the step without the"
                + " term 1e-05: it is dropped\n");
  }

  @Test
  void whatNoSimpleMistakeExplainsSaysSoAndWhereItIsWorst() {
    Outcome outcome =
        gradoracle(
            with("bnvar_inv", "bnvar", (up, in, out) -> in.get(0).add(1e-5).pow(-0.5).mul(up)));
    assertThat(outcome.out())
        .contains(
            "\nFAIL: the rule bnvar_inv←bnvar is wrong: no simple mistake that was tried gives its"
                + " values\n  under a random upstream, worst at [0, ");
  }

  @Test
  void anAllZeroRuleFailsThoughItsTrueGradientIsZero() {
    Outcome outcome = gradoracle(with("hprebn", "b1", (up, in, out) -> in.get(2).zerosLike()));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("\nFAIL: the rule hprebn←b1 is wrong: it is zero everywhere\n");
  }

  @Test
  void overwritingInsteadOfAddingIsNamed() {
    Outcome outcome =
        gradoracle(
            with("emb", "C", (up, in, out) -> Planted.overwritten(up, in.get(0), in.get(1))));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains(
            "\nFAIL: the rule emb←C is wrong: it is autograd's with repeated indices of 'Xb'"
                + " overwritten instead of added\n");
  }

  @Test
  void detailsTellWhatEveryRuleAndRowWasProvedWith() {
    List<String> lines = gradoracle("--details").out().lines().toList();
    List<String> details =
        lines.subList(
            lines.indexOf(
                    lines.stream().filter(line -> line.startsWith("rule or ")).findFirst().get())
                + 1,
            lines.size());
    assertThat(details)
        .hasSize(30 + 26)
        .allMatch(line -> line.matches(".{28} (PASS|ZERO) +\\S+ +\\S+ +\\d+/\\d+.*"))
        .anyMatch(line -> line.matches("emb←C +PASS .* 180/330 .* x torch's .*"));
  }

  @ParameterizedTest
  @CsvSource({
    "loss, logprobs",
    "probs, counts",
    "norm_logits, logits_maxes",
    "logits, W2",
    "h, hpreact",
    "bnvar_inv, bnvar",
    "bndiff, hprebn",
    "hprebn, b1",
    "emb, C"
  })
  void aRuleThatIsOffByOneInAMillionGivesExitCode1Wherever(String step, String input) {
    Outcome outcome =
        gradoracle(
            inputs -> {
              Program program = NotebookNetwork.program(inputs);
              Rule right =
                  program.rules().stream()
                      .filter(rule -> rule.id().equals(step + "←" + input))
                      .findFirst()
                      .get();
              return program.with(
                  new Rule(
                      step,
                      input,
                      (up, in, out) ->
                          right.backward().apply(up, in, out).mul(1.000001).add(1e-12)));
            });
    assertThat(outcome.out()).contains("\nFAIL: the rule " + step + "←" + input + " is wrong");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void aRuleThatIsNotWrittenLeavesRowsMissingAndGivesExitCode1() {
    Outcome outcome =
        gradoracle(
            inputs -> {
              Program program = NotebookNetwork.program(inputs);
              return program.without(new Rule("emb", "C", (up, in, out) -> up));
            });
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("\nC               | MISSING\n")
        .contains("\nFAIL: the rule emb←C is missing: it is not written\n")
        .contains("\n    C: MISSING, the rule 'emb←C' is not written\n");
  }

  @Test
  void aGradientOfTheWrongShapeIsARowAndGivesExitCode1() {
    Outcome outcome = gradoracle(with("hprebn", "b1", (up, in, out) -> up.sum(0)));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains(
            "\n    b1: SHAPE, step 'hprebn': gradient for input 'b1' has shape (1, 64), expected"
                + " (64)\n");
  }

  @Test
  void aGradientThatIsNotFiniteGivesExitCode1() {
    Outcome outcome =
        gradoracle(with("emb", "C", (up, in, out) -> in.get(0).mul(Double.POSITIVE_INFINITY)));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("\nC               | exact: False | approximate: False | maxdiff: inf\n")
        .contains("\nFAIL: the rule emb←C is not finite: at [0, 0] ");
  }

  private static Function<NotebookNetwork.Inputs, Program> with(
      String step, String input, Rule.Backward backward) {
    return inputs -> NotebookNetwork.program(inputs).with(new Rule(step, input, backward));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--batch 1 | batch is 1, expected at least 2, because batch norm's variance divides by n - 1",
        "--batch 0 | batch is 0, expected at least 2",
        "--batch -3 | batch is -3, expected at least 2",
        "--batch x | Invalid value for option '--batch': expected a whole number below 2^31, got 'x'",
        "--batch 99999999999 | Invalid value for option '--batch': expected a whole number below 2^31, got '99999999999'",
        "--batch 1000000000 | expected at most 16777216: make one smaller",
        "--hidden 0 | hidden is 0, expected at least 1",
        "--hidden 2000000000 | expected at most 16777216: make one smaller",
        "--embedding -1 | embedding is -1, expected at least 1",
        "--embedding 2147483647 | expected at most 16777216: make one smaller",
        "--context 0 | context is 0, expected at least 1",
        "--context 2147483647 | expected at most 16777216: make one smaller",
        "--seed -1 | seed is -1, expected 0 or more",
        "--seed 1.5 | Invalid value for option '--seed': expected a whole number below 2^63, got '1.5'",
        "--dtype float16 | expected one of float32, float64, got 'float16'",
        "--forward theirs | expected one of own, reference, got 'theirs'",
        "--format pdf | expected one of text, json, markdown, html, got 'pdf'",
        "--names | Missing required parameter for option '--names'",
        "--names nowhere.txt | names file 'nowhere.txt' does not exist",
        "--names src | names file 'src' is a directory",
        "--output nowhere/report.txt | output 'nowhere/report.txt' cannot be written",
        "--output src | output 'src' is a directory: name a file",
        "--colour | Unknown option: '--colour'",
        "compare --colour | Unknown option: '--colour' (see",
        "report --bach 7 | Unknown option: '--bach', did you mean '--batch'? (see",
        "check --sed=1 | Unknown option: '--sed', did you mean '--seed'? (see",
        "--network gptt | expected one of notebook, gpt, gpt-fused, got 'gptt', did you mean 'gpt'?",
        "check Relu | there is no formula 'Relu', did you mean 'relu'?",
        "check crossentropy | did you mean 'binary-cross-entropy'?",
        "check com.example.Cube | a class is looked for where --classpath says",
        "report extra | Unmatched argument",
        "repor | there is no command 'repor', did you mean 'report'? (see 'gradoracle --help')",
        "frobnicate --batch 3 | there is no command 'frobnicate' (see 'gradoracle --help')",
      })
  void misuseIsOneLineOnStandardErrorAndExitCode2(String args, String expected) {
    Outcome outcome = gradoracle(args.split(" "));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("gradoracle: ").contains(expected).hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', is empty",
    "'emma\n\nava\n', 'line 2: blank, expected a name: delete the line'",
    "'emma\nst.john\n', 'line 2: the name holds ''.'''",
    "'emma\nolivia\nava\n', 'has 3 names, which split into 2 for training, 0 for development'"
  })
  void aBadNamesFileIsOneLineThatNamesTheFix(String text, String expected, @TempDir Path folder)
      throws IOException {
    Path names = Files.writeString(folder.resolve("bad.txt"), text);
    Path output = folder.resolve("report.txt");
    Outcome outcome = gradoracle("--names", names.toString(), "--output", output.toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("gradoracle: names file").contains(expected);
    assertThat(outcome.err()).hasLineCount(1);
    assertThat(folder.toFile().list()).containsExactly("bad.txt");
  }

  @Test
  void invalidUtf8NamesTheLine(@TempDir Path folder) throws IOException {
    Path names =
        Files.write(folder.resolve("bad.txt"), new byte[] {'a', '\n', (byte) 0xC3, 0x28, '\n'});
    Outcome outcome = gradoracle("--names", names.toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("line 2: not UTF-8").hasLineCount(1);
  }

  @Test
  void theReportCanBeWrittenToAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("report.txt");
    Files.writeString(file, "old");
    Outcome outcome = gradoracle("--output", file.toString());
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).isEmpty();
    assertThat(file).content(UTF_8).contains("\nPASS: ");
    assertThat(folder.toFile().list()).containsExactly("report.txt");
  }

  @Test
  void theHelpTellsTheExitCodesThatTheReadmeTells() throws IOException {
    List<String> told =
        gradoracle("--help")
            .out()
            .replaceAll("(?s).*Exit codes:|\nWithout a command.*", "")
            .replaceAll("\n ++(?=\\D)", " ")
            .lines()
            .filter(line -> !line.isBlank())
            .map(line -> line.strip().replaceFirst(" +", " | "))
            .map(line -> "| " + line + " |")
            .toList();
    assertThat(told).hasSize(5).first().isEqualTo("| 0 | all is right |");
    assertThat(Files.readString(Path.of("README.md"))).contains(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"report", "check", "compare", "export", "judge", "list", "prove", "sweep"})
  void helpKnowsEveryCommand(String command) {
    assertThat(gradoracle("help").out()).contains("\n  " + command);
    assertThat(gradoracle("help", command).out())
        .startsWith("Usage: gradoracle " + command)
        .isEqualTo(gradoracle(command, "--help").out());
  }

  @Test
  void theHelpOfSweepNamesEveryKind() {
    String help = gradoracle("sweep", "--help").out().toLowerCase(Locale.ROOT);
    String told = help.substring(help.indexOf("inputs are"), help.indexOf("a case that fails"));
    for (InputKind kind : InputKind.values()) {
      assertThat(told).contains(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
  }

  @Test
  void theHelpOfCheckTellsTheLeastNumberOfSamples() {
    assertThat(gradoracle("check", "--help").out()).containsPattern("of each formula: 20,");
  }

  @Test
  void helpAndVersionArePrintedOnStandardOutput() {
    assertThat(gradoracle("--help"))
        .satisfies(
            help -> {
              assertThat(help.exitCode()).isZero();
              assertThat(help.out()).contains("report", "Exit codes");
            });
    assertThat(gradoracle("report", "--help").out()).contains("--names", "--forward");
    assertThat(gradoracle("--version").out())
        .containsPattern("gradoracle \\d+\\.\\d+")
        .contains("PyTorch 2.7.1 (DJL 0.36.0)");
  }
}
