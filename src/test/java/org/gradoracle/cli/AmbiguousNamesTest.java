package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two formulas of one name: a verdict on one must not be taken for one on the other. */
class AmbiguousNamesTest {

  private static final ClassLoader FORMULAS =
      new PlantedFormulas(Right.class, OffByTwo.class, Other.class);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check twice",
        "check other twice",
        "prove twice",
        "sweep twice",
        "sweep --formula twice"
      })
  void aNameThatIsAskedForAndThatTwoFormulasHaveIsAnErrorThatShowsBoth(String command) {
    Outcome outcome = gradoracle(FORMULAS, command.split(" "));
    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .contains("two formulas are named 'twice': ")
        .contains(Right.class.getName())
        .contains(OffByTwo.class.getName());
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void whereNoneIsAskedForNeitherOfTheTwoIsCheckedAndTheOthersAre() {
    Outcome outcome = gradoracle(FORMULAS, "check");
    assertThat(outcome.out()).startsWith("PASS  other").doesNotContain("twice");
    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .contains("two formulas are named 'twice': ")
        .endsWith("neither is used, rename one");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void whereAnotherIsAskedForTheyDoNotMatter() {
    Outcome outcome = gradoracle(FORMULAS, "check", "other");
    assertThat(outcome.complaints()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
  }

  /** Right. */
  public static final class Right extends PlantedFormula {
    /** Found by the class loader. */
    public Right() {
      super("twice");
    }
  }

  /** Of the same name, and wrong. */
  public static final class OffByTwo extends PlantedFormula {
    /** Found by the class loader. */
    public OffByTwo() {
      super("twice");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(2, 3));
      return p.program(p.step("y", x, a -> a.mul(3)).grad(x, (dy, a) -> dy.mul(1.5)));
    }
  }

  /** Of another name. */
  public static final class Other extends PlantedFormula {
    /** Found by the class loader. */
    public Other() {
      super("other");
    }
  }
}
