package org.gradoracle.report;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.gradoracle.check.Finding;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.formula.Sample.Size;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Float64Comparison;
import org.gradoracle.verdict.Status;

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
        Text.format("%s  %s  %s\n", word(result), pad(result.name(), width), counts(result)));
    for (Finding finding : details ? result.findings() : result.remarkable()) {
      if (finding.status() == Status.PASS || finding.status() == Status.ZERO) {
        text.append(
            Text.format(
                "      %s %s %s: %s\n",
                finding.status(), finding.kind(), finding.name(), said(finding)));
      } else if (details || !spoiled(result, finding)) {
        VerdictText.lines(finding).forEach(line -> text.append("      " + line + "\n"));
      }
    }
    List<String> spoiled =
        result.wrong().stream()
            .filter(finding -> !details && spoiled(result, finding))
            .map(Finding::name)
            .toList();
    if (!spoiled.isEmpty()) {
      text.append(
          Text.format(
              "      spoils %s: %s\n",
              Totals.counted(spoiled.size(), "gradient"), String.join(", ", spoiled)));
    }
    result
        .limits()
        .forEach((name, limit) -> text.append(Text.format("      %s: %s\n", name, limit(limit))));
    if (result.cases().size() == 1) {
      text.append("      sizes drawn: " + sizes(result.cases().get(0).sizes()) + "\n");
    }
    if (details) {
      result.undecidable().stream()
          .flatMap(finding -> VerdictText.lines(finding).stream())
          .forEach(line -> text.append("      not judged: " + line + "\n"));
    } else if (!result.undecidable().isEmpty()) {
      text.append(Text.format("      not judged %s (see --details)\n", undecidable(result)));
    }
    return text.toString();
  }

  private static String word(FormulaResult result) {
    if (result.passed()) {
      return "PASS";
    }
    boolean judged = result.wrong().stream().anyMatch(each -> each.status() != Status.UNJUDGED);
    return judged ? "FAIL" : Status.UNJUDGED.toString();
  }

  /** Whether it is a gradient that fails as well as a rule: those after a wrong rule all do. */
  private static boolean spoiled(FormulaResult result, Finding finding) {
    return finding.kind() == Kind.GRADIENT
        && finding.status() != Status.UNREACHED
        && result.wrong().stream().anyMatch(other -> other.kind() == Kind.RULE);
  }

  /** The last line, over all formulas. */
  public static String summary(Totals totals) {
    return (totals.passed() ? "PASS: " : "FAIL: ") + totals.counts() + "\n";
  }

  /** How many samples there were of each kind, over all formulas: a line, if there was one. */
  public static String samples(Totals totals) {
    return totals.samples().isEmpty() ? "" : totals.samples() + "\n";
  }

  /** What raw loops cannot show. */
  static String limit(double limit) {
    return Text.format(
        "an error below %s of the largest element would not be seen", roundedDown(limit));
  }

  /** What could not be judged. */
  static String undecidable(FormulaResult result) {
    return "where autograd is not finite either: "
        + Totals.counted(result.undecidable().size(), "time");
  }

  /** One digit, down, so that what is said of anything below is true. */
  private static String roundedDown(double limit) {
    BigDecimal digit = new BigDecimal(limit).round(new MathContext(1, RoundingMode.DOWN));
    return Text.format("%.0e", digit);
  }

  private static String said(Finding finding) {
    String numbers =
        finding.verdict().float64().map(CheckText::float64).orElse("")
            + finding.verdict().float32().map(CheckText::float32).orElse("");
    String reason = finding.verdict().reason().isEmpty() ? "" : "; " + finding.verdict().reason();
    return Text.format("%s (%s)%s", numbers, finding.at(), reason);
  }

  private static String float64(Float64Comparison float64) {
    return Text.format(
        "sensitivity %.1e, verified %d/%d",
        float64.sensitivity(), float64.verified(), float64.elements());
  }

  private static String float32(Float32Error float32) {
    return Text.format(", float32 %.2g ULP, %s", float32.ulps(), float32.multiple("torch", 2));
  }

  private static String sizes(List<Size> sizes) {
    return sizes.isEmpty()
        ? "none"
        : sizes.stream().map(FormulaReport::size).collect(joining(", "));
  }

  private static String counts(FormulaResult result) {
    return Totals.counted(result.count(Kind.RULE), "rule")
        + ", "
        + Totals.counted(result.count(Kind.GRADIENT), "gradient");
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
