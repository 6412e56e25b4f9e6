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
 */
public record SweepResult(
    SweepCase sweepCase, Optional<CheckResult> checks, List<String> failures) {

  /** A result that keeps a copy of the lines. */
  public SweepResult {
    failures = List.copyOf(failures);
  }

  static SweepResult of(SweepCase sweepCase, CheckResult checks) {
    List<String> failures = new ArrayList<>();
    for (RuleRow rule : checks.wrongRules()) {
      failures.add("rule " + rule.id() + " " + rule.status() + ": " + rule.reason());
    }
    for (Row row : checks.network().rows()) {
      if (!row.status().passed()) {
        failures.add("row " + row.name() + " " + row.status() + ": " + row.reason());
      }
    }
    return new SweepResult(sweepCase, Optional.of(checks), failures);
  }

  static SweepResult threw(SweepCase sweepCase, RuntimeException e) {
    return new SweepResult(sweepCase, Optional.empty(), List.of("threw " + e));
  }

  /** Whether every rule and every row is right. */
  public boolean passed() {
    return failures.isEmpty();
  }
}
