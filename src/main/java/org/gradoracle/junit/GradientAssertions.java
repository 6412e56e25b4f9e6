package org.gradoracle.junit;

import static java.util.stream.Collectors.joining;

import java.util.stream.Stream;
import org.gradoracle.check.FormulaException;
import org.gradoracle.formula.Formula;
import org.gradoracle.report.VerdictText;
import org.gradoracle.text.Printable;
import org.junit.jupiter.api.Assertions;

/** One assertion for a whole formula. */
public final class GradientAssertions {

  private GradientAssertions() {}

  /**
   * Asserts that every rule and every gradient of a formula is right. The failure text names all
   * that are not, how, at which sample, and the report that is left behind.
   *
   * @param formula the formula to check
   * @throws AssertionError if a rule or a gradient is not right
   * @throws FormulaException if the formula cannot be checked, for example because its program
   *     throws, or gives different values each time
   * @throws org.gradoracle.reference.ReferenceException if the engine fails, or is held by a
   *     formula that makes no progress
   * @throws org.gradoracle.check.NoProgressException if it makes no progress
   */
  public static void assertGradients(Formula formula) {
    GradientTests.Checked checked = GradientTests.check(formula);
    if (!checked.result().passed()) {
      Stream<String> wrong = VerdictText.wrong(checked.result()).stream();
      Assertions.fail(
          Printable.of(
              Stream.concat(wrong, checked.report().stream())
                  .collect(joining("\n", checked.result().name() + ":\n", ""))));
    }
  }
}
