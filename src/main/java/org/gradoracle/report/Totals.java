package org.gradoracle.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.gradoracle.check.Case;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.Status;

/** Counts over all formulas that were checked; what was found of them is not kept. */
final class Totals {

  private final List<Map<String, Long>> kinds = new ArrayList<>();
  private int wrong;
  private final Map<Kind, Long> all = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> failing = new EnumMap<>(Kind.class);

  static Totals of(FormulaResult result) {
    Totals totals = new Totals();
    totals.add(result);
    return totals;
  }

  /** Takes in one more formula. */
  public void add(FormulaResult result) {
    Map<String, Long> kinds = new LinkedHashMap<>();
    result.cases().forEach(each -> kinds.merge(Case.words(each.at().kind()), 1L, Long::sum));
    this.kinds.add(kinds);
    wrong += result.passed() ? 0 : 1;
    for (Kind kind : Kind.values()) {
      all.merge(kind, result.count(kind), Long::sum);
      failing.merge(kind, wrong(result, kind), Long::sum);
    }
  }

  /** How many were found wrong; what could not be judged was not. */
  static long wrong(FormulaResult result, Kind kind) {
    return wrong(result, kind, status -> status != Status.UNJUDGED);
  }

  /** How many of those that are not right have such a status. */
  static long wrong(FormulaResult result, Kind kind, Predicate<Status> which) {
    return result.wrong().stream()
        .filter(each -> each.kind() == kind && which.test(each.status()))
        .count();
  }

  /** How many formulas there were. */
  public int formulas() {
    return kinds.size();
  }

  /** Whether none is wrong. */
  boolean passed() {
    return wrong == 0;
  }

  /** How many formulas, rules and gradients there are, or of how many how many are wrong. */
  String counts() {
    return Text.format(
        "%s, %s, %s",
        passed()
            ? Text.counted(formulas(), "formula")
            : wrong + " of " + Text.counted(formulas(), "formula") + " wrong",
        counted(Kind.RULE, "rule"),
        counted(Kind.GRADIENT, "gradient"));
  }

  private String counted(Kind kind, String noun) {
    long wrong = failing.getOrDefault(kind, 0L);
    return (wrong == 0 ? "" : wrong + " of ") + Text.counted(all.getOrDefault(kind, 0L), noun);
  }

  /**
   * How many samples there were of each kind: a line without its end; none if there are none. Where
   * they are the same of each formula, it is these.
   */
  String samples() {
    if (areAlike()) {
      return samples(kinds.get(0));
    }
    Map<String, Long> total = new LinkedHashMap<>();
    kinds.forEach(each -> each.forEach((kind, count) -> total.merge(kind, count, Long::sum)));
    return total.isEmpty() ? "" : samples(total);
  }

  /** Whether the samples of all formulas are of the same kinds. */
  boolean areAlike() {
    return kinds.stream().distinct().count() == 1;
  }

  private static String samples(Map<String, Long> kinds) {
    return Text.counted(kinds.values().stream().mapToLong(Long::longValue).sum(), "sample")
        + kinds.entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey())
            .collect(joining(", ", ": ", ""));
  }
}
