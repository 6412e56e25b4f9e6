package org.gradoracle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gradoracle.check.FormulaException;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** What somebody else's project gets, for a formula of its own. */
class GradientTestsTest {

  /** {@code y = tanh(x)}, then {@code z = y ** 3} with a rule that is to be tested. */
  private record Cube(Function<Tensor, Tensor> slope) implements Formula {

    @Override
    public String name() {
      return "cube";
    }

    @Override
    public String summary() {
      return "a cube";
    }

    @Override
    public String source() {
      return "the test";
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(4, 3));
      var y = p.step("y", x, a -> a.tanh()).grad(x, (dy, a, out) -> out.pow(2).rsub(1).mul(dy));
      return p.program(p.step("z", y, a -> a.pow(3)).grad(y, (dz, a) -> slope.apply(a).mul(dz)));
    }
  }

  private static final Cube RIGHT = new Cube(y -> y.pow(2).mul(3));
  private static final Cube WRONG = new Cube(y -> y.pow(2).mul(6));

  @Test
  void aRightFormulaHasATestForEveryRuleAndGradient() {
    Map<String, DynamicTest> tests = tests(RIGHT);
    assertThat(tests.keySet())
        .containsExactlyInAnyOrder(
            "rule loss←z", "rule z←y", "rule y←x", "gradient z", "gradient y", "gradient x");
    assertThat(tests.values())
        .allSatisfy(
            test ->
                assertThatCode(() -> test.getExecutable().execute()).doesNotThrowAnyException());
  }

  @Test
  void onlyTheWrongRulesTestAndTheGradientsBehindItFail() {
    Map<String, DynamicTest> tests = tests(WRONG);
    assertThatThrownBy(() -> tests.get("rule z←y").getExecutable().execute())
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("cube: FAIL rule z←y: it is autograd's times ")
        .hasMessageContaining("worst at [");
    for (String spoiled : new String[] {"gradient y", "gradient x"}) {
      assertThatThrownBy(() -> tests.get(spoiled).getExecutable().execute())
          .isInstanceOf(AssertionFailedError.class);
    }
    for (String right : new String[] {"rule loss←z", "rule y←x", "gradient z"}) {
      assertThatCode(() -> tests.get(right).getExecutable().execute()).doesNotThrowAnyException();
    }
  }

  @Test
  void theAssertionTellsAllThatIsWrongAtOnce() {
    assertThatCode(() -> GradientAssertions.assertGradients(RIGHT)).doesNotThrowAnyException();
    assertThatThrownBy(() -> GradientAssertions.assertGradients(WRONG))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageStartingWith("cube:\n")
        .hasMessageContaining("FAIL rule z←y")
        .hasMessageContaining("FAIL gradient y")
        .hasMessageContaining("FAIL gradient x");
  }

  @Test
  void aFormulaThatCannotBeCheckedIsNoPass() {
    Cube broken =
        new Cube(
            y -> {
              throw new IllegalStateException("no idea");
            });
    assertThatThrownBy(() -> GradientAssertions.assertGradients(broken))
        .hasMessageContaining("rule 'z←y' threw java.lang.IllegalStateException: no idea");
    Formula none = new NoProgram();
    assertThatThrownBy(() -> GradientTests.of(none))
        .isInstanceOf(FormulaException.class)
        .hasMessageContaining("formula 'none'")
        .hasMessageContaining("no idea");
  }

  @Test
  void severalThreadsMayTestAtOnce() {
    IntStream.range(0, 4).parallel().forEach(i -> GradientAssertions.assertGradients(RIGHT));
  }

  private static Map<String, DynamicTest> tests(Formula formula) {
    return GradientTests.of(formula)
        .collect(Collectors.toMap(DynamicTest::getDisplayName, Function.identity()));
  }

  private static final class NoProgram implements Formula {

    @Override
    public String name() {
      return "none";
    }

    @Override
    public String summary() {
      return "throws";
    }

    @Override
    public String source() {
      return "the test";
    }

    @Override
    public Program program(Sample sample) {
      throw new IllegalStateException("no idea");
    }
  }
}
