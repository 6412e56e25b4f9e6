package org.gradoracle.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Formulas;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.formula.activation.Softmax;
import org.gradoracle.formula.layer.Linear;
import org.gradoracle.judge.WholeNumbers.Exact;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.reference.Autograd;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WholeNumbersTest {

  private static final Reference REFERENCE = Autograd.load();

  static List<Formula> formulas() {
    return Formulas.find(WholeNumbersTest.class.getClassLoader()).list();
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void noRuleOfTheCatalogueDiffersWhereNothingIsRounded(Formula formula) {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(
              WholeNumbers.compare(formula.program(new Sample(seed, InputKind.WHOLE)), REFERENCE))
          .as(formula.name())
          .allMatch(rule -> rule.difference().isEmpty());
    }
  }

  @Test
  void rulesOfSumsAndProductsAreCompared() {
    assertThat(compared(new Linear().program(new Sample(1, InputKind.WHOLE))))
        .containsExactly("loss←y", "y←x", "y←W", "y←b");
  }

  @Test
  void whatIsRoundedIsNot() {
    assertThat(compared(new Softmax().program(new Sample(1, InputKind.WHOLE)))).isEmpty();
    assertThat(compared(new Linear().program(new Sample(1, InputKind.PLAIN)))).isEmpty();
    assertThat(compared(square(x -> x.mul(6).mul(1.0 / 3), 5))).isEmpty();
    assertThat(compared(square(x -> x.exp().log().mul(2), 5))).isEmpty();
    assertThat(compared(square(x -> x.mul(2).add(0x1p60).add(-0x1p60), 5))).isEmpty();
    assertThat(compared(square(x -> x.mul(2), 5))).containsExactly("y←x");
  }

  @Test
  void aDifferenceThatEveryToleranceHidesIsTold() {
    assertThat(WholeNumbers.compare(square(x -> x.mul(2 + 0x1p-40), 5), REFERENCE))
        .singleElement()
        .satisfies(
            rule ->
                assertThat(rule.difference().orElseThrow())
                    .matches(
                        "at \\[\\d, \\d\\] \\S+, autograd \\S+\\.0, at whole numbers, where nothing is"
                            + " rounded and no tolerance is due"));
  }

  @ParameterizedTest
  @CsvSource({
    "add, 0x1p52, 1, false",
    "add, 0x1p51, 1, true",
    "sub, 0x1p52, 1, false",
    "sub, 0x1p51, 1, true",
    "mul, 0x1p40, 0x1p40, true",
    "mul, 0x1.0000001p40, 0x1.0000001p40, false",
    "matmul, 0x1.000001p0, 0x1.000001p0, true",
    "matmul, 0x1.0000008p0, 0x1.0000008p0, false",
    "div, 4, 2, false",
    "exp, 0, 0, false",
    "neg, 0x1.fffffffffffffp0, 0, true",
    "mul, NaN, 2, false",
    "mul, 0x1p-400, 0x1p-200, false",
  })
  void anOperationIsExactIfItsOperandsDigitsFit(
      String operation, double x, double y, boolean exact) {
    Shape shape = Shape.of(2, 2);
    assertThat(
            BinaryDigits.exact(
                operation, DoubleTensor.of(shape, i -> x), List.of(DoubleTensor.of(shape, i -> y))))
        .isEqualTo(exact);
  }

  private static List<String> compared(Program program) {
    return WholeNumbers.compare(program, REFERENCE).stream().map(Exact::id).toList();
  }

  /** The square of whole multiples of a number, summed. */
  private static Program square(UnaryOperator<Tensor> slope, float unit) {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(3, 3), i -> unit * (i - 4)));
    var y = p.step("y", x, a -> a.mul(a)).grad(x, (dy, a) -> slope.apply(a).mul(dy));
    return p.program(p.step("loss", y, a -> a.mean()).grad(y, (d, a) -> d.mul(1.0 / 9)));
  }
}
