package org.gradoracle.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gradoracle.compare.CheckResult;
import org.gradoracle.compare.Proof;
import org.gradoracle.compare.Row;
import org.gradoracle.compare.RuleRow;
import org.gradoracle.compare.Status;
import org.gradoracle.program.Foreign;

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

  static SweepResult threw(SweepCase sweepCase, Throwable e) {
    return new SweepResult(sweepCase, Optional.empty(), List.of("threw " + Foreign.text(e)), 0);
  }

  /** A line for every rule and row: its status, and the difference and what of it is allowed. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    checks.ifPresent(
        found -> {
          found
              .rules()
              .forEach(
                  rule -> lines.add(line(rule.id(), rule.status(), rule.proof(), rule.reason())));
          found
              .network()
              .rows()
              .forEach(row -> lines.add(line(row.name(), row.status(), row.proof(), row.reason())));
        });
    return lines;
  }

  private static String line(String name, Status status, Optional<Proof> proof, String reason) {
    return "%-30s %-9s %s"
        .formatted(
            name,
            status,
            proof
                .map(
                    found ->
                        "difference %.3g, allowed %.3g"
                            .formatted(found.difference(), found.sensitivity()))
                .orElse(reason));
  }

  /** Whether no rule and no row is wrong. */
  public boolean passed() {
    return failures.isEmpty();
  }
}
