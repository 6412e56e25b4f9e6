package org.gradoracle.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradoracle.program.Program;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Judged;
import org.gradoracle.verdict.RuleResult;

/** What errors of raw loops are seen, rule by rule and kernel by kernel. */
public final class Limits {

  /**
   * Which errors are seen, as fractions of the largest element.
   *
   * @param least one below this is seen at no sample
   * @param median one above this is seen at half of the samples
   * @param most one above this is seen at every sample
   */
  public record Limit(double least, double median, double most) {

    private static Limit of(List<Double> each) {
      List<Double> sorted = each.stream().sorted().toList();
      int last = sorted.size() - 1;
      return new Limit(sorted.get(0), sorted.get((last + 1) / 2), sorted.get(last));
    }
  }

  private final Map<String, List<Double>> limits = new LinkedHashMap<>();

  Limits() {}

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
        .ifPresent(
            limit -> limits.computeIfAbsent(what + raw.name(), id -> new ArrayList<>()).add(limit));
  }

  /** By what it is and the rule's id, or the kernel's. */
  Map<String, Limit> all() {
    Map<String, Limit> all = new LinkedHashMap<>();
    limits.forEach((id, each) -> all.put(id, Limit.of(each)));
    return all;
  }
}
