package org.gradoracle.junit;

import java.util.stream.Stream;
import org.gradoracle.check.Finding;
import org.gradoracle.check.FormulaCheck;
import org.gradoracle.check.FormulaException;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Formulas;
import org.gradoracle.reference.djl.DjlReference;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/**
 * A JUnit test for every rule and every gradient of a formula.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> cube() {
 *   return GradientTests.of(new Cube());
 * }
 * }</pre>
 *
 * <p>A rule's test fails where that rule is wrong; a gradient's, where what is passed back through
 * the whole program is. The failure text says how it is wrong and at which sample.
 */
public final class GradientTests {

  private GradientTests() {}

  /**
   * The tests of one formula: {@code rule y←x}, {@code gradient x} and so on.
   *
   * @throws FormulaException if the formula cannot be checked, because its program throws or does
   *     not fit together
   */
  public static Stream<DynamicTest> of(Formula formula) {
    return check(formula).findings().stream()
        .map(
            finding ->
                DynamicTest.dynamicTest(
                    finding.kind() + " " + finding.name(), () -> require(formula, finding)));
  }

  /**
   * The tests of every formula that {@link java.util.ServiceLoader} finds, Gradoracle's own among
   * them.
   *
   * @throws FormulaException if it finds none, or one that cannot be used
   */
  public static Stream<DynamicContainer> ofAllFound() {
    Formulas found = Formulas.find(Thread.currentThread().getContextClassLoader());
    if (!found.problems().isEmpty()) {
      throw new FormulaException(String.join("; ", found.problems()));
    }
    if (found.list().isEmpty()) {
      throw new FormulaException("no formula was found");
    }
    return found.list().stream()
        .map(formula -> DynamicContainer.dynamicContainer(formula.name(), of(formula)));
  }

  static FormulaResult check(Formula formula) {
    return FormulaCheck.run(formula, DjlReference.load(message -> {}));
  }

  private static void require(Formula formula, Finding finding) {
    if (!finding.passed()) {
      Assertions.fail(formula.name() + ": " + String.join("\n", finding.lines()));
    }
  }
}
