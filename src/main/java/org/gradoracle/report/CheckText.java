package org.gradoracle.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.gradoracle.check.Finding;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.check.Limits.Limit;
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
    if (!details) {
      VerdictText.wrong(result).forEach(line -> text.append("      " + line + "\n"));
    }
    for (Finding finding : details ? result.findings() : result.remarkable()) {
      if (finding.passed() && finding.status() != Status.IMPRECISE) {
        text.append(
            Text.format(
                "      %s %s %s: %s\n",
                finding.status(), finding.kind(), finding.name(), said(finding)));
      } else {
        VerdictText.lines(finding).forEach(line -> text.append("      " + line + "\n"));
      }
    }
    result
        .limits()
        .forEach((name, limit) -> text.append(Text.format("      %s: %s\n", name, limit(limit))));
    if (result.cases().size() == 1) {
      text.append(
          "      sizes drawn: " + FormulaReport.sizes(result.cases().get(0).sizes()) + "\n");
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

  /** How many samples there were of each kind, over all formulas: a line, if there was one. */
  public static String samples(Totals totals) {
    String each = totals.formulas() > 1 && totals.areAlike() ? "each at " : "";
    return totals.samples().isEmpty() ? "" : each + totals.samples() + "\n";
  }

  /** Which errors of raw loops are seen. */
  static String limit(Limit limit) {
    if (limit.least() >= 1) {
      return "no error smaller than the gradient itself is seen";
    }
    String least = digit(limit.least(), RoundingMode.DOWN);
    if (limit.least() == limit.most()) {
      return Text.format("errors below %s of the largest element are not seen", least);
    }
    return Text.format(
        "errors below %s of the largest element are seen at no sample, %s, %s",
        least, seen(limit.median(), "half of them"), seen(limit.most(), "every one"));
  }

  private static String seen(double limit, String where) {
    return limit < 1
        ? "above " + digit(limit, RoundingMode.UP) + " at " + where
        : "at " + where + " only those larger than the gradient itself";
  }

  /** What could not be judged. */
  static String undecidable(FormulaResult result) {
    return "where autograd is not finite either: "
        + Text.counted(result.undecidable().size(), "time");
  }

  /** One digit, rounded so that what is said of anything beyond is true. */
  private static String digit(double limit, RoundingMode rounding) {
    return Text.format("%.0e", new BigDecimal(limit).round(new MathContext(1, rounding)));
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
    return Text.format(
        ", float32 %.2g ULP, %s%s",
        float32.ulps(),
        float32.multiple("torch", 2),
        float32.isOfGivens() ? ", no more than rounding what it is given does" : "");
  }

  private static String counts(FormulaResult result) {
    return counted(result, Kind.RULE, "rule") + ", " + counted(result, Kind.GRADIENT, "gradient");
  }

  private static String counted(FormulaResult result, Kind kind, String noun) {
    long wrong = Totals.wrong(result, kind);
    String all = Text.counted(result.count(kind), noun);
    if (wrong == 0) {
      return all + (Totals.wrong(result, kind, any -> true) > 0 ? " not judged" : "");
    }
    long missing = Totals.wrong(result, kind, status -> status == Status.MISSING);
    String some = wrong + " of " + all;
    if (missing == wrong) {
      return some + " missing";
    }
    return some + " wrong" + (missing == 0 ? "" : Text.format(" (%d missing)", missing));
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
