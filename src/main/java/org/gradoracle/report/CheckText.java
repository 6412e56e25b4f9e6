package org.gradoracle.report;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradoracle.check.Case;
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
        Text.format(
            "%s  %s  %s\n",
            result.passed() ? "PASS" : "FAIL", pad(result.name(), width), counts(List.of(result))));
    for (Finding finding : details ? result.findings() : result.remarkable()) {
      if (finding.status() == Status.PASS || finding.status() == Status.ZERO) {
        text.append(
            Text.format(
                "      %s %s %s: %s\n",
                finding.status(), finding.kind(), finding.name(), told(finding)));
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
              counted(spoiled.size(), "gradient"), String.join(", ", spoiled)));
    }
    result
        .limits()
        .forEach(
            (name, limit) ->
                text.append(
                    Text.format(
                        "      raw loops %s: an error below %s of the largest element would not"
                            + " be seen\n",
                        name, roundedDown(limit))));
    if (result.sizes().size() == 1) {
      text.append("      sizes drawn: " + sizes(result.sizes().get(0)) + "\n");
    }
    if (details) {
      result.undecidable().stream()
          .flatMap(finding -> VerdictText.lines(finding).stream())
          .forEach(line -> text.append("      not judged: " + line + "\n"));
    } else if (!result.undecidable().isEmpty()) {
      text.append(
          Text.format(
              "      not judged where autograd is not finite either: %s (see --details)\n",
              counted(result.undecidable().size(), "time")));
    }
    return text.toString();
  }

  /** Whether it is a gradient that fails as well as a rule: those behind a wrong rule all do. */
  private static boolean spoiled(FormulaResult result, Finding finding) {
    return finding.kind() == Kind.GRADIENT
        && finding.status() != Status.UNREACHED
        && result.wrong().stream().anyMatch(other -> other.kind() == Kind.RULE);
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

  /** How many samples there were of each kind, over all formulas: a line, if there was one. */
  public static String samples(List<FormulaResult> results) {
    List<Map<String, Long>> counts = results.stream().map(CheckText::kinds).distinct().toList();
    if (results.size() > 1 && counts.size() == 1) {
      return "each at " + samples(counts.get(0)) + "\n";
    }
    Map<String, Long> total = new LinkedHashMap<>();
    results.forEach(
        result -> kinds(result).forEach((kind, count) -> total.merge(kind, count, Long::sum)));
    return total.isEmpty() ? "" : samples(total) + "\n";
  }

  private static String samples(Map<String, Long> kinds) {
    return counted(kinds.values().stream().mapToLong(Long::longValue).sum(), "sample")
        + kinds.entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey())
            .collect(joining(", ", ": ", ""));
  }

  private static Map<String, Long> kinds(FormulaResult result) {
    Map<String, Long> kinds = new LinkedHashMap<>();
    result.cases().forEach(at -> kinds.merge(Case.words(at.kind()), 1L, Long::sum));
    return kinds;
  }

  /** One digit, down, so that what is said of anything below is true. */
  private static String roundedDown(double limit) {
    BigDecimal digit = new BigDecimal(limit).round(new MathContext(1, RoundingMode.DOWN));
    return Text.format("%.0e", digit);
  }

  private static String told(Finding finding) {
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
        ", float32 %.2g ULP, %.2g times torch's", float32.ulps(), float32.multiple());
  }

  private static String sizes(List<Size> sizes) {
    return sizes.isEmpty()
        ? "none"
        : sizes.stream()
            .map(size -> size.drawn() + " of " + size.least() + " to " + size.most())
            .collect(joining(", "));
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
