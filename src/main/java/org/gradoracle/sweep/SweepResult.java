package org.gradoracle.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gradoracle.compare.CheckResult;
import org.gradoracle.compare.Row;
import org.gradoracle.compare.RuleRow;

/**
 * What both checks found of one case.
 *
 * @param sweepCase the case
 * @param checks none if it could not be checked
 * @param failures one line for every rule and row that is not right, or for what was thrown
 * @param beyond how many rules and rows could not be judged, because the reference itself gives NaN
 *     or an infinity there in float64, and so do the rules
 */
public record SweepResult(
    SweepCase sweepCase, Optional<CheckResult> checks, List<String> failures, int beyond) {

  /** A result that keeps a copy of the lines. */
  public SweepResult {
    failures = List.copyOf(failures);
  }

  static SweepResult of(SweepCase sweepCase, CheckResult checks) {
    List<String> failures = new ArrayList<>();
    int beyond = 0;
    for (RuleRow rule : checks.wrongRules()) {
      if (rule.beyondReference()) {
        beyond++;
      } else {
        failures.add("rule " + rule.id() + " " + rule.status() + ": " + rule.reason());
      }
    }
    for (Row row : checks.network().wrongRows()) {
      if (row.beyondReference()) {
        beyond++;
      } else {
        failures.add("row " + row.name() + " " + row.status() + ": " + row.reason());
      }
    }
    return new SweepResult(sweepCase, Optional.of(checks), failures, beyond);
  }

  static SweepResult threw(SweepCase sweepCase, RuntimeException e) {
    return new SweepResult(sweepCase, Optional.empty(), List.of("threw " + e), 0);
  }

  /** Whether no rule and no row is wrong. */
  public boolean passed() {
    return failures.isEmpty();
  }
}
