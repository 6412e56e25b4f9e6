package org.gradoracle.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.SampledFormula;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Functions.F1;
import org.gradoracle.program.Functions.F3;
import org.gradoracle.program.Program;
import org.gradoracle.reference.PlainReference;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

/** What is said of a wrong rule holds at all samples, or is said of the one that is shown. */
class DecidingTest {

  @Test
  void aFactorThatIsTheSameAtAllSamplesIsNoSizeThatIsOftenTheSame() {
    assertThat(reason(summed(a -> a.mul(0.2).sum(1), n -> 1)))
        .isEqualTo("it is autograd's times a constant 5.0 = 1/c with c = 0.2, in x.mul(0.2)");
  }

  @Test
  void aSizeThatIsAFactorIsNamedThoughMostSamplesHaveTheSame() {
    assertThat(reason(summed(a -> a.sum(1), n -> n)))
        .startsWith("it is autograd's times a constant ")
        .containsPattern("([56])\\.0 = n with n = \\1");
  }

  /** Sums over 5 or 6 elements, with a rule that spreads the upstream over them, times a factor. */
  private static Function<Sample, Program> summed(F1 line, IntUnaryOperator factor) {
    return sample -> {
      var p = new Definition();
      int n = sample.size(5, 6);
      var x = p.parameter("x", sample.values(sample.size(1, 3), n));
      return p.program(
          p.step("y", x, line).grad(x, (dy, a) -> dy.expand(a.shape()).mul(factor.applyAsInt(n))));
    };
  }

  @Test
  void zeroAtTheSampleThatIsShownIsNotSaidOfTheOthers() {
    assertThat(reason(bySize(a -> a.mul(3), n -> (dy, a, y) -> dy.mul(n == 1 ? 0 : 3))))
        .isEqualTo("it is zero everywhere here, and right at other samples");
  }

  @Test
  void zeroAtSomeOfTheSamplesThatFailIsNotCalledRightAtTheOthers() {
    F3 right = (dy, a, y) -> dy.mul(y.oneMinusSquare());
    F3 odd = (dy, a, y) -> dy.sub(a.cos());
    F3 zero = (dy, a, y) -> dy.mul(0);
    assertThat(reason(bySize(a -> a.tanh(), n -> n == 1 ? right : n == 2 ? odd : zero)))
        .isEqualTo("it is zero everywhere here");
  }

  @Test
  void aChangeThatIsNoneAtOtherSamplesIsSaidToBeOfSome() {
    F3 odd = (dy, a, y) -> dy.sub(a.cos());
    F3 divided = (dy, a, y) -> dy.div(y.oneMinusSquare());
    assertThat(reason(bySize(a -> a.tanh(), n -> n > 2 ? divided : odd)))
        .matches(
            "it is right with dy.mul\\(y.oneMinusSquare\\(\\)\\) in place of"
                + " dy.div\\(y.oneMinusSquare\\(\\)\\), at \\d+ of the \\d+ samples that fail");
  }

  @Test
  void aConstantThatIsAnotherAtOtherSamplesIsOneHereOnly() {
    IntFunction<F3> often3 = n -> (dy, a, y) -> dy.mul(n == 2 ? 7.3 : 3.1);
    assertThat(reason(bySize(a -> a.mul(1), often3)))
        .isEqualTo("it is autograd's times a constant 3.1 here, and another at other samples");
  }

  @Test
  void theNegativeAtSomeSamplesIsNotSaidOfThoseThatAreRight() {
    assertThat(reason(bySize(a -> a.mul(3), n -> (dy, a, y) -> dy.mul(n == 1 ? -3 : 3))))
        .isEqualTo("it is the negative of autograd's here, and right at other samples");
  }

  @Test
  void rightButAtZeroIsNotSaidOfSamplesWhereMoreIsOff() {
    assertThat(
            reason(
                bySize(
                    a -> a.mul(3),
                    n -> (dy, a, y) -> dy.mul(a.abs().lt(1e-3).mul(0.5).rsub(1)).mul(3))))
        .startsWith("it is right but where ")
        .containsPattern("; not so at \\d other sample");
  }

  @Test
  void aRuleThatDependsOnTheSignOfItsUpstreamIsNotLinear() {
    assertThat(
            reason(
                bySize(
                    a -> a.mul(3),
                    n ->
                        (dy, a, y) -> {
                          var sign = dy.narrow(0, 0, 1).narrow(1, 0, 1).sign();
                          return dy.mul(sign).mul(3);
                        })))
        .startsWith("it is not linear in the upstream, as every gradient is: ");
  }

  @Test
  void whatIsTooNearToAutogradsToBeToldIsNotExplained() {
    assertThat(reason(bySize(a -> a.mul(3), n -> (dy, a, y) -> dy.add(dy.abs().mul(9e-10)).mul(3))))
        .isEqualTo("no simple mistake that was tried gives its values");
  }

  /** A line of 1 to 6 rows, with another rule for each number of rows. */
  private static Function<Sample, Program> bySize(F1 line, IntFunction<F3> rule) {
    return sample -> {
      var p = new Definition();
      int n = sample.size(1, 6);
      var x = p.parameter("x", sample.values(n, 4));
      return p.program(p.step("y", x, line).grad(x, rule.apply(n)));
    };
  }

  @Test
  void rowsThatAreOthersAtOtherSamplesAreSaidToBe() {
    assertThat(reason(offInRow(n -> n / 2)))
        .containsPattern("right but where index 0 is \\d \\(at other samples elsewhere\\): ");
    assertThat(reason(offInRow(n -> n - 1)))
        .contains("right but where index 0 is ", ", the last: ");
    assertThat(reason(offInRow(n -> n < 9 ? n / 2 : n - 1))).doesNotContain("the last");
  }

  /** Where a mask lets nothing through, a rule is right whatever it is. */
  @Test
  void rowsAreNotTheOnlyOnesThatAreOffWhereAllOthersAreZero() {
    assertThat(
            reason(
                sample -> {
                  var p = new Definition();
                  var x = p.parameter("x", sample.values(8, 4));
                  var mask =
                      p.constant("mask", FloatTensor.of(Shape.of(8, 1), i -> i % 4 == 3 ? 1 : 0));
                  return p.program(
                      p.step("y", x, mask, (a, m) -> a.pow(3).mul(m))
                          .grad(x, (dy, a, m) -> a.pow(4).mul(dy).mul(m)));
                }))
        .doesNotContain("right but where");
  }

  /** exp(-712) is below the smallest normal number, and what it is divided by is not. */
  @Test
  void aPartThatHasAlmostUnderflowedIsNoFactor() {
    assertThat(
            reason(
                sample -> {
                  var p = new Definition();
                  var x =
                      p.parameter(
                          "x", FloatTensor.of(Shape.of(2, 2), 17000, -5, 10798.033f, 11510.191f));
                  return p.program(
                      p.step(
                              "y",
                              x,
                              a ->
                                  a.cat(1, a.narrow(1, 0, 1).zerosLike())
                                      .softmax(1)
                                      .narrow(1, 0, 2))
                          .grad(
                              x,
                              (dy, a, o) -> o.mul(dy.sub(dy.mul(o).sum(1).div(o.sum(1).add(1))))));
                }))
        .doesNotContain("inf");
  }

  @Test
  void aSampleOfWholeNumbersIsNotShownWhereOthersFail() {
    assertThat(
            reason(
                sample -> {
                  var p = new Definition();
                  var x = p.parameter("x", sample.values(1, sample.size(2, 7)));
                  return p.program(
                      p.step("y", x, a -> a.mul(3))
                          .grad(x, (dy, a) -> dy.mul(3).add(dy.mul(dy.flip(1)).mul(a.flip(1)))));
                }))
        .doesNotContain("whole numbers");
  }

  private static Function<Sample, Program> offInRow(IntUnaryOperator row) {
    return sample -> {
      var p = new Definition();
      int n = sample.size(4, 9);
      var x = p.parameter("x", sample.values(n, 5));
      return p.program(
          p.step("y", x, a -> a.mul(3))
              .gradRaw(
                  x,
                  (dy, in, y, dx) -> {
                    for (int i = 0; i < dx.length; i++) {
                      dx[i] = 3 * dy[i] + (i / 5 == row.applyAsInt(n) ? in[0][i] : 0);
                    }
                  }));
    };
  }

  private static String reason(Function<Sample, Program> program) {
    FormulaResult result =
        FormulaCheck.run(new SampledFormula("wrong", program), new PlainReference());
    return result.wrong().get(0).verdict().reason();
  }
}
