package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the report is written as, and where. */
class ReportsTest {

  @TempDir private Path folder;

  private Path file(String name) {
    return folder.resolve(name);
  }

  private static Program withNaN(NotebookNetwork.Inputs inputs) {
    return NotebookNetwork.program(inputs)
        .with(new Rule("emb", "C", (up, in, out) -> in.get(0).mul(Double.NaN)));
  }

  private static Program incomplete(NotebookNetwork.Inputs inputs) {
    Program program = NotebookNetwork.program(inputs);
    return program
        .without(new Rule("bndiff2", "bndiff", (up, in, out) -> up))
        .with(new Rule("hprebn", "b1", (up, in, out) -> up));
  }

  // --- where it is written

  @Test
  void aFolderTakesAllFourFormatsOfOneRunAndTheTextIsPrintedAsWell() throws IOException {
    Path dir = file("new/reports");
    Outcome outcome = gradoracle("--output-dir", dir.toString());
    assertThat(outcome.exitCode()).isZero();
    assertThat(dir.toFile().list())
        .containsExactlyInAnyOrder("report.txt", "report.json", "report.md", "report.html");
    assertThat(Files.readString(dir.resolve("report.txt"))).isEqualTo(outcome.out());
    String verdict = outcome.out().lines().reduce((a, b) -> b).orElseThrow();
    assertThat(verdict).startsWith("PASS: ");
    assertThat(json(Files.readString(dir.resolve("report.json"))).get("verdict").getAsString())
        .isEqualTo(verdict);
    assertThat(Files.readString(dir.resolve("report.md"))).startsWith("## ✅ PASS: ");
    assertThat(dir.resolve("report.html")).content(UTF_8).contains("<h1>" + verdict + "</h1>");
  }

  @Test
  void aRunThatPrintsNothingSaysItsVerdictBesideWhatIsDiagnosed() {
    Outcome outcome = gradoracle(PlantedReport::network, "--output", file("a.html").toString());
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("\ngradoracle: FAIL: the rule bnvar←bndiff2 is wrong: ");
  }

  @Test
  void severalFormatsGoEachToItsOwnPlace() {
    Path page = file("page");
    Path summary = file("summary");
    Outcome outcome =
        gradoracle(
            "--format",
            "html",
            "--output",
            page.toString(),
            "--output",
            summary.toString(),
            "--format",
            "markdown",
            "--format",
            "json",
            "--output",
            "-");
    assertThat(outcome.exitCode()).isZero();
    assertThat(page).content(UTF_8).startsWith("<!doctype html>");
    assertThat(summary).content(UTF_8).startsWith("## ");
    assertThat(json(outcome.out()).get("format").getAsString()).isEqualTo("gradoracle-report");
  }

  @ParameterizedTest
  @CsvSource({"a.html, <!doctype html>", "a.JSON, {", "a.md, ## ", "a.txt, names: ", "a, names: "})
  void withoutAFormatTheNameOfTheFileDecides(String name, String beginning) {
    gradoracle("--output", file(name).toString());
    assertThat(file(name)).content(UTF_8).startsWith(beginning);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--format json --format text | standard output takes one format, not [json, text]",
        "--output x.md --output ./x.md | outputs 'x.md' and './x.md' are one file",
        "--output-dir x --output x/report.md | output 'x/report.md' is named twice",
        "--output-dir pom.xml | output folder 'pom.xml' is not a folder",
        "--output-dir pom.xml/x | output folder 'pom.xml/x' cannot be made",
        "--output-dir= | output folder '' is not a folder",
        "--output= | output '' is a directory: name a file",
        "--output-dir pom.xml/x | output folder 'pom.xml/x' cannot be made",
        "--output /proc/report.txt | output '/proc/report.txt' cannot be written",
        "--format pdf | expected one of text, json, markdown, html, got 'pdf'",
      })
  void placesThatTakeNothingAreSaidBeforeAnyWorkIsDone(String args, String expected) {
    Outcome outcome = gradoracle((args + " --names nowhere.txt").split(" "));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains(expected).hasLineCount(1);
    assertThat(Path.of("x")).doesNotExist();
  }

  @Test
  void aRunThatCannotBeDoneLeavesNoFileAndNoFolder() {
    Outcome outcome = gradoracle("--output-dir", file("a/b").toString(), "--names", "nowhere.txt");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aReportIsAFileLikeAnyOtherThatTheUserWrites() throws IOException {
    Path other = Files.writeString(file("other"), "");
    Path target = Files.writeString(file("target"), "old");
    Path link = Files.createSymbolicLink(file("link"), target);
    gradoracle("--output", link.toString());
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(target).content(UTF_8).contains("PASS");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo(PosixFilePermissions.toString(Files.getPosixFilePermissions(other)));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aDeviceIsWrittenToAndNotReplaced() {
    assertThat(gradoracle("--output", "/dev/null").exitCode()).isZero();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  // --- JSON

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  static List<Error> violations(String json) throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(Path.of("docs/report.schema.json")))
        .validate(json, InputFormat.JSON);
  }

  @Test
  void theJsonIsAsTheSchemaSaysWhateverIsWrong() throws IOException {
    assertThat(violations(gradoracle("--format", "json").out())).isEmpty();
    assertThat(violations(gradoracle("--format", "json", "--dtype", "float64").out())).isEmpty();
    assertThat(violations(gradoracle(PlantedReport::network, "--format", "json").out())).isEmpty();
    assertThat(violations(gradoracle(ReportsTest::withNaN, "--format", "json").out())).isEmpty();
    assertThat(violations(gradoracle(ReportsTest::incomplete, "--format", "json").out())).isEmpty();
  }

  @Test
  void theSchemaTakesNothingElse() throws IOException {
    String json = gradoracle("--format", "json").out();
    assertThat(violations(json.replace("\"version\": 1", "\"version\": 2"))).isNotEmpty();
    assertThat(violations(json.replace("\"ZERO\"", "\"GOOD\""))).isNotEmpty();
    assertThat(violations(json.replace("\"exact\"", "\"same\""))).isNotEmpty();
    assertThat(violations(json.replace("\"maxdiff\": 0.0", "\"maxdiff\": \"0\""))).isNotEmpty();
  }

  @Test
  void theJsonSaysOfEveryRowWhatTheTableSays() {
    Outcome text = gradoracle("--batch", "5");
    JsonArray rows =
        json(gradoracle("--batch", "5", "--format", "json").out()).getAsJsonArray("rows");
    List<String> table =
        StreamSupport.stream(rows.spliterator(), false)
            .map(JsonElement::getAsJsonObject)
            .map(
                row -> {
                  JsonObject gradient = row.getAsJsonObject("gradient");
                  return "%-15s | exact: %-5s | approximate: %-5s | maxdiff: %s"
                      .formatted(
                          row.get("name").getAsString(),
                          gradient.get("exact").getAsBoolean() ? "True" : "False",
                          gradient.get("approximate").getAsBoolean() ? "True" : "False",
                          org.gradoracle.compare.PythonNumber.repr(
                              gradient.get("maxdiff").getAsDouble()));
                })
            .toList();
    assertThat(table).hasSize(26);
    assertThat(text.out().lines()).containsAll(table);
  }

  @Test
  void whatIsNotFiniteIsAWordInTheJson() {
    JsonObject json = json(gradoracle(ReportsTest::withNaN, "--format", "json").out());
    JsonObject last =
        json.getAsJsonArray("rows").get(json.getAsJsonArray("rows").size() - 1).getAsJsonObject();
    assertThat(last.get("status").getAsString()).isEqualTo("NONFINITE");
    assertThat(last.getAsJsonObject("gradient").get("maxdiff").getAsString()).isEqualTo("nan");
  }

  @Test
  void rowsBehindTheWrongRuleNameIt() {
    JsonObject json = json(gradoracle(PlantedReport::network, "--format", "json").out());
    List<String> spoiled =
        StreamSupport.stream(json.getAsJsonArray("rows").spliterator(), false)
            .map(JsonElement::getAsJsonObject)
            .filter(row -> row.getAsJsonArray("spoiledBy").toString().equals("[\"bnvar←bndiff2\"]"))
            .map(row -> row.get("name").getAsString())
            .toList();
    assertThat(spoiled).containsExactly("bndiff2", "bndiff", "hprebn", "embcat", "W1", "emb", "C");
  }

  // --- Markdown

  private static String rendered(String markdown) {
    var tables = List.of(TablesExtension.create());
    return HtmlRenderer.builder()
        .extensions(tables)
        .build()
        .render(Parser.builder().extensions(tables).build().parse(markdown));
  }

  @Test
  void theMarkdownIsAHeadingWithTheVerdictAndATableOfAllGradients() {
    String html = rendered(gradoracle("--format", "markdown").out());
    assertThat(html).startsWith("<h2>✅ PASS: all 30 rules").contains("<summary>All gradients");
    assertThat(html.split("<tr>", -1)).hasSize(1 + 1 + 26);
    assertThat(html).containsPattern("<td>counts_sum_inv</td>\n<td>(True|False)</td>\n<td>True");
  }

  @Test
  void theMarkdownOfAFailureHasTheWrongRuleInItsFirstTableAndSaysWhatItSpoiled() {
    String html = rendered(gradoracle(PlantedReport::network, "--format", "markdown").out());
    assertThat(html).startsWith("<h2>❌ FAIL: the rule bnvar←bndiff2 is wrong: ");
    assertThat(html.split("<table>", -1)[1])
        .contains("<td>bnvar←bndiff2</td>\n<td>FAIL</td>")
        .contains("central differences give");
    assertThat(html.split("<table>", -1)[2])
        .contains("<td>W1</td>\n<td>FAIL</td>\n<td>spoiled by bnvar←bndiff2</td>");
  }

  // --- HTML

  @Test
  void thePageIsSmallAndAsksTheNetworkForNothing() {
    String page = gradoracle(PlantedReport::network, "--format", "html").out();
    assertThat(page.length()).isLessThan(1_000_000);
    assertThat(page)
        .doesNotContainPattern("https?:")
        .doesNotContainPattern("<(link|img)[^>]*\\w:/");
    assertThat(page).contains("default-src 'none'");
  }

  /** What a page must not take for its own, a table for a cell's end, or a reader for its order. */
  private static final String HOSTILE =
      "x\" onload='a'><script>alert(1)</script>|`*_&amp;\u202Ey.txt";

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void namesFullOfMarkupHarmNoFormat() throws IOException {
    Path names = file(HOSTILE.replace('/', '_'));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      text.append("<script>\"'&`|\u200f\u202e" + (char) ('a' + i % 26) + "]]>-->\n");
    }
    Files.writeString(names, text);
    Path dir = file("reports");
    Outcome outcome =
        gradoracle("--names", names.toString(), "--batch", "8", "--output-dir", dir.toString());
    assertThat(outcome.exitCode()).isZero();

    assertThat(outcome.out()).doesNotContain("\u202e", "\u200f").contains("\\u202e");
    String page = Files.readString(dir.resolve("report.html"));
    assertThat(page).doesNotContain("<script>alert", "\u202e", "\u200f");
    assertThat(page).doesNotContainPattern("<[^>]*onload");
    assertThat(page.split("<script", -1)).hasSize(1 + 2); // the data and the page's own
    String json = Files.readString(dir.resolve("report.json"));
    assertThat(json).doesNotContain("\u202e", "\u200f");
    assertThat(json(json).getAsJsonObject("facts").get("names").getAsString())
        .contains("onload='a'><script>alert(1)");
    assertThat(violations(json)).isEmpty();
    assertThat(rendered(Files.readString(dir.resolve("report.md"))))
        .doesNotContain("<script", "\u202e")
        .contains("&lt;script&gt;alert(1)&lt;_script&gt;|`*_&amp;amp;");
  }

  // --- compare

  private Path stored(
      String name, Function<NotebookNetwork.Inputs, Program> network, String... settings) {
    List<String> args = new java.util.ArrayList<>(List.of(settings));
    args.addAll(List.of("--output", file(name).toString()));
    gradoracle(network, args.toArray(String[]::new));
    return file(name);
  }

  private static Outcome compare(Path before, Path after) {
    return gradoracle("compare", before.toString(), after.toString());
  }

  @Test
  void theSameRunTwiceIsTheSame() throws IOException {
    Path first = stored("a.json", NotebookNetwork::program);
    Path second = stored("b.json", NotebookNetwork::program);
    assertThat(second).hasSameBinaryContentAs(first);
    Outcome outcome = compare(first, second);
    assertThat(outcome.out()).isEqualTo("0 worse, 0 better, 0 otherwise changed, 56 the same\n");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void aRuleThatWentWrongIsWorseAndGivesExitCode1AndTheWayBackIsBetter() {
    Path right = stored("a.json", NotebookNetwork::program);
    Path wrong = stored("b.json", PlantedReport::network);
    Outcome outcome = compare(right, wrong);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .startsWith("WORSE   rule bnvar←bndiff2: PASS -> FAIL, error ")
        .containsPattern(
            "\nWORSE   row C: PASS -> FAIL, (exact True -> False, )?error \\S+ -> 0.000")
        .contains(" worse, 0 better, 0 otherwise changed, ");
    Outcome back = compare(wrong, right);
    assertThat(back.exitCode()).isZero();
    assertThat(back.out()).contains("BETTER  rule bnvar←bndiff2: FAIL -> PASS, error ");
  }

  @Test
  void aRuleThatIsMissingNowIsWorseThoughThereIsNoErrorToCompare() {
    Outcome outcome =
        compare(
            stored("a.json", NotebookNetwork::program), stored("b.json", ReportsTest::incomplete));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("WORSE   rule bndiff2←bndiff: PASS -> MISSING, error ")
        .containsPattern(
            "WORSE   row W1: PASS -> MISSING, exact (True|False) -> -, error \\S+ -> -\n");
  }

  @Test
  void otherSettingsAreNamed() {
    Outcome outcome =
        compare(
            stored("a.json", NotebookNetwork::program),
            stored("b.json", NotebookNetwork::program, "--seed", "5"));
    assertThat(outcome.out())
        .startsWith(
            "other network: batch 32, context 3, embedding 10, hidden 64, seed 2147483647 ->"
                + " batch 32, context 3, embedding 10, hidden 64, seed 5\n");
  }

  @Test
  void aReportThatCannotBeComparedIsOneLineAndExitCode2() throws IOException {
    Path report = stored("a.json", NotebookNetwork::program);
    String text = Files.readString(report);
    Path wide = stored("wide.json", NotebookNetwork::program, "--dtype", "float64");
    assertRefused(compare(report, file("none.json")), "none.json' does not exist");
    assertRefused(compare(report, folder), "is a directory: name a report");
    assertRefused(compare(report, wide), "in float64: run both with the same --dtype");
    assertRefused(compare(write("{"), report), "it is not a report in JSON");
    assertRefused(
        compare(write("[1]"), report), "it is not a report: $ is a list, expected an object");
    assertRefused(compare(write("{\"a\": 1}"), report), "it is not a report: $ has no 'format'");
    assertRefused(
        compare(write(text.replace("gradoracle-report", "other")), report),
        "$.format is \"other\", expected \"gradoracle-report\"");
    assertRefused(
        compare(write(text.replace("\"version\": 1", "\"version\": 2")), report),
        "$.version is 2, expected 1: write it again with this gradoracle");
    assertRefused(
        compare(write(text.replace("\"ZERO\"", "\"GOOD\"")), report),
        ".status is \"GOOD\", expected one of [PASS, ");
    assertRefused(
        compare(write(text.replace("\"maxdiff\"", "\"x\"")), report),
        "$.rows[0].gradient has no 'maxdiff'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "format"                | /* hm */ "format"               | it is not a report in JSON: see
          "format"                | format                          | it is not a report in JSON: see
          "version": 1            | "version": 4294967297           | $.version is 4294967297, expected 1
          "version": 1            | "version": 1.9                  | $.version is 1.9, expected 1
          "version": 1            | "version": "1"                  | $.version is "1", expected a number
          "version": 1            | "version": 1, "version": 1      | $.version occurs twice
          "exact": true           | "exact": "yes"                  | .exact is "yes", expected true or false
          "maxdiff": 0.0          | "maxdiff": NaN                  | it is not a report in JSON: see
          "maxdiff": 0.0          | "maxdiff": "none"               | .maxdiff is "none", expected a number
          "status": "PASS"        | "status": null                  | .status is null, expected one of
          "id": "loss←logprobs"   | "id": "\\n0 worse"              | .id is "\\u000a0 worse", expected
          "id": "loss←logprobs"   | "id": "\\u202e"                 | .id is "\\u202e", expected
          "id": "loss←logprobs"   | "id": "logprobs←probs"          | is "logprobs←probs", which occurs twice
          """)
  void whatNoReportOfOursHoldsIsRefusedWithItsPlace(String ours, String other, String why)
      throws IOException {
    Path report = Path.of("src/test/golden/report-own.json");
    String text = Files.readString(report);
    assertThat(text).contains(ours);
    int at = text.indexOf(ours);
    String forged = text.substring(0, at) + other + text.substring(at + ours.length());
    assertRefused(compare(report, write(forged)), why);
  }

  @Test
  void whatIsAfterTheReportOrTooMuchOrNothingIsRefused() throws IOException {
    Path report = Path.of("src/test/golden/report-own.json");
    String text = Files.readString(report);
    assertRefused(compare(report, write(text + "{}")), "it is neither a report in JSON nor");
    assertRefused(compare(report, write("[".repeat(100_000))), "it is not a report in JSON");
    assertRefused(compare(report, write("1".repeat(17 << 20))), "too large for a report");
    Path empty =
        write(
            "{\"format\": \"gradoracle-report\", \"version\": 1, \"dtype\": \"float32\","
                + " \"facts\": {}, \"rules\": [], \"rows\": []}");
    assertRefused(compare(empty, empty), "nothing to compare");
    Files.write(file("latin.json"), new byte[] {'{', '"', (byte) 0xe4, '"'});
    assertRefused(compare(report, file("latin.json")), "is not UTF-8");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(file("written.json"), text);
  }

  private static void assertRefused(Outcome outcome, String expected) {
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains(expected).hasLineCount(1);
  }
}
