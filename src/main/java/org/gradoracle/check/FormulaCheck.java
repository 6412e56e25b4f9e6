package org.gradoracle.check;

import java.time.Duration;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.judge.WholeNumbers;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceException;

/**
 * Both checks of a formula, at the samples of a plan: of every kind, so that ties, equal rows and
 * extreme values are met every time, and at systematically chosen sizes.
 *
 * <p>Where autograd itself is not finite in float64, and the formula at exactly the same elements
 * is not, nothing can be decided: that rule or gradient is left to the other samples, and fails if
 * none of them can decide it.
 */
public final class FormulaCheck {

  private FormulaCheck() {}

  /**
   * Checks a formula at the standard samples.
   *
   * @throws FormulaException if the formula cannot be checked at one of the samples, see {@link
   *     DrawnCase#of}, or if a forward line cannot be checked
   * @throws ReferenceException if the engine fails
   */
  public static FormulaResult run(Formula formula, Reference reference) {
    return run(formula, reference, Plan.standard());
  }

  /**
   * Checks a formula at the samples of a plan.
   *
   * @throws FormulaException if the formula cannot be checked at one of the samples, see {@link
   *     DrawnCase#of}, or if a forward line cannot be checked
   * @throws ReferenceException if the engine fails
   */
  public static FormulaResult run(Formula formula, Reference reference, Plan plan) {
    long start = System.nanoTime();
    Collected all = new Collected();
    while (plan.goesOn(all.cases(), Duration.ofNanos(System.nanoTime() - start))) {
      Case at = new NumberedCase(formula, plan.seed(), plan.first() + all.cases());
      CaseResult result = CaseResult.of(at, reference, ForwardValues.OWN);
      all.take(result);
      if (at.kind() == InputKind.WHOLE) {
        WholeNumbers.compare(result.program(), reference).stream()
            .flatMap(rule -> Finding.of(rule, at).stream())
            .forEach(all::take);
      }
    }
    return all.result(formula.name(), Duration.ofNanos(System.nanoTime() - start));
  }
}
