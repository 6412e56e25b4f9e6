package org.gradoracle.report;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;
import org.gradoracle.check.CaseResult;
import org.gradoracle.check.Finding;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.check.SeededCase;
import org.gradoracle.check.Tally;
import org.gradoracle.check.Tally.Worst;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Status;

/** What {@code sweep} prints. */
public final class SweepText {

  private SweepText() {}

  /**
   * A case's lines, ended by line feeds; none if all of it passes and is precise.
   *
   * @param details whether every rule and gradient has a line
   */
  public static String of(CaseResult result, SeededCase at, boolean details) {
    StringBuilder text = new StringBuilder();
    if (details) {
      result.findings().forEach(finding -> text.append(detail(finding) + "\n"));
    }
    text.append(
        block(
            Status.FAIL,
            at,
            result.failures().stream()
                .map(
                    each ->
                        Text.format(
                            "%s %s %s: %s",
                            noun(each), each.name(), each.status(), each.verdict().reason()))
                .toList()));
    text.append(
        block(
            Status.IMPRECISE,
            at,
            result
                .findings()
                .filter(each -> each.status() == Status.IMPRECISE)
                .map(each -> noun(each) + " " + each.name() + ": " + each.verdict().reason())
                .toList()));
    return text.toString();
  }

  /** The lines of a case that could not be checked. */
  public static String broken(String message, SeededCase at) {
    return block(Status.FAIL, at, List.of(message));
  }

  private static String block(Status status, SeededCase at, List<String> lines) {
    return lines.isEmpty()
        ? ""
        : Text.format("%s %s, %s\n", status, at.formula().name(), at)
            + lines.stream().map(line -> "  " + line + "\n").collect(joining())
            + ("  again: " + at.command() + "\n");
  }

  private static String noun(Finding finding) {
    return finding.kind() == Kind.RULE ? "rule" : "row";
  }

  private static String detail(Finding finding) {
    return Text.format(
        "%-30s %-9s %s",
        finding.name(),
        finding.status(),
        finding
            .verdict()
            .float64()
            .map(
                found ->
                    Text.format(
                        "difference %.3g, allowed %.3g", found.difference(), found.sensitivity()))
            .orElse(finding.verdict().reason()));
  }

  /** The summary, lines ended by a line feed. */
  public static String of(Tally tally) {
    return Text.format(
        """
        cases: %d, failed: %d
        rules: %s
        rows:  %s
        not judged (PyTorch's gradient is not finite in float64 either): %d
        largest, as a fraction of what is allowed:
          rule check, float64: %s
          rule check, float32: %s
          network check, float64: %s
        largest float32 error above %.0f ULP, as a multiple of PyTorch's: %s
        """,
        tally.cases(),
        tally.failed(),
        counts(tally.statuses(Kind.RULE)),
        counts(tally.statuses(Kind.GRADIENT)),
        tally.undecidable(),
        worst(tally.float64(Kind.RULE)),
        worst(tally.float32()),
        worst(tally.float64(Kind.GRADIENT)),
        Float32Error.FLOOR_ULPS,
        worst(tally.multiple()));
  }

  private static String worst(Worst worst) {
    return worst.where().isEmpty()
        ? "none"
        : Text.format(
            "%s (%s)",
            Double.isInfinite(worst.value())
                ? "infinite, since PyTorch's is 0"
                : Text.format("%.3g", worst.value()),
            worst.where());
  }

  private static String counts(Map<Status, Long> counts) {
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    return total
        + counts.entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey())
            .collect(joining(", ", ": ", ""));
  }
}
