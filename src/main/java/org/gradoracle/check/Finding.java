package org.gradoracle.check;

import java.util.Comparator;
import java.util.Optional;
import org.gradoracle.diagnose.Diagnosis;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.judge.WholeNumbers;
import org.gradoracle.tensor.Shape;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.Judged;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.Verdict;

/**
 * What was found about one rule or one gradient, in one case or in the case that decides among
 * several: the most telling one that fails or, if none does, the one nearest to failing.
 *
 * @param kind what is found of
 * @param name the rule's id or the value's name
 * @param shape of what is compared, in the case that decides
 * @param verdict what is found
 * @param at the case that decides
 */
public record Finding(Kind kind, String name, Shape shape, Verdict verdict, Case at) {

  /** The check that a finding is of. */
  public enum Kind {
    /** A rule or a kernel, alone. */
    RULE("rule"),
    /** A value's gradient, through the whole network. */
    GRADIENT("gradient");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static Finding of(Kind kind, Judged judged, Case at) {
    return new Finding(kind, judged.name(), judged.shape(), judged.verdict(), at);
  }

  /** A rule that differs where nothing is rounded; none if it does not. */
  static Optional<Finding> of(WholeNumbers.Exact rule, Case at) {
    return rule.difference()
        .map(
            difference ->
                new Finding(
                    Kind.RULE,
                    rule.id(),
                    rule.shape(),
                    Verdict.without(Status.FAIL, difference),
                    at));
  }

  /** The verdict in a word. */
  public Status status() {
    return verdict.status();
  }

  /** Whether this is the finding on a result: of the same kind and name. */
  public boolean isOf(Judged judged) {
    return (kind == Kind.GRADIENT) == (judged instanceof GradientResult)
        && name.equals(judged.name());
  }

  /** Whether it is right. */
  public boolean passed() {
    return verdict.passed();
  }

  /** The one that decides. */
  Finding deciding(Finding other) {
    if (status().rank() != other.status().rank()) {
      return status().rank() < other.status().rank() ? this : other;
    }
    return passed()
        ? other.nearness() > nearness() ? other : this
        : TELLING.compare(other, this) > 0 ? other : this;
  }

  /** In a single element or column many mistakes look alike, and awkward values have their own. */
  private static final Comparator<Finding> TELLING =
      Comparator.comparing((Finding finding) -> finding.severalRowsAndColumns())
          .thenComparing(finding -> finding.at().kind() == InputKind.PLAIN)
          .thenComparing(Finding::explained)
          .thenComparing(Finding::distinct);

  private boolean severalRowsAndColumns() {
    return verdict
        .diagnosis()
        .map(Diagnosis::severalRowsAndColumns)
        .or(() -> verdict.float64().map(found -> found.elements() > 1))
        .orElse(true);
  }

  private boolean explained() {
    return verdict.diagnosis().isEmpty() || !verdict.explanations().isEmpty();
  }

  private long distinct() {
    return verdict.diagnosis().map(Diagnosis::distinct).orElse(0L);
  }

  /** How near to failing: by its error in float32, if it has any. */
  private double nearness() {
    return verdict
        .float32()
        .map(Float32Error::ulps)
        .or(() -> verdict.float64().map(found -> found.difference() / found.sensitivity()))
        .filter(Double::isFinite)
        .orElse(0.0);
  }
}
