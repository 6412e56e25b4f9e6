package org.gradoracle.junit;

import static java.util.stream.Collectors.joining;

import java.util.List;
import org.gradoracle.check.Finding;
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
   * that are not, how, and at which sample.
   *
   * @throws FormulaException if the formula cannot be checked, because its program throws or does
   *     not fit together
   * @throws org.gradoracle.check.NoProgressException if it makes no progress
   */
  public static void assertGradients(Formula formula) {
    List<Finding> wrong = GradientTests.check(formula).wrong();
    if (!wrong.isEmpty()) {
      Assertions.fail(
          Printable.of(
              wrong.stream()
                  .flatMap(finding -> VerdictText.lines(finding).stream())
                  .collect(joining("\n", formula.name() + ":\n", ""))));
    }
  }
}
