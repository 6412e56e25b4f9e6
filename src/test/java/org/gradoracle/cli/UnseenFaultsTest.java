package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong formulas that only show at some sizes, at some values, or when they are run again. */
class UnseenFaultsTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        AlwaysAxisOne.class,
        WrongForOdd.class,
        ASixth.class,
        QuotientOfExponentials.class,
        OneAboveFive.class,
        AlmostWhole.class
      })
  void aFaultOfSomeSizesOrValuesIsNamedAtItsRule(Class<?> formula) {
    Outcome outcome = gradoracle(new PlantedFormulas(formula), "check");
    assertThat(outcome.out())
        .startsWith("FAIL  planted")
        .containsPattern("(FAIL|NONFINITE|SHAPE) rule y←x: ");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(classes = {AnyAxis.class, Mean.class, Softplus.class, ASixthExactly.class})
  void whatIsRightAtAllOfThemPasses(Class<?> formula) {
    Outcome outcome = gradoracle(new PlantedFormulas(formula), "check");
    assertThat(outcome.out()).startsWith("PASS  planted");
    assertThat(outcome.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(classes = {WrongAtItsFirstCall.class, DrawsInItsRule.class})
  void aRuleThatGivesSomethingElseWhenItIsRunAgainFails(Class<?> formula) {
    Outcome outcome = gradoracle(new PlantedFormulas(formula), "check");
    assertThat(outcome.out())
        .startsWith("FAIL  planted")
        .contains("rule 'y←x' gives other results when run again: at [0] ");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void aRuleThatHasNoNumberWhereTheUpstreamIsZeroFails() {
    Outcome outcome = gradoracle(new PlantedFormulas(NoNumberAtZero.class), "check");
    assertThat(outcome.out())
        .startsWith("FAIL  planted")
        .contains("NONFINITE rule y←x: at [")
        .contains("nan, autograd 0.0");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void aRuleThatIsNotLinearInTheUpstreamFails() {
    Outcome outcome = gradoracle(new PlantedFormulas(ClippedUpstream.class), "check");
    assertThat(outcome.out())
        .startsWith("FAIL  planted")
        .contains("FAIL rule y←x: it is not linear in the upstream: ");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(classes = {DrawsAnInput.class, DrawsASize.class, DrawsAFactor.class})
  void aProgramThatDrawsByItselfIsNamed(Class<?> formula) {
    Outcome outcome = gradoracle(new PlantedFormulas(formula), "check");
    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .startsWith(
            "gradoracle: formula 'planted' (sample 1, plain): one sample gives two programs: ");
    assertThat(outcome.out()).doesNotContain("PASS");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void aFormulaOfConstantsIsNoPass() {
    Outcome outcome = gradoracle(new PlantedFormulas(ConstantsOnly.class), "check");
    assertThat(outcome.complaints())
        .containsExactly(
            "gradoracle: formula 'constants' (sample 1, plain): it holds constants only, expected a"
                + " parameter: there is no gradient to judge");
    assertThat(outcome.out()).doesNotContain("PASS");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void aSweepThatJudgedNothingIsNoPass() {
    Outcome constants =
        gradoracle(new PlantedFormulas(ConstantsOnly.class, Mean.class), "sweep", "--cases", "4");
    assertThat(constants.out()).contains("nothing was judged of constants");
    assertThat(constants.exitCode()).isEqualTo(2);
    Outcome beyond = gradoracle(new PlantedFormulas(NeverFinite.class), "sweep", "--cases", "3");
    assertThat(beyond.out()).contains("nothing was judged of planted");
    assertThat(beyond.exitCode()).isEqualTo(2);
  }

  // What is planted

  /** A step {@code y} of a parameter {@code x}. */
  abstract static class Planted extends PlantedFormula {
    Planted() {
      super("planted");
    }
  }

  /** A softmax over an axis that is drawn. */
  public static class AnyAxis extends Planted {

    int inRule(int axis) {
      return axis;
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      int axis = sample.size(0, 1);
      var x = p.parameter("x", sample.normal(1, sample.size(2, 5), sample.size(2, 5)));
      return p.program(
          p.step(
                  "y",
                  x,
                  a -> {
                    Tensor e = a.sub(a.max(axis)).exp();
                    return e.div(e.sum(axis));
                  })
              .grad(x, (dy, a, y) -> y.mul(dy.sub(dy.mul(y).sum(inRule(axis))))));
    }
  }

  /** Its rule sums over the columns whatever the axis is. */
  public static final class AlwaysAxisOne extends AnyAxis {
    @Override
    int inRule(int axis) {
      return 1;
    }
  }

  /** The mean of n numbers. */
  public static class Mean extends Planted {

    double slope(int n) {
      return 1.0 / n;
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      int n = sample.size(1, 8);
      var x = p.parameter("x", sample.values(n));
      return p.program(
          p.step("y", x, a -> a.mean()).grad(x, (dy, a) -> a.onesLike().mul(slope(n)).mul(dy)));
    }
  }

  /** The mean, whose rule takes n for even. */
  public static final class WrongForOdd extends Mean {
    @Override
    double slope(int n) {
      return 1.0 / (2 * (n / 2));
    }
  }

  /** The mean of six numbers, and no others. */
  public static final class ASixth extends Mean {
    @Override
    double slope(int n) {
      return 1.0 / 6;
    }
  }

  /** The mean of six numbers: what is wrong elsewhere is right here. */
  public static final class ASixthExactly extends Planted {
    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(6));
      return p.program(
          p.step("y", x, a -> a.mean()).grad(x, (dy, a) -> a.onesLike().mul(1.0 / 6).mul(dy)));
    }
  }

  /** {@code log(1 + e ** x)}, written so that it overflows nowhere. */
  public static class Softplus extends Planted {

    Tensor slope(Tensor x) {
      return x.sigmoid();
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(sample.size(1, 4)));
      return p.program(
          p.step(
                  "y",
                  x,
                  a -> {
                    Tensor positive = a.gt(0);
                    Tensor size = a.mul(positive.mul(2).add(-1));
                    return a.mul(positive).add(size.neg().exp().add(1).log());
                  })
              .grad(x, (dy, a) -> slope(a).mul(dy)));
    }
  }

  /** In float32 it is infinity by infinity from 89 on. */
  public static final class QuotientOfExponentials extends Softplus {
    @Override
    Tensor slope(Tensor x) {
      return x.exp().div(x.exp().add(1));
    }
  }

  /** Off by 0.7% and less above five. */
  public static final class OneAboveFive extends Softplus {
    @Override
    Tensor slope(Tensor x) {
      return x.sigmoid().maskedFill(x.gt(5), 1);
    }
  }

  /** A square. */
  public static class Square extends Planted {

    UnaryOperator<Tensor> slope() {
      return x -> x.mul(2);
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(4));
      UnaryOperator<Tensor> slope = slope();
      return p.program(p.step("y", x, a -> a.mul(a)).grad(x, (dy, a) -> slope.apply(a).mul(dy)));
    }
  }

  /** An epsilon that float64's tolerance hides. */
  public static final class AlmostWhole extends Square {
    @Override
    UnaryOperator<Tensor> slope() {
      return x -> x.mul(2 + 0x1p-40);
    }
  }

  /** Right from its second call on. */
  public static final class WrongAtItsFirstCall extends Square {

    private final AtomicInteger calls = new AtomicInteger();

    @Override
    UnaryOperator<Tensor> slope() {
      return x -> x.mul(calls.getAndIncrement() == 0 ? 3 : 2);
    }
  }

  /** An upstream is clipped where no random one is. */
  public static final class ClippedUpstream extends Planted {
    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(sample.size(1, 9)));
      var y = p.step("y", x, a -> a.mul(2)).grad(x, (dy, a) -> dy.maskedFill(dy.gt(10), 10).mul(2));
      return p.program(y);
    }
  }

  /** A masked loss gives upstreams that are exactly 0. */
  public static final class NoNumberAtZero extends Planted {
    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(sample.size(1, 9)));
      var y = p.step("y", x, a -> a.mul(2)).grad(x, (dy, a) -> dy.mul(dy).div(dy).mul(2));
      return p.program(y);
    }
  }

  /** Off by something else each time. */
  public static final class DrawsInItsRule extends Square {
    @Override
    UnaryOperator<Tensor> slope() {
      return x -> x.mul(2 + Math.random());
    }
  }

  /** Its input is not the sample's. */
  public static final class DrawsAnInput extends Planted {
    @Override
    public Program program(Sample sample) {
      return square(FloatTensor.of(Shape.of(3), i -> Math.random()));
    }
  }

  /** Its size is not the sample's. */
  public static final class DrawsASize extends Planted {

    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public Program program(Sample sample) {
      return square(sample.values(1 + calls.getAndIncrement()));
    }
  }

  /** A factor of its line and its rule is not the sample's. */
  public static final class DrawsAFactor extends Planted {
    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      double factor = 1 + Math.random();
      var x = p.parameter("x", sample.values(3));
      return p.program(p.step("y", x, a -> a.mul(factor)).grad(x, (dy, a) -> dy.mul(factor)));
    }
  }

  private static Program square(FloatTensor value) {
    var p = new Definition();
    var x = p.parameter("x", value);
    return p.program(p.step("y", x, a -> a.mul(a)).grad(x, (dy, a) -> a.mul(2).mul(dy)));
  }

  /** Nothing has a gradient. */
  public static final class ConstantsOnly extends Planted {
    @Override
    public String name() {
      return "constants";
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      return p.program(p.step("y", p.constant("x", sample.values(3)), a -> a.mul(a)));
    }
  }

  /** The logarithm of zero. */
  public static final class NeverFinite extends Planted {
    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", FloatTensor.of(Shape.of(), i -> 1 + sample.size(0, 1)));
      return p.program(
          p.step("y", x, a -> a.mul(0).log()).grad(x, (dy, a) -> dy.div(a.mul(0)).mul(0)));
    }
  }
}
