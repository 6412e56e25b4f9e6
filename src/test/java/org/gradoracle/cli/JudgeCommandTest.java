package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands {@code export} and {@code judge}, as another program meets them. */
class JudgeCommandTest {

  /** A plain sample of several rows and columns. */
  private static final String SAMPLE = "sample-12";

  @TempDir static Path shared;

  @TempDir Path folder;

  private static Path layerNorm;
  private static Path attention;
  private static Path notebook;

  @BeforeAll
  static void exportsACase() {
    layerNorm = exported("layer-norm");
    attention = exported("causal-attention");
    notebook = exported("notebook");
  }

  private static Path exported(String formula) {
    Path exported = shared.resolve(formula);
    Outcome outcome =
        gradoracle(
            "export", formula, "--sample", "12", "--answers", "--output", exported.toString());
    assertThat(outcome.complaints()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    return exported;
  }

  @Test
  void aCaseIsAFolderForEachSampleWithItsInputsAndTheGradientOfTheOutput() throws IOException {
    Path exported = folder.resolve("case");
    assertThat(gradoracle("export", "fused-cross-entropy", "--output", exported.toString()).out())
        .isEqualTo("exported fused-cross-entropy to '" + exported + "': 20 samples\n");
    assertThat(OtherProgram.samples(exported)).hasSize(20).startsWith("sample-01");
    assertThat(exported.resolve("sample-01")).isDirectoryContaining("glob:**/dloss.npy");
    assertThat(exported.resolve("manifest.json"))
        .content(UTF_8)
        .contains("\"formula\": \"fused-cross-entropy\"", "\"kind\": \"ties\"", "\"dlogits\"");
    assertThat(Files.readAllLines(exported.resolve("index.txt")))
        .anyMatch(line -> line.matches("parameter sample-01 logits float32 2 \\d+ \\d+"))
        .anyMatch(line -> line.matches("constant sample-01 Yb int32 1 \\d+"))
        .contains("upstream sample-01 dloss float32 0")
        .anyMatch(line -> line.matches("gradient sample-01 dlogits float32 2 \\d+ \\d+"));
    assertThat(
            new String(
                Files.readAllBytes(exported.resolve("sample-01/Yb.npy")),
                StandardCharsets.ISO_8859_1))
        .contains("'<i4'");
  }

  @Test
  void whoKnowsOnlyTheCaseCanReadWhatTheFormulaComputesWithItsConstants() {
    assertThat(layerNorm.resolve("manifest.json"))
        .content(UTF_8)
        .contains("\"_1 = x.sum(1)\"", ".add(1e-05)\"", ".add(b)\"");
  }

  @Test
  void nothingIsWrittenOverAndNothingIsLeftHalfWritten() throws IOException {
    Outcome again = gradoracle("export", "softmax", "--output", layerNorm.toString());
    assertThat(again.complaints())
        .containsExactly(
            "gradoracle: output folder '"
                + layerNorm
                + "' exists already: name another, or delete it; nothing is overwritten");
    assertThat(again.exitCode()).isEqualTo(2);
    Outcome broken =
        gradoracle(
            new PlantedFormulas(NoProgramAtTies.class),
            "export",
            "no-program-at-ties",
            "--output",
            folder.resolve("case").toString());
    assertThat(broken.exitCode()).isEqualTo(2);
    assertThat(broken.complaints()).singleElement().asString().contains("sample 2, ties");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource
  void pytorchsOwnGradientsAndValuesPass(Dtype dtype) {
    for (Path exported : new Path[] {layerNorm, attention}) {
      Path gradients = folder.resolve(String.valueOf(exported.getFileName()));
      OtherProgram.run(exported, "answers", gradients, dtype, answers -> answers);
      Outcome outcome = judge(exported, gradients);
      assertThat(outcome.out()).startsWith("PASS  ");
      assertThat(outcome.complaints()).isEmpty();
      assertThat(outcome.exitCode()).isZero();
    }
  }

  /** What a program writes that saves arrays under names, or plain numbers one after the other. */
  @ParameterizedTest
  @ValueSource(strings = {"npz", "safetensors", "raw"})
  void gradientsMayComeInAnyFormat(String format) throws IOException {
    Map<String, ArrayTensor> answers =
        OtherProgram.read(layerNorm.resolve(SAMPLE).resolve("answers"));
    Path right = OtherProgram.archive(folder.resolve("right"), format, answers);
    assertThat(judge(layerNorm, right).out()).startsWith("PASS  layer-norm");
    scale(answers, "dx", 0.5);
    Path wrong = OtherProgram.archive(folder.resolve("wrong"), format, answers);
    Outcome outcome = judge(layerNorm, wrong);
    assertThat(outcome.out()).contains("FAIL rule y←x: it is autograd's times a constant 0.5");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void aFormulaOfSeveralOutputsIsExportedWithAnUpstreamForEachAndJudged() {
    Path lstm = exported("lstm-cell");
    assertThat(lstm.resolve(SAMPLE)).isDirectoryContaining("glob:**/dh1.npy");
    assertThat(lstm.resolve(SAMPLE)).isDirectoryContaining("glob:**/dc1.npy");
    assertThat(judge(lstm, gradients(lstm, tensors -> {})).out()).startsWith("PASS  lstm-cell");
    Outcome outcome = judge(lstm, gradients(lstm, tensors -> scale(tensors, "dW", 1.001)));
    assertThat(outcome.out())
        .contains("FAIL rule gates←W: it is autograd's times a constant 1.001")
        .contains("spoils 1 gradient: W");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void aRuleThatIsWrongIsNamedAndExplainedAndAllReportsAreWritten() throws IOException {
    Path reports = folder.resolve("reports");
    Path gradients = gradients(layerNorm, tensors -> scale(tensors, "dx", 0.5));
    Outcome outcome = judge(layerNorm, gradients, "--output-dir", reports.toString());
    assertThat(outcome.out())
        .contains("FAIL rule y←x: it is autograd's times a constant 0.5")
        .contains("central differences give ")
        .contains("spoils 1 gradient: x")
        .contains("again: gradoracle judge " + layerNorm + " " + gradients + " --sample 12");
    assertThat(outcome.exitCode()).isEqualTo(1);
    try (Stream<Path> files = Files.list(reports)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("report.html", "report.json", "report.md", "report.txt");
    }
    assertThat(reports.resolve("report.html")).content(UTF_8).contains("times a constant 0.5");
  }

  @Test
  void ofIntermediateGradientsTheFirstThatIsWrongNamesItsRuleAndTheOthersAreOnlySpoiled() {
    Path gradients =
        gradients(
            attention,
            tensors -> {
              for (String spoiled : new String[] {"dscores", "dq", "dk", "dWq", "dWk"}) {
                scale(tensors, spoiled, 2);
              }
              tensors.remove("dx"); // it has a right part, through v
              tensors.put("dx", dx(tensors));
            });
    Outcome outcome = judge(attention, gradients);
    assertThat(outcome.out().lines().filter(line -> line.contains(" FAIL ")))
        .singleElement()
        .asString()
        .contains("FAIL rule weights←scores: it is autograd's times a constant 2.0");
    assertThat(outcome.out()).contains("spoils 6 gradients: scores, q, k, ");
  }

  /** From what flows into it. */
  private static ArrayTensor dx(Map<String, ArrayTensor> tensors) {
    Map<String, ArrayTensor> inputs = OtherProgram.read(attention.resolve(SAMPLE));
    ArrayTensor sum = null;
    for (String name : new String[] {"q", "k", "v"}) {
      ArrayTensor part = tensors.get("d" + name).matmul(inputs.get("W" + name).t());
      sum = sum == null ? part : sum.add(part);
    }
    return sum;
  }

  @Test
  void fromTheGradientsOfTheParametersAloneTheRuleIsNamedWhoseFaultGivesJustThese() {
    Map<String, ArrayTensor> x = OtherProgram.read(attention.resolve(SAMPLE));
    Map<String, ArrayTensor> wrong =
        OtherProgram.read(attention.resolve(SAMPLE).resolve("answers"));
    // softmax without its sum: dscores = weights * dweights
    ArrayTensor dscores = wrong.get("weights").mul(wrong.get("dweights"));
    double scale = 1 / Math.sqrt(wrong.get("q").shape().dim(1));
    wrong.put("dq", dscores.matmul(wrong.get("k")).mul(scale));
    wrong.put("dk", dscores.t().matmul(wrong.get("q")).mul(scale));
    Map<String, ArrayTensor> given = new LinkedHashMap<>();
    given.put("dx", dx(wrong));
    for (String name : new String[] {"q", "k", "v"}) {
      given.put("dW" + name, x.get("x").t().matmul(wrong.get("d" + name)));
    }
    Path gradients = folder.resolve("gradients");
    OtherProgram.write(gradients, Dtype.FLOAT64, given);
    Outcome outcome = judge(attention, gradients);
    assertThat(outcome.out().lines().filter(line -> line.contains(" FAIL ")))
        .singleElement()
        .asString()
        .contains("FAIL rule weights←scores: the gradients are as if it were autograd's with ")
        .contains("taken for a constant");
    assertThat(outcome.out()).contains("spoils 3 gradients: ");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void ofRulesWhoseFaultsLookAlikeTheHeadlineBlamesNone() throws IOException {
    Map<String, ArrayTensor> answers =
        OtherProgram.read(notebook.resolve(SAMPLE).resolve("answers"));
    Map<String, ArrayTensor> given = new LinkedHashMap<>();
    for (String name : new String[] {"C", "W1", "b1", "W2", "b2", "bngain", "bnbias"}) {
      given.put("d" + name, Objects.requireNonNull(answers.get("d" + name)));
    }
    scale(given, "dC", 2);
    Path gradients = folder.resolve("gradients");
    OtherProgram.write(gradients, Dtype.FLOAT64, given);
    assertThat(judge(notebook, gradients, "--format", "markdown").out())
        .contains(
            "FAIL: one of the rules hprebn←embcat, embcat←emb, emb←C is wrong: autograd's times"
                + " a constant 2.0")
        .contains("spoiled by hprebn←embcat or embcat←emb or emb←C |");
    assertThat(judge(notebook, gradients).out())
        .contains("FAIL rule hprebn←embcat: this one or embcat←emb or emb←C, where a fault would");
    assertThat(judge(notebook, gradients, "--format", "json").out())
        .containsPattern("\"alternatives\": \\[\\s+\"embcat←emb\",\\s+\"emb←C\"\\s+\\]");
  }

  @Test
  void aGradientThatIsTrulyZeroHasALineWhereNoRuleIsJudged() {
    Path gradients =
        gradients(notebook, tensors -> tensors.keySet().removeIf(name -> !name.matches("dW1|db1")));
    Outcome outcome = judge(notebook, gradients);
    assertThat(outcome.out())
        .contains("ZERO gradient b1: ", "the true gradient is zero, which proves nothing by itself")
        .doesNotContain("ZERO gradient W1");
  }

  @Test
  void theManifestIsNotTakenForItsFolder() {
    Outcome outcome = judge(notebook.resolve("manifest.json"), notebook);
    assertThat(outcome.err()).contains("manifest.json' is a file: name the folder that");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void aRuleWhoseTrueGradientIsZeroIsNotCalledRight() {
    Path gradients = gradients(notebook, tensors -> scale(tensors, "dlogits_maxes", -1));
    Outcome outcome = judge(notebook, gradients);
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("ZERO rule norm_logits←logits_maxes: ")
        .contains("the true gradient is zero, which proves nothing by itself");
    assertThat(judge(notebook, gradients, "--format", "markdown").out())
        .contains("; nothing is seen of norm\\_logits←logits\\_maxes, hprebn←b1)");
  }

  @Test
  void whereNoRuleIsNamedTheLastLineSaysWhichGradientsWouldHelp() {
    assertThat(judge(attention, ofParameters(dWv -> dWv.add(1))).out())
        .containsPattern("No wrong rule is named: give gradients of values in between, too \\(d");
    assertThat(judge(attention, ofParameters(ArrayTensor::t)).out())
        .contains("the transpose of autograd's")
        .doesNotContain("No wrong rule is named");
  }

  /** Those of the inputs alone, one of them wrong. */
  private Path ofParameters(UnaryOperator<ArrayTensor> wrong) {
    return gradients(
        attention,
        tensors -> {
          tensors.keySet().removeIf(name -> !name.matches("dx|dW."));
          tensors.computeIfPresent("dWv", (name, right) -> wrong.apply(right));
        });
  }

  @Test
  void aWrongForwardValueIsReportedOnceAndGradientsAreJudgedAtIt() {
    Path gradients = gradients(attention, tensors -> tensors.put("q", tensors.get("q").mul(1.25)));
    assertThat(judge(attention, gradients).out())
        .contains("FAIL rule kernel of q: ")
        .doesNotContain("FAIL rule kernel of scores: at [0, 0] -inf");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          transposed   | SHAPE rule y←x: the gradient of 'x' has shape .* it is the transpose of autograd's
          column major | FAIL rule y←x: it is autograd's written column by column
          padded       | SHAPE rule y←x: .* it is autograd's with padding: write its first \\(.*\\) elements alone
          flat         | SHAPE rule y←x: .* it is autograd's in another shape
          last row     | FAIL rule y←x: it is right but where index 0 is \\d+, the last: \\d+ elements are off there
          negative     | FAIL rule y←x: it is the negative of autograd's
          offset       | FAIL gradient x: |
          not finite   | NONFINITE rule y←x: at \\[0, 0\\] nan, autograd
          missing      | MISSING gradient x: the gradient of 'x' was not given
          """)
  void aWrongTensorIsReportedForWhatItIs(String what, String told) {
    Path gradients =
        gradients(
            layerNorm, tensors -> tensors.computeIfPresent("dx", (name, dx) -> wrong(what, dx)));
    Outcome outcome = judge(layerNorm, gradients, "--details");
    assertThat(outcome.out()).containsPattern(told);
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  private static ArrayTensor wrong(String what, ArrayTensor dx) {
    Shape shape = dx.shape();
    int n = shape.dim(0);
    int m = shape.dim(1);
    return switch (what) {
      case "transposed" -> dx.t();
      case "column major" -> dx.t().view(shape);
      case "padded" ->
          DoubleTensor.of(
              Shape.of(n, m + 3), i -> i % (m + 3) < m ? dx.at(i / (m + 3) * m + i % (m + 3)) : 0);
      case "flat" -> dx.view(Shape.of(n * m));
      case "last row" -> DoubleTensor.of(shape, i -> i / m == n - 1 ? 0 : dx.at(i));
      case "negative" -> dx.neg();
      case "offset" -> dx.add(1);
      case "not finite" -> DoubleTensor.of(shape, i -> i == 0 ? Double.NaN : dx.at(i));
      default -> null;
    };
  }

  @Test
  void anArrayInFortransOrderIsReadAsItsHeaderSays() throws IOException {
    Path gradients = gradients(layerNorm, tensors -> {});
    Path file = gradients.resolve("dx.npy");
    ArrayTensor dx = OtherProgram.read(gradients).get("dx");
    OtherProgram.write(gradients, Dtype.FLOAT64, Map.of("dx", dx.t().view(dx.shape())));
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(
        file,
        bytes.replace("'fortran_order': False", "'fortran_order': True "),
        StandardCharsets.ISO_8859_1);
    assertThat(judge(layerNorm, gradients).exitCode()).isZero();
  }

  @Test
  void aNameThatIsNoneOfTheSamplesIsRefused() {
    Path gradients = gradients(layerNorm, tensors -> tensors.put("grad", tensors.get("dx")));
    assertRefused(
        judge(layerNorm, gradients),
        "'grad' is not one of the sample's tensors; its gradients are dx, dg, db, its values y");
  }

  @Test
  void halfPrecisionIsComparedAndRefusedAVerdict() throws IOException {
    Path gradients = gradients(layerNorm, tensors -> {});
    halve(gradients.resolve("db.npy"), OtherProgram.read(gradients).get("db").size());
    Outcome outcome = judge(layerNorm, gradients);
    assertThat(outcome.out())
        .startsWith("UNJUDGED  layer-norm")
        .containsPattern("UNJUDGED gradient b: it is float16, .*; at most [0-9.]+ from autograd's");
    assertThat(outcome.complaints())
        .containsExactly(
            "gradoracle: no verdict on gradient b: there is no tolerance for its type, give"
                + " float32 or float64");
    assertThat(outcome.exitCode()).isEqualTo(3);
  }

  @Test
  void aHeadlineSaysWhatWasJudgedAndByWhat() throws IOException {
    Path gradients = folder.resolve("single");
    OtherProgram.run(layerNorm, "answers", gradients, Dtype.FLOAT32, tensors -> tensors);
    assertThat(judge(layerNorm, gradients, "--format", "markdown").out())
        .contains("PASS: all 4 rules and all 3 gradients are right, judged in float32")
        .doesNotContain("float64");
    Path halved = gradients(layerNorm, tensors -> {});
    int size = OtherProgram.read(halved).get("db").size();
    halve(halved.resolve("db.npy"), size);
    assertThat(judge(layerNorm, halved, "--format", "markdown").out())
        .contains("UNJUDGED: 1 of 3 gradients are only compared: it is float16");
  }

  @Test
  void aTensorWithoutElementsIsNamedWithItsFile() throws IOException {
    Path gradients = gradients(layerNorm, tensors -> {});
    halve(gradients.resolve("db.npy"), 0);
    Outcome outcome = judge(layerNorm, gradients);
    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .contains(gradients.toString(), "'db' has no elements: its shape is (0");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  /** A vector of zeros in float16. */
  private static void halve(Path file, int size) throws IOException {
    String header = "{'descr': '<f2', 'fortran_order': False, 'shape': (" + size + ",), }";
    ByteBuffer bytes = ByteBuffer.allocate(128 + 2 * size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
    bytes.put(
        (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
    Files.write(file, bytes.array());
  }

  private Path exportedWhole(String formula) {
    Path exported = folder.resolve("case");
    gradoracle("export", formula, "--answers", "--output", exported.toString());
    return exported;
  }

  /** A wrong rule, a missing gradient and one that has no limit, each in a sample of its own. */
  @Test
  void noFindingHidesAnother() throws IOException {
    Path exported = exportedWhole("layer-norm");
    Path gradients = answers(exported, Dtype.FLOAT64, tensors -> tensors);
    Map<String, ArrayTensor> tenth = OtherProgram.read(gradients.resolve(SAMPLE));
    OtherProgram.write(gradients.resolve(SAMPLE), Dtype.FLOAT64, Map.of("dx", tenth.get("dx").t()));
    Files.delete(gradients.resolve("sample-03").resolve("dg.npy"));
    Path seventh = gradients.resolve("sample-07");
    halve(seventh.resolve("db.npy"), OtherProgram.read(seventh).get("db").size());
    Outcome outcome = judge(exported, gradients);
    assertThat(outcome.out())
        .contains("SHAPE rule y←x: ", "it is the transpose of autograd's")
        .contains("\n        spoils 1 gradient: x\n")
        .contains("MISSING gradient g: ", "(sample 3, ")
        .contains("UNJUDGED gradient b: ", "(sample 7, ");
    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .contains("no verdict on gradient b: ");
    assertThat(outcome.exitCode()).isEqualTo(3);
  }

  /** In a sample of one row, whatever is wrong may look like a constant. */
  @Test
  void anExplanationThatFitsFewSamplesIsNotGiven() {
    Path exported = exportedWhole("layer-norm");
    Path gradients =
        answers(
            exported,
            Dtype.FLOAT64,
            tensors -> {
              scale(tensors, "dx", 1 + 1.0 / tensors.get("dx").size());
              tensors.computeIfPresent("dg", (name, dg) -> dg.mul(dg));
              return tensors;
            });
    Path first = gradients.resolve("sample-01");
    Map<String, ArrayTensor> zero = OtherProgram.read(first);
    OtherProgram.write(first, Dtype.FLOAT64, Map.of("dg", zero.get("dg").zerosLike()));
    assertThat(judge(exported, gradients, "--sample", "1").out())
        .contains("FAIL rule y←g: it is zero everywhere");
    assertThat(judge(exported, gradients).out())
        .contains("FAIL rule y←g: no simple mistake that was tried gives its values")
        .containsPattern(
            "FAIL rule y←x: it is autograd's times a constant 1[.][0-9]+ here, and another at"
                + " other samples");
  }

  @Test
  void anInputThatWasChangedOrReadOtherwiseIsRefused() {
    Path gradients = gradients(layerNorm, tensors -> tensors.put("g", tensors.get("dg").add(1)));
    assertRefused(judge(layerNorm, gradients), "the input 'g' at [0] is ");
  }

  @Test
  void thereIsNoSampleZeroToExport() {
    Path exported = folder.resolve("case");
    Outcome outcome =
        gradoracle("export", "layer-norm", "--sample", "0", "--output", exported.toString());
    assertThat(outcome.err()).contains("sample is 0, expected at least 1").hasLineCount(1);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(exported).doesNotExist();
  }

  @Test
  void aCaseOfAnotherFormulaOfTheNameIsRefused() throws IOException {
    Path exported = folder.resolve("case");
    gradoracle(
        "export", "layer-norm", "--sample", "12", "--answers", "--output", exported.toString());
    Path gradients = gradients(exported, tensors -> {});
    Path manifest = exported.resolve("manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replaceFirst("\"digest\": \"...", "\"digest\": \"xyz"));
    assertRefused(judge(exported, gradients), "was exported from another 'layer-norm' than");
    Files.writeString(manifest, text.replace("layer-norm", "layer-nor"));
    assertRefused(judge(exported, gradients), "did you mean 'layer-norm'?");
    Files.writeString(manifest, "[" + text);
    assertRefused(judge(exported, gradients), "it is not the JSON that 'gradoracle export' writes");
    Files.writeString(manifest, text);
    Path x = exported.resolve(SAMPLE + "/x.npy");
    byte[] bytes = Files.readAllBytes(x);
    bytes[bytes.length - 1] ^= 1;
    Files.write(x, bytes);
    assertRefused(
        judge(exported, gradients),
        "it is not the exported input; a gradient is called 'd' and the name of its value");
    assertRefused(judge(exported, exported), "' is the case itself: expected what your program");
  }

  @Test
  void oneFileIsNotForSeveralSamples() throws IOException {
    Path exported = exportedWhole("relu");
    Path file = Files.writeString(folder.resolve("gradients.npz"), "");
    assertRefused(
        judge(exported, file),
        "is one file, and the case has 20 samples: expected a folder with 'sample-01.npz' in it");
  }

  @Test
  void aGradientOfAnotherValueIsToldAsSuch() {
    Path exported = exportedWhole("layer-norm");
    Path exchanged =
        answers(
            exported,
            Dtype.FLOAT32,
            right -> Map.of("dx", right.get("dx"), "dg", right.get("db"), "db", right.get("dg")));
    assertThat(judge(exported, exchanged).out())
        .contains("FAIL rule y←g: it is the gradient of 'b', which is that of 'g' (")
        .contains("FAIL rule y←b: it is the gradient of 'g', which is that of 'b' (");
    Path twice =
        answers(
            exported,
            Dtype.FLOAT32,
            right -> Map.of("dx", right.get("dx"), "dg", right.get("db"), "db", right.get("db")));
    assertThat(judge(exported, twice).out()).contains("FAIL rule y←g: it is the gradient of 'b' (");
  }

  @Test
  void aSampleForWhichNothingIsGivenIsMissingAndNotPassed() throws IOException {
    Path exported = exportedWhole("relu");
    Path gradients = answers(exported, Dtype.FLOAT32, answers -> answers);
    for (String sample : OtherProgram.samples(exported)) {
      if (!sample.equals("sample-01") && !sample.equals("sample-02")) {
        try (Stream<Path> files = Files.list(gradients.resolve(sample))) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(gradients.resolve(sample));
      }
    }
    Outcome outcome = judge(exported, gradients);
    assertThat(outcome.out())
        .startsWith("FAIL  relu  2 rules, 1 of 1 gradient missing\n")
        .contains("the gradient of 'x' was not given (sample 3, ")
        .contains("\nnothing was given for 18 of 20 samples: sample-03, sample-04, sample-05,");
    assertThat(outcome.exitCode()).isOne();
    Outcome one = judge(exported, gradients, "--sample", "2");
    assertThat(one.out()).startsWith("PASS").endsWith("\n1 of 20 samples, 1 of 10 kinds judged\n");
    assertThat(one.exitCode()).isZero();
    Path second = gradients.resolve("sample-02");
    Map<String, ArrayTensor> doubled = OtherProgram.read(second);
    scale(doubled, "dx", 2);
    OtherProgram.write(second, Dtype.FLOAT32, doubled);
    assertThat(judge(exported, gradients).out())
        .startsWith("FAIL  relu  1 of 2 rules wrong, 1 of 1 gradient wrong\n")
        .contains("times a constant 2.0");
    Files.createDirectory(gradients.resolve("sample-21"));
    assertRefused(judge(exported, gradients), "sample-21' is for no sample of the case");
    Files.delete(gradients.resolve("sample-21"));
    Files.createDirectory(gradients.resolve("Sample-02"));
    assertRefused(judge(exported, gradients), "Sample-02' is for no sample of the case");
  }

  /** What a program of sums in float32 gives, in the order of its sums, or rounded at the end. */
  @ParameterizedTest
  @EnumSource
  void layerNormInFloat32PassesInWhateverOrderItIsSummed(Summation sum) {
    Path exported = folder.resolve("case");
    gradoracle("export", "layer-norm", "--output", exported.toString());
    Path gradients = folder.resolve("gradients");
    OtherProgram.run(
        exported, "", gradients, Dtype.FLOAT32, inputs -> Loops.layerNorm(inputs, sum));
    Outcome outcome = judge(exported, gradients);
    assertThat(outcome.out()).startsWith("PASS  layer-norm");
  }

  /** What a program gives that makes this of PyTorch's answers at every sample. */
  private Path answers(Path exported, Dtype dtype, UnaryOperator<Map<String, ArrayTensor>> change) {
    Path gradients = folder.resolve("gradients");
    OtherProgram.run(exported, "answers", gradients, dtype, change);
    return gradients;
  }

  private Path gradients(Path exported, Consumer<Map<String, ArrayTensor>> change) {
    Map<String, ArrayTensor> tensors =
        OtherProgram.read(exported.resolve(SAMPLE).resolve("answers"));
    change.accept(tensors);
    Path gradients = folder.resolve("gradients");
    OtherProgram.write(gradients, Dtype.FLOAT64, tensors);
    return gradients;
  }

  private static void scale(Map<String, ArrayTensor> tensors, String name, double factor) {
    tensors.computeIfPresent(name, (key, tensor) -> tensor.mul(factor));
  }

  private static Outcome judge(Path exported, Path gradients, String... options) {
    return gradoracle(
        Stream.concat(
                Stream.of("judge", exported.toString(), gradients.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  private static void assertRefused(Outcome outcome, String why) {
    assertThat(outcome.complaints()).singleElement().asString().contains(why);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  /** Throws where values are ties. */
  public static final class NoProgramAtTies extends PlantedFormula {

    public NoProgramAtTies() {
      super("no-program-at-ties");
    }

    @Override
    public Program program(Sample sample) {
      var x = sample.values(30);
      for (int i = 0; i < x.size(); i++) {
        if (x.at(i) == 0) {
          throw new IllegalStateException("a zero");
        }
      }
      var p = new Definition();
      return p.program(p.step("y", p.parameter("x", x), a -> a.mul(2)));
    }
  }
}
