package org.gradoracle.check;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gradoracle.program.Program;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Judged;
import org.gradoracle.verdict.RuleResult;

/**
 * For each rule and kernel of raw loops, the error, as a fraction of the largest element, below
 * which no sample would notice it.
 */
final class Limits {

  private final Map<String, Double> least = new LinkedHashMap<>();

  /**
   * Takes in the result of one sample.
   *
   * @param given whether all rules are loops, of another program
   */
  void take(CheckResult result, Program program, boolean given) {
    String what = given ? "in float32, " : "raw loops ";
    for (RuleResult each : result.rules()) {
      if (given
          || program.rules().stream()
              .anyMatch(rule -> rule.raw() && rule.id().equals(each.name()))) {
        take(each, what);
      }
    }
    result.kernels().forEach(each -> take(each, what));
  }

  private void take(Judged raw, String what) {
    raw.verdict()
        .float32()
        .map(Float32Error::relative)
        .filter(Double::isFinite)
        .ifPresent(limit -> least.merge(what + raw.name(), limit, Math::min));
  }

  /** By what it is and the rule's id, or the kernel's. */
  Map<String, Double> all() {
    return least;
  }
}
