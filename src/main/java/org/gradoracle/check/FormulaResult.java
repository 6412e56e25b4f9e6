package org.gradoracle.check;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.check.Limits.Limit;
import org.gradoracle.verdict.Judged;
import org.gradoracle.verdict.Status;

/**
 * What was found of a formula at all samples.
 *
 * @param name the formula's name
 * @param findings of every rule, from the last step to the first, then of every gradient
 * @param undecidable what some sample could not decide, because autograd itself is not finite there
 *     in float64, and another one could
 * @param cases at which it was checked, at least one, and what was found at each
 * @param limits of every rule and kernel of raw loops, by what it is and its id, which errors are
 *     seen
 * @param reached for every rule that is wrong at some sample, by its id, the values that its
 *     gradient flows on to
 * @param time that it took
 */
public record FormulaResult(
    String name,
    List<Finding> findings,
    List<Finding> undecidable,
    List<CaseNumbers> cases,
    Map<String, Limit> limits,
    Map<String, Set<String>> reached,
    Duration time) {

  /** A result that keeps copies of what it is given. */
  public FormulaResult {
    findings = List.copyOf(findings);
    undecidable = List.copyOf(undecidable);
    cases = List.copyOf(cases);
    limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
    reached = Map.copyOf(reached);
  }

  /** Whether every rule and every gradient is right. */
  public boolean passed() {
    return findings.stream().allMatch(Finding::passed);
  }

  /**
   * What is right and has to be reported: what is imprecise, and rules of which nothing was seen,
   * since the true gradient is zero; where no rule was judged, gradients of which nothing was.
   */
  public List<Finding> remarkable() {
    return findings.stream()
        .filter(
            finding ->
                finding.status() == Status.IMPRECISE
                    || (finding.status() == Status.ZERO
                        && (finding.kind() == Kind.RULE || count(Kind.RULE) == 0)))
        .toList();
  }

  /** The findings that are not right. */
  public List<Finding> wrong() {
    return findings.stream().filter(finding -> !finding.passed()).toList();
  }

  /** The gradients that are not right because this rule or kernel is wrong. */
  public List<Finding> spoiledBy(Finding rule) {
    Set<String> values = reached.getOrDefault(rule.name(), Set.of());
    return wrong().stream()
        .filter(
            finding ->
                finding.kind() == Kind.GRADIENT
                    && values.contains(finding.name())
                    && finding.status().mayFollowFrom(rule.status()))
        .toList();
  }

  /** The rules and kernels because of which this gradient is not right, by their ids. */
  public List<String> spoilersOf(Finding gradient) {
    return wrong().stream()
        .filter(finding -> spoiledBy(finding).contains(gradient))
        .map(Finding::name)
        .toList();
  }

  /**
   * The case that shows best what was found: the one that the first failure is of, or the first.
   */
  public Case shown() {
    return wrong().stream().map(Finding::at).findFirst().orElseGet(() -> cases.get(0).at());
  }

  /** What was found of a rule, a kernel or a gradient at the sample that decides. */
  public Optional<Finding> deciding(Judged judged) {
    return findings.stream().filter(finding -> finding.isOf(judged)).findFirst();
  }

  /** How many findings there are of a kind. */
  public long count(Kind kind) {
    return findings.stream().filter(finding -> finding.kind() == kind).count();
  }
}
