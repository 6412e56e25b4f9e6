package org.gradoracle.check;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Status;

/** What the cases of a sweep found, added up; its size does not grow with them. */
public final class Tally {

  /**
   * The largest value met.
   *
   * @param value the value
   * @param where in which case, and of what; none if there was no value above 0
   */
  public record Worst(double value, String where) {

    Worst or(double value, String where) {
      return value > this.value ? new Worst(value, where) : this;
    }
  }

  private static final Worst NONE = new Worst(0, "");

  private final Map<Kind, Map<Status, Long>> statuses = new EnumMap<>(Kind.class);
  private final Map<Kind, Worst> float64 = new EnumMap<>(Kind.class);
  private final Map<String, Integer> decided = new LinkedHashMap<>();
  private int cases;
  private int failed;
  private long undecidable;
  private Worst float32 = NONE;
  private Worst multiple = NONE;

  /** Sums that are zero. */
  public Tally() {
    for (Kind kind : Kind.values()) {
      statuses.put(kind, new EnumMap<>(Status.class));
    }
  }

  /** Takes in one more case. */
  public void add(CaseResult result, SeededCase at) {
    cases++;
    failed += result.passed() ? 0 : 1;
    undecidable += result.undecidable();
    decided.merge(at.formula().name(), result.decided(), Integer::sum);
    String options = at.options();
    result.findings().forEach(finding -> add(finding, options));
  }

  /** Takes in a case that could not be checked. */
  public void addBroken(SeededCase at) {
    cases++;
    failed++;
    decided.merge(at.formula().name(), 0, Integer::sum);
  }

  private void add(Finding finding, String options) {
    statuses(finding.kind()).merge(finding.status(), 1L, Long::sum);
    boolean rule = finding.kind() == Kind.RULE;
    String where = (rule ? "rule " : "row ") + finding.name() + ", " + options;
    finding
        .verdict()
        .float64()
        .ifPresent(
            found ->
                float64.merge(
                    finding.kind(),
                    NONE.or(found.difference() / found.sensitivity(), where),
                    (before, now) -> before.or(now.value(), now.where())));
    if (rule) {
      finding.verdict().float32().filter(error -> error.error() > 0).ifPresent(e -> add(e, where));
    }
  }

  private void add(Float32Error error, String where) {
    float32 = float32.or(error.error() / error.limit(), where);
    if (error.ulps() > Float32Error.FLOOR_ULPS) {
      multiple = multiple.or(error.multiple(), where);
    }
  }

  /** How many there are of each status. */
  public Map<Status, Long> statuses(Kind kind) {
    return statuses.getOrDefault(kind, Map.of());
  }

  /** The largest fraction of what is allowed that a difference in float64 took. */
  public Worst float64(Kind kind) {
    return float64.getOrDefault(kind, NONE);
  }

  /** The largest fraction of what is allowed that a rule's error in float32 took. */
  public Worst float32() {
    return float32;
  }

  /** The largest error of a rule in float32, above the floor, as a multiple of the reference's. */
  public Worst multiple() {
    return multiple;
  }

  /** How many rules and gradients could not be decided. */
  public long undecidable() {
    return undecidable;
  }

  /** The number of cases. */
  public int cases() {
    return cases;
  }

  /** How many of them failed: false alarms, if the formulas are right. */
  public int failed() {
    return failed;
  }

  /** The formulas of which nothing was decided, neither right nor wrong. */
  public List<String> undecided() {
    return decided.entrySet().stream()
        .filter(each -> each.getValue() == 0)
        .map(Map.Entry::getKey)
        .toList();
  }
}
