package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} is written as, and where. */
class CheckReportsTest {

  private static final ClassLoader THREE =
      new PlantedFormulas(Right.class, OffAtTies.class, Marked.class);

  @TempDir private Path folder;

  private Path file(String name) {
    return folder.resolve(name);
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private String page(String name) throws IOException {
    return Files.readString(file(name));
  }

  // --- where

  @Test
  void aFolderTakesAllFormatsWithAnIndexAndAPageForEachFormula() throws IOException {
    Outcome outcome = gradoracle(THREE, "check", "--output-dir", folder.toString());
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "report.txt",
            "report.json",
            "report.md",
            "report.html",
            "report-right.html",
            "report-off-at-ties.html",
            "report-_b_marked_____b_.html");
    assertThat(page("report.txt")).isEqualTo(outcome.out()).startsWith("FAIL  <b>marked & </b>");
    assertThat(page("report.html"))
        .contains("<h1>FAIL: 2 of 3 formulas wrong, 2 of 6 rules, 2 of 6 gradients</h1>")
        .contains("<a href=\"report-off-at-ties.html\">off-at-ties</a>")
        .contains("<a href=\"report-_b_marked_____b_.html\">&lt;b&gt;marked &amp; &lt;/b&gt;</a>");
    assertThat(page("report-right.html"))
        .contains("<a href=\"report.html\">All formulas</a>")
        .contains("<h1>PASS: all 2 rules and all 2 gradients are right, verified in float64</h1>");
  }

  @Test
  void thePageOfAWrongFormulaShowsTheSampleThatFailsWithRuleExplanationAndNumbers()
      throws IOException {
    Outcome outcome =
        gradoracle(THREE, "check", "off-at-ties", "--output", file("page.html").toString());
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("gradoracle: FAIL: 1 of 1 formula wrong");
    String page = page("page.html");
    assertThat(page)
        .contains("<title>FAIL · off-at-ties · Gradoracle</title>")
        .containsPattern("<h1>FAIL: the rule y←x is wrong: it is [^<]+</h1>")
        .containsPattern("<li>under [^<]+ worst at \\[\\d+, \\d+]: [^<]+, autograd [^<]+</li>")
        .contains(
            "<li>sample 2, ties; again: gradoracle check off-at-ties --seed 1 --sample 2</li>")
        .contains("data-key=\"rule y←x\"")
        .contains("<td>sample 2, ties</td>")
        .doesNotContain("<dt>loss</dt>")
        .doesNotContain("All formulas</a>");
  }

  @Test
  void aRunThatReportsIsTheSameAsOneThatPrints() {
    String printed = gradoracle(THREE, "check", "--details").out();
    Outcome written = gradoracle(THREE, "check", "--details", "--output", file("a.txt").toString());
    assertThat(file("a.txt")).content(UTF_8).isEqualTo(printed);
    assertThat(written.out()).isEmpty();
  }

  @Test
  void severalFormulasAreNoSinglePageOnStandardOutput() {
    Outcome outcome = gradoracle(THREE, "check", "--format", "html");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("an index and a page for each").hasLineCount(1);
    assertThat(gradoracle(THREE, "check", "right", "--format", "html").out())
        .startsWith("<!doctype html>");
  }

  @Test
  void aPageThatIsAnotherOutputIsSaidBeforeAnyWorkIsDone() {
    Outcome outcome =
        gradoracle(
            THREE,
            "check",
            "--output",
            file("a.html").toString(),
            "--output",
            file("a-right.html").toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("a-right.html' is named twice").hasLineCount(1);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFormulaThatCannotBeCheckedHasNoPageAndIsSaidInTheIndexWhichDoesNotPass()
      throws IOException {
    ClassLoader formulas = new PlantedFormulas(Right.class, Throws.class);
    Outcome outcome = gradoracle(formulas, "check", "--output-dir", folder.toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(file("report-throws.html")).doesNotExist();
    assertThat(file("report-right.html")).exists();
    assertThat(page("report.html"))
        .contains("<h1>INCOMPLETE: 1 formula could not be checked; right: 1 formula")
        .containsPattern("no sizes \\(CheckReportsTest.java:\\d+\\)</li>");
    JsonObject json = json(page("report.json"));
    assertThat(json.get("passed").getAsBoolean()).isFalse();
    assertThat(json.getAsJsonArray("problems")).hasSize(1);
    assertThat(page("report.md")).startsWith("## ❌ INCOMPLETE").contains("- ❌ formula 'throws'");
    assertThat(outcome.out())
        .contains("\nINCOMPLETE: 1 formula could not be checked; right: 1 formula, ")
        .doesNotContain("\nPASS:");
  }

  @Test
  void whereNothingCanBeCheckedNothingIsWritten() {
    ClassLoader formulas = new PlantedFormulas(Throws.class);
    Outcome outcome = gradoracle(formulas, "check", "--output-dir", file("new").toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  // --- JSON and Markdown

  @Test
  void theJsonIsAsTheSchemaSaysWithEverySampleOfEveryFormula() throws IOException {
    String text = gradoracle(THREE, "check", "--format", "json").out();
    assertThat(ReportsTest.violations(text)).isEmpty();
    assertThat(ReportsTest.violations(text.replace("\"undecidable\"", "\"open\""))).isNotEmpty();
    JsonArray formulas = json(text).getAsJsonArray("formulas");
    assertThat(formulas).hasSize(3);
    JsonObject off = formulas.get(1).getAsJsonObject();
    assertThat(off.get("name").getAsString()).isEqualTo("off-at-ties");
    assertThat(off.getAsJsonArray("samples")).hasSize(20);
    JsonObject rule = off.getAsJsonArray("rules").get(1).getAsJsonObject();
    assertThat(rule.get("status").getAsString()).isEqualTo("FAIL");
    assertThat(rule.get("decidedAt").getAsString()).isEqualTo("sample 2, ties");
    assertThat(rule.getAsJsonObject("diagnosis").getAsJsonArray("explanations")).isNotEmpty();
    assertThat(off.has("loss")).isFalse();
  }

  @Test
  void theMarkdownHasALineForEveryFormulaAndWhatIsWrongOfEach() {
    String text = gradoracle(THREE, "check", "--format", "markdown").out();
    assertThat(text)
        .startsWith("## ❌ FAIL: 2 of 3 formulas wrong")
        .contains("| right | ✅ | PASS: all 2 rules")
        .contains("| off-at-ties | ❌ | FAIL: the rule y←x is wrong: ")
        .contains("### ❌ off-at-ties: FAIL: ")
        .contains("&lt;b>marked")
        .doesNotContain("<b>");
  }

  @Test
  void whatIsWrongWithoutAGradientOfItsOwnIsShownAsWell() throws IOException {
    ClassLoader formulas = new PlantedFormulas(NeverANumber.class);
    Outcome outcome =
        gradoracle(
            formulas,
            "check",
            "--output",
            file("a.html").toString(),
            "--output",
            "-",
            "--format",
            "json");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(page("a.html")).contains("<h1>FAIL").contains("is NaN at every sample");
    assertThat(json(outcome.out()).get("passed").getAsBoolean()).isFalse();
    assertThat(ReportsTest.violations(outcome.out())).isEmpty();
  }

  // --- compare

  @Test
  void compareTellsWhatGotWorseOfWhichFormulaAtWhichSample() throws IOException {
    Path before = file("before.json");
    Path after = file("after.json");
    gradoracle(THREE, "check", "right", "--output", before.toString());
    Files.writeString(
        after,
        Files.readString(write("twice.json", Twice.class)).replace("\"twice\"", "\"right\""));
    Outcome outcome = gradoracle("compare", before.toString(), after.toString());
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("WORSE   formula right: PASS -> FAIL\n")
        .contains("WORSE   right: rule y←x: PASS -> FAIL\n")
        .containsPattern("WORSE   right, sample 3, equal rows: row x: PASS -> FAIL, ");
    Outcome same = gradoracle("compare", before.toString(), before.toString());
    assertThat(same.exitCode()).isZero();
    assertThat(same.out()).startsWith("0 worse, 0 better, 0 otherwise changed, ");
  }

  @Test
  void aFormulaThatIsNewOrGoneIsOneLine() {
    Path one = write("one.json", Right.class);
    Path two = write("two.json", Right.class, Twice.class);
    Outcome added = gradoracle("compare", one.toString(), two.toString());
    assertThat(added.out())
        .startsWith(
            "WORSE   formula twice: is new: FAIL\n1 worse, 0 better, 0 otherwise changed, ");
    assertThat(added.out().lines()).hasSize(2);
    Outcome gone = gradoracle("compare", two.toString(), one.toString());
    assertThat(gone.out()).startsWith("WORSE   formula twice: is gone\n1 worse, ");
  }

  @Test
  void checksOfOtherSeedsSaySo() {
    Path one = write("one.json", Right.class);
    Path other = file("other.json");
    gradoracle(THREE, "check", "right", "--seed", "5", "--output", other.toString());
    assertThat(gradoracle("compare", one.toString(), other.toString()).out())
        .startsWith("other seed: 1 -> 5\n");
  }

  @Test
  void aCheckIsNotComparedWithAReport() {
    Path check = write("check.json", Right.class);
    Path report = file("report.json");
    gradoracle("--batch", "3", "--output", report.toString());
    Outcome outcome = gradoracle("compare", check.toString(), report.toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("both must be of the same command").hasLineCount(1);
  }

  private Path write(String name, Class<?>... formulas) {
    Path file = file(name);
    gradoracle(new PlantedFormulas(formulas), "check", "--output", file.toString());
    return file;
  }

  // --- what is planted

  /** Right. */
  public static final class Right extends PlantedFormula {
    /** Found by the class loader. */
    public Right() {
      super("right");
    }
  }

  /** Wrong wherever two values of a row are the same: it takes the last maximum. */
  public static final class OffAtTies extends PlantedFormula {
    /** Found by the class loader. */
    public OffAtTies() {
      super("off-at-ties");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(20, 2));
      return p.program(
          p.step("y", x, a -> a.max(1)).grad(x, (dy, a) -> a.neg().oneHotMax(1).rsub(1).mul(dy)));
    }
  }

  /** Wrong, and its name is not a file's. */
  public static final class Marked extends PlantedFormula {
    /** Found by the class loader. */
    public Marked() {
      super("<b>marked & </b>");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(3, 2));
      return p.program(p.step("y", x, a -> a.mul(3)).grad(x, (dy, a) -> dy.mul(2)));
    }
  }

  /** Right's program, with twice the gradient. */
  public static final class Twice extends PlantedFormula {
    /** Found by the class loader. */
    public Twice() {
      super("twice");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(2, 3));
      return p.program(p.step("y", x, a -> a.mul(3)).grad(x, (dy, a) -> dy.mul(6)));
    }
  }

  /** Gives no program. */
  public static final class Throws extends PlantedFormula {
    /** Found by the class loader. */
    public Throws() {
      super("throws");
    }

    @Override
    public Program program(Sample sample) {
      throw new IllegalStateException("no sizes");
    }
  }

  /** A scalar that is NaN: the loss, which has no row. */
  public static final class NeverANumber extends PlantedFormula {
    /** Found by the class loader. */
    public NeverANumber() {
      super("never-a-number");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.normal(3));
      return p.program(
          p.step("y", x, a -> a.pow(2).add(1).neg().log().sum())
              .grad(x, (dy, a) -> a.mul(2).div(a.pow(2).add(1)).mul(dy)));
    }
  }
}
