package org.gradoracle.check;

import java.time.Duration;
import java.util.List;
import org.gradoracle.check.Finding.Kind;

/**
 * What all samples say of a formula.
 *
 * @param name the formula's name
 * @param findings of every rule, from the last step to the first, then of every gradient
 * @param notJudged what some sample could not judge, because autograd itself is not finite there in
 *     float64, and another one could
 * @param time that it took
 */
public record FormulaResult(
    String name, List<Finding> findings, List<Finding> notJudged, Duration time) {

  /** A result that keeps copies of the lists. */
  public FormulaResult {
    findings = List.copyOf(findings);
    notJudged = List.copyOf(notJudged);
  }

  /** Whether every rule and every gradient is right. */
  public boolean passed() {
    return findings.stream().allMatch(Finding::passed);
  }

  /** The findings that are not right. */
  public List<Finding> wrong() {
    return findings.stream().filter(finding -> !finding.passed()).toList();
  }

  /** How many findings there are of a kind. */
  public long count(Kind kind) {
    return findings.stream().filter(finding -> finding.kind() == kind).count();
  }
}
