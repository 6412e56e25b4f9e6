package org.gradoracle.junit;

import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gradoracle.check.Finding;
import org.gradoracle.check.FormulaCheck;
import org.gradoracle.check.FormulaException;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.check.NoProgressException;
import org.gradoracle.check.Watchdog;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Formulas;
import org.gradoracle.formula.NamedFormula;
import org.gradoracle.formula.NamedFormula.Place;
import org.gradoracle.program.ProgramException;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.reference.djl.DjlReference;
import org.gradoracle.report.VerdictText;
import org.gradoracle.text.InvalidInputException;
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
 *
 * <p>A formula that fails leaves a page for a browser and a report in JSON behind, {@code
 * gradoracle-NAME.html} and {@code .json}, in {@code target/surefire-reports}, with Gradle in
 * {@code build/reports/gradoracle}, or in the folder that the system property {@code
 * gradoracle.reports} names; if that property is empty, nothing is written. The failure text says
 * where they are.
 *
 * <p>A formula that makes no progress for ten minutes (or as many seconds as the system property
 * {@code gradoracle.timeout} says) is given up on. If it is in a forward line that the reference
 * runs, no other formula can be checked in this JVM, and each fails at once with that reason.
 */
public final class GradientTests {

  /** A system property: the seconds that a formula may make no progress. */
  private static final String TIMEOUT = "gradoracle.timeout";

  private GradientTests() {}

  /**
   * The tests of one formula: {@code rule y←x}, {@code gradient x} and so on.
   *
   * @param formula the formula to check
   * @return a test for every rule and every gradient
   * @throws FormulaException if the formula cannot be checked, for example because its program
   *     throws, or gives different values each time
   * @throws NoProgressException if it makes no progress
   * @throws ReferenceException if the engine fails, or is held by a formula that makes no progress
   */
  public static Stream<DynamicTest> of(Formula formula) {
    Checked checked = check(formula);
    return checked.result().findings().stream()
        .map(
            finding ->
                DynamicTest.dynamicTest(
                    finding.kind() + " " + finding.name(), () -> require(checked, finding)));
  }

  /**
   * The tests of every formula that {@link java.util.ServiceLoader} finds, Gradoracle's own among
   * them. One that cannot be used or checked is a test that fails, and stops no other.
   *
   * @return a container for each formula, with its tests
   * @throws FormulaException if it finds none
   */
  public static Stream<DynamicContainer> ofAllFound() {
    Formulas found = Formulas.find(Thread.currentThread().getContextClassLoader());
    if (found.list().isEmpty() && found.problems().isEmpty()) {
      throw new FormulaException("no formula was found");
    }
    Stream<DynamicContainer> problems =
        found.problems().isEmpty()
            ? Stream.empty()
            : Stream.of(
                DynamicContainer.dynamicContainer(
                    "formulas that cannot be used",
                    found.problems().stream().map(GradientTests::failing)));
    return Stream.concat(
        problems,
        found.list().stream()
            .map(
                formula ->
                    DynamicContainer.dynamicContainer(
                        formula.name(), Stream.of(formula).flatMap(GradientTests::orFailing))));
  }

  private static Stream<DynamicTest> orFailing(Formula formula) {
    try {
      return of(formula);
    } catch (FormulaException | NoProgressException | ReferenceException e) {
      return Stream.of(failing(String.valueOf(e.getMessage())));
    }
  }

  private static DynamicTest failing(String problem) {
    return DynamicTest.dynamicTest(problem, () -> Assertions.fail(problem));
  }

  /**
   * What was found of a formula.
   *
   * @param report a line that names the report on a formula that fails, if there is one
   */
  record Checked(FormulaResult result, Optional<String> report) {}

  static Checked check(Formula formula) {
    NamedFormula named = named(formula);
    try {
      return new Watchdog(DjlReference.load(message -> {}), patience())
          .on(named.name(), reference -> check(named, reference));
    } catch (ReferenceException e) {
      throw new ReferenceException("formula '" + named.name() + "': " + e.getMessage(), e);
    }
  }

  private static Checked check(NamedFormula formula, Reference reference) {
    FormulaResult result = FormulaCheck.run(formula, reference);
    return new Checked(
        result, result.passed() ? Optional.empty() : FailureReport.write(result, reference));
  }

  private static NamedFormula named(Formula formula) {
    try {
      NamedFormula named = NamedFormula.of(formula);
      return place(formula.getClass()).map(named::from).orElse(named);
    } catch (ProgramException e) {
      throw new FormulaException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Where the command line finds a formula that is not Gradoracle's own. */
  private static Optional<Place> place(Class<?> type) {
    CodeSource from = type.getProtectionDomain().getCodeSource();
    if (from == null
        || from.equals(Formula.class.getProtectionDomain().getCodeSource())
        || !hasDefaultConstructor(type)) {
      return Optional.empty();
    }
    try {
      Path path = Path.of("").toAbsolutePath().relativize(Path.of(from.getLocation().toURI()));
      return Optional.of(new Place(" in '" + path + "'", path.toString(), true));
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }

  private static boolean hasDefaultConstructor(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors())
        .anyMatch(each -> each.getParameterCount() == 0);
  }

  private static Duration patience() {
    String seconds = System.getProperty(TIMEOUT);
    try {
      return seconds == null ? Watchdog.PATIENCE : Watchdog.patience(Long.parseLong(seconds));
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
          "the property " + TIMEOUT + " is '" + seconds + "', expected a number of seconds");
    }
  }

  private static void require(Checked checked, Finding finding) {
    if (!finding.passed()) {
      List<String> spoilers = checked.result().spoilersOf(finding);
      Assertions.fail(
          checked.result().name()
              + ": "
              + String.join("\n", VerdictText.lines(finding))
              + (spoilers.isEmpty()
                  ? ""
                  : "\n  perhaps only because of what comes before it on the way back and is wrong: "
                      + String.join(", ", spoilers))
              + checked.report().map(line -> "\n" + line).orElse(""));
    }
  }
}
