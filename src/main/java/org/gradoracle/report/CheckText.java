package org.gradoracle.report;

import java.util.List;
import org.gradoracle.check.Finding;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.compare.Precision;
import org.gradoracle.compare.Proof;
import org.gradoracle.text.Text;

/** What {@code check} prints: a line per formula, and under it what is wrong, or everything. */
public final class CheckText {

  private CheckText() {}

  /**
   * A formula's lines, ended by line feeds.
   *
   * @param width of the column of names
   * @param details whether every finding has a line, not only those that are wrong
   */
  public static String of(FormulaResult result, int width, boolean details) {
    StringBuilder text = new StringBuilder();
    text.append(
        Text.format(
            "%s  %s  %s\n",
            result.passed() ? "PASS" : "FAIL", pad(result.name(), width), counts(List.of(result))));
    for (Finding finding : details ? result.findings() : result.wrong()) {
      if (finding.passed()) {
        text.append(
            Text.format(
                "      %s %s %s: %s\n",
                finding.status(), finding.kind(), finding.name(), told(finding)));
      } else {
        finding.lines().forEach(line -> text.append("      " + line + "\n"));
      }
    }
    if (details) {
      result.notJudged().stream()
          .flatMap(finding -> finding.lines().stream())
          .forEach(line -> text.append("      not judged: " + line + "\n"));
    } else if (!result.notJudged().isEmpty()) {
      text.append(
          Text.format(
              "      not judged where autograd is not finite either: %s (see --details)\n",
              counted(result.notJudged().size(), "time")));
    }
    return text.toString();
  }

  /** The last line, over all formulas. */
  public static String summary(List<FormulaResult> results) {
    long wrong = results.stream().filter(result -> !result.passed()).count();
    String formulas = counted(results.size(), "formula");
    return Text.format(
        "%s: %s, %s\n",
        wrong == 0 ? "PASS" : "FAIL",
        wrong == 0 ? formulas : wrong + " of " + formulas + " wrong",
        counts(results));
  }

  private static String told(Finding finding) {
    String numbers =
        finding.proof().map(CheckText::proof).orElse("")
            + finding.precision().map(CheckText::precision).orElse("");
    String reason = finding.reason().isEmpty() ? "" : "; " + finding.reason();
    return Text.format("%s (%s)%s", numbers, finding.sample(), reason);
  }

  private static String proof(Proof proof) {
    return Text.format(
        "sensitivity %.1e, verified %d/%d",
        proof.sensitivity(), proof.verified(), proof.elements());
  }

  private static String precision(Precision precision) {
    return Text.format(
        ", float32 %.2g ULP, %.2g times torch's", precision.ulps(), precision.multiple());
  }

  private static String counts(List<FormulaResult> results) {
    return counted(results.stream().mapToLong(result -> result.count(Kind.RULE)).sum(), "rule")
        + ", "
        + counted(
            results.stream().mapToLong(result -> result.count(Kind.GRADIENT)).sum(), "gradient");
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
