package org.gradoracle.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.gradoracle.compare.Diagnosis;
import org.gradoracle.compare.Precision;
import org.gradoracle.compare.Proof;
import org.gradoracle.compare.Row;
import org.gradoracle.compare.RuleRow;
import org.gradoracle.compare.Status;
import org.gradoracle.compare.WholeNumbers;
import org.gradoracle.text.Text;

/**
 * What the samples say of one rule or one gradient: of all samples, the one that decides. That is
 * the most telling one that fails, if there is any; then, of those that pass, the one nearest to
 * failing.
 *
 * @param kind what is found of
 * @param name the rule's id or the value's name
 * @param status the verdict
 * @param reason why it is no PASS; empty for a PASS
 * @param sample the sample that decides
 * @param proof the comparison in float64, where there are two finite gradients of one shape
 * @param precision of float32, where there is a proof; it decides for a rule only
 * @param diagnosis how a rule that is not right is wrong
 */
public record Finding(
    Kind kind,
    String name,
    Status status,
    String reason,
    Draw sample,
    Optional<Proof> proof,
    Optional<Precision> precision,
    Optional<Diagnosis> diagnosis) {

  /** The check that a finding is of. */
  public enum Kind {
    /** A rule, alone. */
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

  static Finding of(RuleRow row, Draw sample) {
    return new Finding(
        Kind.RULE,
        row.id(),
        row.status(),
        row.reason(),
        sample,
        row.proof(),
        row.precision(),
        row.diagnosis());
  }

  static Finding of(Row row, Draw sample) {
    return new Finding(
        Kind.GRADIENT,
        row.name(),
        row.status(),
        row.reason(),
        sample,
        row.proof(),
        row.precision(),
        Optional.empty());
  }

  /** A rule that differs where nothing is rounded; none if it does not. */
  static Optional<Finding> of(WholeNumbers.Exact rule, Draw sample) {
    return rule.difference()
        .map(
            difference ->
                new Finding(
                    Kind.RULE,
                    rule.id(),
                    Status.FAIL,
                    difference,
                    sample,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
  }

  /** Whether it is right. */
  public boolean passed() {
    return status.passed();
  }

  /** The one that decides. */
  Finding deciding(Finding other) {
    if (status.rank() != other.status.rank()) {
      return status.rank() < other.status.rank() ? this : other;
    }
    return passed()
        ? other.nearness() > nearness() ? other : this
        : TELLING.compare(other, this) > 0 ? other : this;
  }

  /** In a single element or column many mistakes look alike, and awkward values have their own. */
  private static final Comparator<Finding> TELLING =
      Comparator.comparing((Finding finding) -> finding.severalRowsAndColumns())
          .thenComparing(finding -> finding.sample().kind().equals("plain"))
          .thenComparing(Finding::explained)
          .thenComparing(Finding::distinct);

  private boolean severalRowsAndColumns() {
    return diagnosis
        .map(Diagnosis::severalRowsAndColumns)
        .or(() -> proof.map(found -> found.elements() > 1))
        .orElse(true);
  }

  private boolean explained() {
    return diagnosis.map(found -> !found.explanations().isEmpty()).orElse(true);
  }

  private long distinct() {
    return diagnosis.map(Diagnosis::distinct).orElse(0L);
  }

  /** What is wrong, in one line and, for a rule, in more below it; one line for what is right. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        Text.format(
            "%s %s %s: %s (%s; again: %s)", status, kind, name, reason, sample, sample.command()));
    diagnosis.map(Diagnosis::lines).orElse(List.of()).forEach(line -> lines.add("  " + line));
    return lines;
  }

  /** How near to failing: by its float32 precision, if it has any. */
  private double nearness() {
    return precision
        .map(Precision::ulps)
        .or(() -> proof.map(found -> found.difference() / found.sensitivity()))
        .filter(Double::isFinite)
        .orElse(0.0);
  }
}
