package org.gradoracle.sweep;

import static java.util.stream.Collectors.joining;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gradoracle.compare.CheckResult;
import org.gradoracle.compare.Precision;
import org.gradoracle.compare.Proof;
import org.gradoracle.compare.Row;
import org.gradoracle.compare.RuleRow;
import org.gradoracle.compare.Status;
import org.gradoracle.text.Text;

/** What the cases of a sweep found, added up; its size does not grow with them. */
public final class Tally {

  /** The largest value met, and where. */
  private record Worst(double value, String where) {

    static final Worst NONE = new Worst(0, "");

    Worst or(double value, String where) {
      return value > this.value ? new Worst(value, where) : this;
    }

    String text() {
      return where.isEmpty() ? "none" : Text.format("%.3g (%s)", value, where);
    }
  }

  private final Map<Status, Long> rules = new EnumMap<>(Status.class);
  private final Map<Status, Long> rows = new EnumMap<>(Status.class);
  private final Map<String, Integer> judged = new LinkedHashMap<>();
  private int cases;
  private int failed;
  private long beyond;
  private Worst ruleProof = Worst.NONE;
  private Worst rowProof = Worst.NONE;
  private Worst precision = Worst.NONE;
  private Worst multiple = Worst.NONE;

  /** Takes in one more case. */
  public void add(SweepResult result) {
    cases++;
    failed += result.passed() ? 0 : 1;
    beyond += result.beyond();
    judged.merge(result.sweepCase().formula().name(), result.judged(), Integer::sum);
    result.checks().ifPresent(checks -> add(checks, result.sweepCase()));
  }

  private void add(CheckResult checks, SweepCase from) {
    for (RuleRow rule : checks.rules()) {
      rules.merge(rule.status(), 1L, Long::sum);
      String where = "rule " + rule.id() + ", " + from.options();
      ruleProof = worst(ruleProof, rule.proof(), where);
      if (rule.precision().isPresent()) {
        Precision found = rule.precision().get();
        if (found.error() > 0) {
          precision = precision.or(found.error() / found.limit(), where);
          if (found.ulps() > Precision.FLOOR_ULPS) {
            multiple = multiple.or(found.multiple(), where);
          }
        }
      }
    }
    for (Row row : checks.network().rows()) {
      rows.merge(row.status(), 1L, Long::sum);
      rowProof = worst(rowProof, row.proof(), "row " + row.name() + ", " + from.options());
    }
  }

  private static Worst worst(Worst before, Optional<Proof> proof, String where) {
    return proof
        .filter(found -> found.difference() > 0)
        .map(found -> before.or(found.difference() / found.sensitivity(), where))
        .orElse(before);
  }

  /** The number of cases. */
  public int cases() {
    return cases;
  }

  /** How many of them failed: false alarms, if the formulas are right. */
  public int failed() {
    return failed;
  }

  /** The formulas of which nothing was judged, neither right nor wrong. */
  public List<String> notJudged() {
    return judged.entrySet().stream()
        .filter(each -> each.getValue() == 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The summary, lines ended by a line feed. */
  public String text() {
    return Text.format(
        """
        cases: %d, failed: %d
        rules: %s
        rows:  %s
        not judged, because PyTorch is not finite there in float64 either: %d
        nearest to a false alarm, as a part of what is allowed:
          rule check, float64: %s
          rule check, float32: %s
          network check, float64: %s
        largest float32 error above %.0f ULP, as a multiple of PyTorch's: %s
        """,
        cases,
        failed,
        text(rules),
        text(rows),
        beyond,
        ruleProof.text(),
        precision.text(),
        rowProof.text(),
        Precision.FLOOR_ULPS,
        multiple.text());
  }

  private static String text(Map<Status, Long> counts) {
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    return total
        + counts.entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey())
            .collect(joining(", ", ": ", ""));
  }
}
