package org.gradoracle.check;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gradoracle.diagnose.Diagnosis;
import org.gradoracle.diagnose.Explanation;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Status;
import org.jspecify.annotations.Nullable;

/**
 * Of the findings on one rule or gradient at several samples, the one that decides.
 *
 * <p>A failure decides over what passes. In a sample with few elements, or unusual ones, a wrong
 * rule may look like a simple mistake that it is not. So an explanation counts if at least a third
 * of the failing samples have it, and of several the one that most have; if there is none, a sample
 * without an explanation decides.
 */
final class Deciding {

  /** In a single element or column many mistakes look alike, and awkward values have their own. */
  private static final Comparator<Finding> TELLING =
      Comparator.comparing(Deciding::severalRowsAndColumns)
          .thenComparing(finding -> finding.at().kind() == InputKind.PLAIN)
          .thenComparing(finding -> first(finding).isPresent())
          .thenComparing(Deciding::distinct);

  /** What failing findings have in common; an explanation without the numbers in it. */
  private record Alike(Status status, String explanation) {

    static Alike of(Finding finding) {
      return new Alike(finding.status(), first(finding).map(Alike::words).orElse(""));
    }

    /** A constant without a name is a coincidence if it is another one at each sample. */
    private static String words(Explanation explanation) {
      return explanation.kind() == Explanation.Kind.CONSTANT_FACTOR
          ? explanation.text()
          : explanation.text().replaceAll("\\d+(\\.\\d+)?(e[-+]\\d+)?", "0");
    }
  }

  private @Nullable Finding passing;
  private final Map<Alike, Finding> failing = new LinkedHashMap<>();
  private final Map<Alike, Integer> counts = new LinkedHashMap<>();

  /** Takes in a finding. */
  void take(Finding finding) {
    if (!finding.passed()) {
      Alike alike = Alike.of(finding);
      failing.merge(alike, finding, Deciding::moreTelling);
      counts.merge(alike, 1, Integer::sum);
    } else if (passing == null || nearer(finding, passing)) {
      passing = finding;
    }
  }

  /** The one that decides; none if none was taken in. */
  Optional<Finding> decided() {
    if (failing.isEmpty()) {
      return Optional.ofNullable(passing);
    }
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    return failing.keySet().stream()
        .filter(alike -> !alike.explanation().isEmpty() && 3 * count(alike) >= all)
        .max(Comparator.comparing(this::count))
        .map(failing::get)
        .or(() -> changingFactor(all))
        .or(
            () ->
                failing.keySet().stream()
                    .filter(alike -> alike.explanation().isEmpty())
                    .max(Comparator.comparing(this::count))
                    .map(failing::get))
        .or(() -> failing.values().stream().reduce(Deciding::moreTelling));
  }

  /** A factor at half of the samples at least, and none at a third of them. */
  private Optional<Finding> changingFactor(int all) {
    int factors = 0;
    Finding best = null;
    for (Map.Entry<Alike, Finding> each : failing.entrySet()) {
      if (first(each.getValue()).filter(Deciding::isFactor).isPresent()) {
        factors += count(each.getKey());
        best = best == null ? each.getValue() : moreTelling(best, each.getValue());
      }
    }
    return 2 * factors >= all
        ? Optional.ofNullable(best).map(Deciding::changing)
        : Optional.empty();
  }

  private static boolean isFactor(Explanation explanation) {
    return explanation.kind() == Explanation.Kind.CONSTANT_FACTOR
        || explanation.kind() == Explanation.Kind.NAMED_FACTOR;
  }

  private static Finding changing(Finding finding) {
    String text = first(finding).orElseThrow().text().replaceFirst(" = .*", "");
    return finding.with(
        finding
            .verdict()
            .insteadOf(
                new Explanation(
                    Explanation.Kind.CONSTANT_FACTOR,
                    text + " here, and another at other samples")));
  }

  private int count(Alike alike) {
    return counts.getOrDefault(alike, 0);
  }

  private static Finding moreTelling(Finding first, Finding second) {
    return TELLING.compare(second, first) > 0 ? second : first;
  }

  private static boolean nearer(Finding finding, Finding other) {
    return finding.status().rank() != other.status().rank()
        ? finding.status().rank() < other.status().rank()
        : nearness(finding) > nearness(other);
  }

  private static Optional<Explanation> first(Finding finding) {
    return finding.verdict().explanations().stream().findFirst();
  }

  private static boolean severalRowsAndColumns(Finding finding) {
    return finding
        .verdict()
        .diagnosis()
        .map(Diagnosis::severalRowsAndColumns)
        .or(() -> finding.verdict().float64().map(found -> found.elements() > 1))
        .orElse(true);
  }

  private static long distinct(Finding finding) {
    return finding.verdict().diagnosis().map(Diagnosis::distinct).orElse(0L);
  }

  /** How near to failing: by its error in float32, if it has any. */
  private static double nearness(Finding finding) {
    return finding
        .verdict()
        .float32()
        .map(Float32Error::ulps)
        .or(
            () ->
                finding.verdict().float64().map(found -> found.difference() / found.sensitivity()))
        .filter(Double::isFinite)
        .orElse(0.0);
  }
}
