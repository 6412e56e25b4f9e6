package org.gradoracle.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.gradoracle.check.Finding;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.compare.Precision;
import org.gradoracle.compare.Proof;
import org.gradoracle.compare.Status;

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
        "%s  %s  %s  %s\n"
            .formatted(
                result.passed() ? "PASS" : "FAIL",
                pad(result.name(), width),
                pad(counts(List.of(result)), 26),
                seconds(result.time())));
    for (Finding finding : details ? result.findings() : result.wrong()) {
      if (finding.passed()) {
        text.append(
            "      %s %s %s: %s\n"
                .formatted(finding.status(), finding.kind(), finding.name(), told(finding)));
      } else if (details || !spoiled(result, finding)) {
        finding.lines().forEach(line -> text.append("      " + line + "\n"));
      }
    }
    List<String> spoiled =
        result.wrong().stream()
            .filter(finding -> !details && spoiled(result, finding))
            .map(Finding::name)
            .toList();
    if (!spoiled.isEmpty()) {
      text.append(
          "      spoils %s: %s\n"
              .formatted(counted(spoiled.size(), "gradient"), String.join(", ", spoiled)));
    }
    if (details) {
      result.notJudged().stream()
          .flatMap(finding -> finding.lines().stream())
          .forEach(line -> text.append("      not judged: " + line + "\n"));
    } else if (!result.notJudged().isEmpty()) {
      text.append(
          "      not judged where autograd is not finite either: %s (see --details)\n"
              .formatted(counted(result.notJudged().size(), "time")));
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
    Duration time = results.stream().map(FormulaResult::time).reduce(Duration.ZERO, Duration::plus);
    long wrong = results.stream().filter(result -> !result.passed()).count();
    String formulas = counted(results.size(), "formula");
    return "%s: %s, %s, %s\n"
        .formatted(
            wrong == 0 ? "PASS" : "FAIL",
            wrong == 0 ? formulas : wrong + " of " + formulas + " wrong",
            counts(results),
            seconds(time));
  }

  private static String told(Finding finding) {
    String numbers =
        finding.proof().map(CheckText::proof).orElse("")
            + finding.precision().map(CheckText::precision).orElse("");
    String reason = finding.reason().isEmpty() ? "" : "; " + finding.reason();
    return "%s (%s)%s".formatted(numbers, finding.sample(), reason);
  }

  private static String proof(Proof proof) {
    return String.format(
        Locale.ROOT,
        "sensitivity %.1e, verified %d/%d",
        proof.sensitivity(),
        proof.verified(),
        proof.elements());
  }

  private static String precision(Precision precision) {
    return String.format(
        Locale.ROOT,
        ", float32 %.2g ULP, %.2g times torch's",
        precision.ulps(),
        precision.multiple());
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

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
