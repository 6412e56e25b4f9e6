package org.gradoracle.report;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;
import org.gradoracle.compare.Comparison;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.StepResult;

/**
 * The report as the summary of a CI job: GitHub's Markdown, what is wrong first, the table folded
 * away while all is right.
 */
final class MarkdownReport {

  private MarkdownReport() {}

  /** The whole text, lines ended by a line feed. */
  public static String of(Report report) {
    return heading("##", report.passed(), report.headline())
        + body(report)
        + "- "
        + escaped(TextReport.loss(report.result().network()))
        + "\n- "
        + escaped(report.tool())
        + "\n";
  }

  /** The whole text on a check of formulas: what is wrong first, then a line for every formula. */
  static String of(CheckReport check) {
    StringBuilder text = new StringBuilder(heading("##", check.passed(), check.headline()));
    check.problems().forEach(problem -> text.append("- ❌ " + escaped(problem) + "\n"));
    if (!check.problems().isEmpty()) {
      text.append("\n");
    }
    text.append("| formula | | verdict |\n| --- | --- | --- |\n");
    check
        .entries()
        .forEach(each -> text.append(line(each.name(), each.passed() ? "✅" : "❌", each.verdict())));
    text.append("\n");
    check.facts().forEach((name, fact) -> text.append("- " + escaped(name + ": " + fact) + "\n"));
    text.append("- " + escaped(check.tool()) + "\n\n");
    return text + check.markdown();
  }

  /** One of the formulas. */
  static String section(Report report) {
    return heading("###", report.passed(), report.title() + ": " + report.headline())
        + body(report)
        + "\n";
  }

  private static String heading(String level, boolean passed, String verdict) {
    return level + (passed ? " ✅ " : " ❌ ") + escaped(verdict) + "\n\n";
  }

  private static String body(Report report) {
    CheckResult result = report.result();
    StringBuilder text = new StringBuilder();
    if (!result.wrong().isEmpty()) {
      text.append("| rule that is not right | verdict | why |\n| --- | --- | --- |\n");
      for (StepResult rule : result.wrong()) {
        text.append(line(rule.name(), rule.status().toString(), why(report, rule)));
      }
      text.append("\n");
    }
    Map<String, List<String>> spoiled = report.spoiled();
    List<GradientResult> wrong = result.network().wrong();
    if (!wrong.isEmpty()) {
      text.append("| gradient that is not right | verdict | why |\n| --- | --- | --- |\n");
      for (GradientResult row : wrong) {
        List<String> by = spoiled.getOrDefault(row.name(), List.of());
        String why = by.isEmpty() ? row.verdict().reason() : "spoiled by " + report.suspects(by);
        text.append(line(row.name(), row.status().toString(), why));
      }
      text.append("\n");
    }
    text.append("<details" + (result.passed() ? "" : " open") + ">\n");
    text.append("<summary>All gradients</summary>\n\n");
    text.append("| gradient | exact | approximate | maxdiff | verdict |\n");
    text.append("| --- | --- | --- | ---: | --- |\n");
    for (GradientResult row : result.network().gradients()) {
      text.append(
          line(
              row.name(),
              row.comparison().map(Comparison::exact).map(TextReport::python).orElse(""),
              row.comparison().map(Comparison::approximate).map(TextReport::python).orElse(""),
              row.comparison().map(Comparison::maxdiff).map(PythonNumber::repr).orElse(""),
              row.status().toString()));
    }
    text.append("\n</details>\n\n");
    report.facts().forEach((name, fact) -> text.append("- " + escaped(name + ": " + fact) + "\n"));
    return text.toString();
  }

  private static String why(Report report, StepResult rule) {
    return rule.verdict().reason()
        + VerdictText.facts(report, rule).stream().map(line -> "; " + line).collect(joining());
  }

  private static String line(String... cells) {
    StringBuilder line = new StringBuilder("|");
    for (String cell : cells) {
      line.append(" " + escaped(cell) + " |");
    }
    return line + "\n";
  }

  /** Text that means nothing to Markdown and HTML, on one line. */
  private static String escaped(String text) {
    return text.replaceAll("\\R", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replaceAll("[\\\\`*_\\[\\]|~$]", "\\\\$0");
  }
}
