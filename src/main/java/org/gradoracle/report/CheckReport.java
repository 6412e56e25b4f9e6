package org.gradoracle.report;

import com.google.gson.JsonArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.text.Text;

/**
 * The report on a check of formulas, taken in one after the other. Of each it keeps only what the
 * chosen formats show, and no tensor.
 */
public final class CheckReport {

  /** A formula as the index shows it. */
  record Entry(String name, String summary, boolean passed, String verdict) {}

  private final Provenance provenance;
  private final long seed;
  private final Set<Format> formats;
  private final boolean single;
  private final Totals totals = new Totals();
  private final List<Entry> entries = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder markdown = new StringBuilder();
  private final JsonArray json = new JsonArray();
  private String page = "";
  private String last = "";

  /**
   * Of nothing yet.
   *
   * @param seed of all samples
   * @param formats that it will be written as
   * @param single whether it is of one formula: its page in HTML is then all there is
   */
  public CheckReport(Provenance provenance, long seed, Set<Format> formats, boolean single) {
    this.provenance = provenance;
    this.seed = seed;
    this.formats = Set.copyOf(formats);
    this.single = single;
  }

  /** Whether a format shows more of a formula than the text does, and needs a report. */
  public boolean needsReports() {
    return formats.stream().anyMatch(format -> format != Format.TEXT);
  }

  /**
   * Takes in a formula.
   *
   * @param lines its text
   * @param report of it, if one is needed
   */
  public void add(FormulaResult result, String lines, Optional<Report> report) {
    totals.add(result);
    if (formats.contains(Format.TEXT)) {
      text.append(lines);
    }
    report.ifPresent(this::add);
  }

  private void add(Report report) {
    entries.add(
        new Entry(
            report.title(),
            report.facts().getOrDefault("formula", ""),
            report.passed(),
            report.headline()));
    if (formats.contains(Format.JSON)) {
      json.add(JsonReport.formula(report));
    }
    if (formats.contains(Format.MARKDOWN)) {
      markdown.append(MarkdownReport.section(report));
    }
    if (formats.contains(Format.HTML) && single) {
      page = HtmlReport.of(report);
    }
  }

  /** Takes in the line of a formula that cannot be used or checked. */
  public void addProblem(String line) {
    problems.add(line);
  }

  /** Takes in a line that is said last in the text. */
  public void addLast(String line) {
    last += line + "\n";
  }

  /** Whether there is nothing to report but problems. */
  public boolean isEmpty() {
    return totals.formulas() == 0;
  }

  /** How many formulas were taken in. */
  public int formulas() {
    return totals.formulas();
  }

  /** What follows the formulas' lines in the text. */
  public String textEnd() {
    if (isEmpty()) {
      return "";
    }
    boolean sums = formulas() > 1 || !problems.isEmpty();
    return (sums ? "\n" + headline() + "\n" : "")
        + provenance.line()
        + CheckText.samples(totals)
        + last;
  }

  /**
   * The whole of it.
   *
   * @param link to a formula's page from the index, by the formula's name
   */
  String write(Format format, Function<String, String> link) {
    return switch (format) {
      case TEXT -> text + textEnd();
      case JSON -> JsonReport.of(this);
      case MARKDOWN -> MarkdownReport.of(this);
      case HTML -> single ? page : HtmlReport.index(this, link);
    };
  }

  /** Whether every formula was checked and is right. */
  boolean passed() {
    return totals.passed() && problems.isEmpty();
  }

  /** The verdict in one sentence. */
  public String headline() {
    String counts = totals.counts();
    String unchecked = Text.counted(problems.size(), "formula") + " could not be checked";
    if (!totals.passed()) {
      return "FAIL: " + counts + (problems.isEmpty() ? "" : "; " + unchecked);
    }
    return problems.isEmpty()
        ? "PASS: " + counts
        : "INCOMPLETE: " + unchecked + "; right: " + counts;
  }

  String tool() {
    return provenance.tool();
  }

  /** What was run, by name, in the order to be reported. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("samples", totals.samples());
    facts.put("seed", String.valueOf(seed));
    return provenance.facts(facts);
  }

  List<Entry> entries() {
    return entries;
  }

  List<String> problems() {
    return problems;
  }

  String markdown() {
    return markdown.toString();
  }

  JsonArray json() {
    return json;
  }
}
