package org.gradoracle.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.reference.PlainReference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.junit.jupiter.api.Test;

class CentralDifferenceTest {

  private static final String DECIDES = "; where the two disagree autograd's convention decides: ";

  private static final String TOO_COARSE =
      "central differences are not fine enough for so small a difference: undecided";
  private static final String KINK = "one-sided differences disagree, as at a kink: undecided";

  /** Half a step of 1e9's last place, so that the smallest steps around it round up or down. */
  private static final double AT_A_TIE = 1 + 0x1p-24;

  @Test
  void theySideWithWhomeverTheyAgreeWith() {
    assertThat(arbitrate(CentralDifferenceTest::cube, 2, 13, 12))
        .isEqualTo("central differences give 12.0 and side with autograd");
    assertThat(arbitrate(CentralDifferenceTest::cube, 2, 12, 13))
        .isEqualTo("central differences give 12.0 and side with the rule" + DECIDES + "13.0");
    assertThat(arbitrate(CentralDifferenceTest::cube, -2, 12, 13))
        .isEqualTo("central differences give 12.0 and side with the rule" + DECIDES + "13.0");
  }

  @Test
  void theySideWithNeitherIfBothAreMoreThanATenthOfTheirDistanceOff() {
    for (double[] values : new double[][] {{13, 14}, {14, 13}, {11, 10}, {10, 11}, {10, 14}}) {
      assertThat(arbitrate(CentralDifferenceTest::cube, 2, values[0], values[1]))
          .isEqualTo("central differences give 12.0 and side with neither: undecided");
    }
  }

  @Test
  void aTenthOfTheDistanceIsAllowedJust() {
    assertThat(arbitrate(x -> x.mul(10), 1, 21, 11)).endsWith("and side with autograd");
    assertThat(arbitrate(x -> x.mul(10), 1, 11, 21)).contains("and side with the rule; ");
    assertThat(arbitrate(x -> x.mul(10), 1, 9, -1)).contains("and side with the rule; ");
    assertThat(arbitrate(x -> x.mul(10), 1, -1, 9)).endsWith("and side with autograd");
    assertThat(arbitrate(x -> x.mul(2), 1, 2, 2))
        .isEqualTo("central differences give 2.0 and side with autograd");
  }

  @Test
  void theyAreAsFineAsADifferenceOfAMillionthPartNeeds() {
    for (int sign : new int[] {1, -1}) {
      UnaryOperator<Tensor> line = x -> cube(x).mul(sign);
      assertThat(arbitrate(line, 2, sign * 12.00001, sign * 12)).endsWith("and side with autograd");
    }
  }

  @Test
  void onlyTheirElementIsMovedAndTheUpstreamCounts() {
    Step step = step(CentralDifferenceTest::cube);
    ArrayTensor x = DoubleTensor.of(Shape.of(3), 1, 2, 3);
    ArrayTensor upstream = DoubleTensor.of(Shape.of(3), 5, 7, 11);
    ArrayTensor ours = DoubleTensor.of(Shape.of(3), 0, 0, 0);
    ArrayTensor truth = DoubleTensor.of(Shape.of(3), 15, 84, 297);
    DiagnosedRule wrong =
        new DiagnosedRule(
            step,
            0,
            rule(),
            List.of(x),
            upstream,
            "an upstream",
            ours,
            truth,
            1e-9,
            new PlainReference());
    assertThat(CentralDifference.arbitrate(wrong, 1))
        .isEqualTo("central differences give 84.0 and side with autograd");
    assertThat(CentralDifference.arbitrate(wrong, 2))
        .isEqualTo("central differences give 297.0 and side with autograd");
  }

  @Test
  void whereTheLineHasNoValueNearbyTheyDoNotSettle() {
    assertThat(arbitrate(x -> x.pow(0.5), 0, 1, 2))
        .isEqualTo("central differences do not settle: undecided");
  }

  @Test
  void atAKinkTheyAreUndecided() {
    assertThat(arbitrate(x -> x.relu(), 0, 0.5, 0)).isEqualTo(KINK);
    assertThat(arbitrate(x -> x.relu().neg(), 0, -0.5, 0)).isEqualTo(KINK);
  }

  /** The smallest step, a part 2^-26 of the element, stays on one side of it. */
  @Test
  void aKinkNearbyIsSteppedUnderWhateverTheSizeOfTheElement() {
    for (double x : new double[] {1, 1024, -1024, 1.5}) {
      double d = Math.scalb(0x1p-23, Math.getExponent(x));
      assertThat(arbitrate(each -> each.add(-x - d).relu(), x, 1, 0)).endsWith("with autograd");
    }
    double d = 0x1p-33; // of zero, steps are those of 2^-10
    assertThat(arbitrate(each -> each.add(-d).relu(), 0, 1, 0)).endsWith("with autograd");
  }

  /** Steps are a part of the element, so that they count beside a large number. */
  @Test
  void stepsAreRelativeToTheSizeOfTheElementWhateverItsSignAndNeverTooSmallToCount() {
    for (double x : new double[] {1024, -1024}) {
      assertThat(arbitrate(each -> each.add(1e15).add(-1e15), x, 2, 1)).endsWith("with autograd");
    }
    assertThat(arbitrate(x -> x.add(1).add(-1), 0, 2, 1)).endsWith("with autograd");
  }

  @Test
  void theFinerOfTheTwoThatDifferLeastIsTold() {
    double d = 0x1p-26 * Math.sqrt(0.5); // (h - d) / 2h is 0.4999999 at first, and then 0.4999997
    assertThat(arbitrate(x -> x.add(-1 - d).relu(), 1, 3.5, 0.5))
        .startsWith("central differences give 0.4999996")
        .endsWith("and side with autograd");
  }

  @Test
  void aKinkNearerThanTheSmallestStepIsAKink() {
    double d = 0x1p-26 * Math.sqrt(0.5);
    assertThat(arbitrate(x -> x.add(-1 - d).relu(), 1, 0, 1)).isEqualTo(KINK);
    assertThat(arbitrate(x -> x.add(-1 - d).relu().neg(), 1, 0, -1)).isEqualTo(KINK);
  }

  /** The second derivative makes one-sided differences disagree, the less the smaller the step. */
  @Test
  void curvatureIsNoKink() {
    assertThat(arbitrate(x -> x.mul(x).mul(1000), 1, 2001, 2000)).endsWith("with autograd");
  }

  /** Where float32's digits cannot tell the two values apart. */
  @Test
  void asManyDigitsAreGivenAsTellTheTwoApart() {
    double slope = 0.1;
    assertThat(arbitrate(x -> x.mul(slope), 1, (float) slope, slope))
        .isEqualTo("central differences give 0.1 and side with autograd");
  }

  /** Rounding makes them disagree, the more the smaller the step. */
  @Test
  void roundingIsNoKink() {
    assertThat(arbitrate(x -> x.add(1e9).add(-1e9), AT_A_TIE, 2, 1)).endsWith("with autograd");
  }

  /** x^2 + x, rounded so that only the larger steps count, and of these the first that settle. */
  @Test
  void withCurvatureAndRoundingTheStepAtWhichTheySettleDecides() {
    UnaryOperator<Tensor> line = x -> x.mul(x).add(x.add(1e9).add(-1e9));
    // one-sided differences disagree by 2^-3 at the first step, and by 2^-5 at the second
    assertThat(arbitrate(line, AT_A_TIE, 3.6, 3)).endsWith("with autograd");
    assertThat(arbitrate(line, AT_A_TIE, 3.2, 3)).isEqualTo(TOO_COARSE);
    // a kink that only the first step reaches: the second and third are the first that agree
    UnaryOperator<Tensor> kinked = x -> line.apply(x).add(x.add(-1.044).relu());
    assertThat(arbitrate(kinked, AT_A_TIE, 3.2, 3)).endsWith("with autograd");
  }

  private static Tensor cube(Tensor x) {
    return x.mul(x).mul(x);
  }

  private static String arbitrate(UnaryOperator<Tensor> line, double x, double ours, double truth) {
    ArrayTensor one = DoubleTensor.of(Shape.of(1), 1);
    return CentralDifference.arbitrate(
        new DiagnosedRule(
            step(line),
            0,
            rule(),
            List.of(one.mul(x)),
            one,
            "an upstream",
            one.mul(ours),
            one.mul(truth),
            1e-9,
            new PlainReference()),
        0);
  }

  private static Rule rule() {
    return new Rule("y", "x", (up, in, out) -> up);
  }

  private static Step step(UnaryOperator<Tensor> line) {
    var p = new Definition();
    return p.step("y", p.parameter("x", FloatTensor.of(Shape.of(1), 1)), line::apply);
  }
}
