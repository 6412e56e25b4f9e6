package org.gradoracle.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.judge.WholeNumbers;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceException;

/**
 * Both checks of a formula, at the samples of a plan: of every kind, so that ties, equal rows and
 * extreme values are met every time, and at sizes that are covered on purpose.
 *
 * <p>Where autograd itself is not finite in float64, and the formula at just the same elements is
 * not, nothing can be decided: that rule or gradient is left to the other samples, and fails if
 * none of them can decide it.
 */
public final class FormulaCheck {

  /** What the samples say of everything of one kind, in the order in which it was first met. */
  private static final class Findings {
    private final Map<String, Optional<Finding>> decided = new LinkedHashMap<>();
    private final List<Finding> undecidable = new ArrayList<>();

    void take(Finding finding) {
      Optional<Finding> before = decided.getOrDefault(finding.name(), Optional.empty());
      boolean decides = !finding.verdict().undecidable();
      decided.put(
          finding.name(),
          decides ? before.map(it -> it.deciding(finding)).or(() -> Optional.of(finding)) : before);
      if (!decides) {
        undecidable.add(finding);
      }
    }

    /** For each the one that decides; where none could, one that says so, and fails. */
    Stream<Finding> deciding() {
      return decided.entrySet().stream()
          .map(
              each ->
                  each.getValue().or(() -> undecidable(each.getKey()).findFirst()).orElseThrow());
    }

    /** What could not be decided at one sample, but at another. */
    Stream<Finding> undecidable() {
      return decided.entrySet().stream()
          .filter(each -> each.getValue().isPresent())
          .flatMap(each -> undecidable(each.getKey()));
    }

    private Stream<Finding> undecidable(String name) {
      return undecidable.stream().filter(finding -> finding.name().equals(name));
    }
  }

  private FormulaCheck() {}

  /**
   * Checks a formula at the standard samples.
   *
   * @throws FormulaException if it gives no program at one of the samples, or a program at values
   *     that are no numbers, or two programs for one sample, or one without a parameter
   * @throws ReferenceException if the engine fails
   */
  public static FormulaResult run(Formula formula, Reference reference) {
    return run(formula, reference, Plan.standard());
  }

  /**
   * Checks a formula at the samples of a plan.
   *
   * @throws FormulaException if it gives no program at one of the samples, or a program at values
   *     that are no numbers, or two programs for one sample, or one without a parameter
   * @throws ReferenceException if the engine fails
   */
  public static FormulaResult run(Formula formula, Reference reference, Plan plan) {
    long start = System.nanoTime();
    Findings rules = new Findings();
    Findings gradients = new Findings();
    Limits limits = new Limits();
    NotNumbers notNumbers = new NotNumbers();
    List<CaseNumbers> cases = new ArrayList<>();
    while (plan.goesOn(cases.size(), Duration.ofNanos(System.nanoTime() - start))) {
      Case at = new NumberedCase(formula, plan.seed(), plan.first() + cases.size());
      CaseResult result = CaseResult.of(at, reference, ForwardValues.OWN);
      cases.add(CaseNumbers.of(result));
      notNumbers.take(result.program(), at);
      limits.take(result.checks(), result.program());
      result.findings().forEach(each -> (each.kind() == Kind.RULE ? rules : gradients).take(each));
      if (at.kind() == InputKind.WHOLE) {
        WholeNumbers.compare(result.program(), reference).stream()
            .flatMap(rule -> Finding.of(rule, at).stream())
            .forEach(rules::take);
      }
    }
    return new FormulaResult(
        formula.name(),
        Stream.concat(rules.deciding(), notNumbers.among(gradients.deciding())).toList(),
        Stream.concat(rules.undecidable(), gradients.undecidable()).toList(),
        cases,
        limits.all(),
        Duration.ofNanos(System.nanoTime() - start));
  }
}
