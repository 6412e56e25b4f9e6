package org.gradoracle.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

class Float64ComparisonTest {

  private static final Shape SHAPE = Shape.of(2, 2);

  private static final DoubleTensor TRUTH = DoubleTensor.of(SHAPE, 1, -4, 0, 2);

  @Test
  void theToleranceIsAPartOfTheLargestGradient() {
    assertThat(float64(4e-10, 0).sensitivity()).isEqualTo(1e-10 * 4);
    assertThat(float64(3.9e-10, 0).holds()).isTrue();
    assertThat(float64(4.1e-10, 0).holds()).isFalse();
  }

  @Test
  void theToleranceGrowsWithTheRoundingMeasuredInFloat32() {
    assertThat(float64(0, 3).sensitivity()).isEqualTo(3 * 0x1p-24);
    assertThat(float64(2.9 * 0x1p-24, 3).holds()).isTrue();
    assertThat(float64(3.1 * 0x1p-24, 3).holds()).isFalse();
  }

  @Test
  void aDifferenceOfJustTheToleranceHolds() {
    DoubleTensor zero = DoubleTensor.of(Shape.of(1), 0);
    assertThat(Float64Comparison.of(DoubleTensor.of(Shape.of(1), 0x1p-24), zero, 1).holds())
        .isTrue();
    assertThat(Float64Comparison.of(DoubleTensor.of(Shape.of(1), 0x1.000001p-24), zero, 1).holds())
        .isFalse();
  }

  @Test
  void theWorstElementIsTheFirstThatIsFurthestOff() {
    Float64Comparison float64 =
        Float64Comparison.of(DoubleTensor.of(SHAPE, 1, -4.5, 0.25, 2.5), TRUTH, 0);
    assertThat(float64.worst()).isEqualTo(1);
    assertThat(float64.ours()).isEqualTo(-4.5);
    assertThat(float64.reference()).isEqualTo(-4);
    assertThat(float64.difference()).isEqualTo(0.5);
    assertThat(float64.status()).isEqualTo(Status.FAIL);
    assertThat(float64.reason(SHAPE))
        .isEqualTo("at [0, 1] -4.5, autograd -4.0; in float64, with a tolerance of 4.0e-10");
  }

  @Test
  void elementsAboveTheToleranceAreVerifiedAndThoseAtItAreNot() {
    Float64Comparison float64 = float64(0, 0x1p24); // a tolerance of 1
    assertThat(float64.verified()).isEqualTo(2);
    assertThat(float64.elements()).isEqualTo(4);
    assertThat(float64(0, 0).verified()).isEqualTo(3);
  }

  @Test
  void aGradientFarBelowFloat32sRoundingIsZero() {
    DoubleTensor tiny = DoubleTensor.of(Shape.of(1), 0x1p-19);
    assertThat(Float64Comparison.of(tiny, tiny, 1).status()).isEqualTo(Status.ZERO);
    assertThat(Float64Comparison.of(tiny, tiny, 0.99).status()).isEqualTo(Status.PASS);
    assertThat(Float64Comparison.of(tiny, tiny, 1).reason(Shape.of(1)))
        .startsWith("the true gradient is zero");
    assertThat(Float64Comparison.of(tiny, tiny, 0.99).reason(Shape.of(1))).isEmpty();
  }

  @Test
  void aGradientFarBelowTheSmallestFloatIsZeroThoughNoRoundingWasMeasured() {
    DoubleTensor tiny = DoubleTensor.of(Shape.of(1), Float.MIN_NORMAL * 0x1p-19);
    Float64Comparison float64 = Float64Comparison.of(tiny, tiny, 0);
    assertThat(float64.zero()).isTrue();
    assertThat(float64.sensitivity()).isCloseTo(Float.MIN_NORMAL * 0x1p-24, within(1e-60));
  }

  @Test
  void anErrorOfAZeroGradientFails() {
    DoubleTensor zero = DoubleTensor.of(Shape.of(1), 0);
    assertThat(Float64Comparison.of(DoubleTensor.of(Shape.of(1), 0x1p-20), zero, 1).status())
        .isEqualTo(Status.FAIL);
  }

  @Test
  void inFloat32TheLimitOfThePrecisionIsTheSensitivity() {
    Float32Error limitOfTwo = new Float32Error(0.5, 0, 4, 0.25, 0);
    Float64Comparison float64 =
        Float64Comparison.inFloat32(DoubleTensor.of(SHAPE, 1.25, -4.5, 0, 2.5), TRUTH, limitOfTwo);
    assertThat(float64.worst()).isEqualTo(1);
    assertThat(float64.ours()).isEqualTo(-4.5);
    assertThat(float64.reference()).isEqualTo(-4);
    assertThat(float64.difference()).isEqualTo(0.5);
    assertThat(float64.sensitivity()).isEqualTo(2);
    assertThat(float64.verified()).isEqualTo(1);
    assertThat(float64.elements()).isEqualTo(4);
    assertThat(float64.zero()).isFalse();
    Float64Comparison none =
        Float64Comparison.inFloat32(TRUTH, TRUTH, new Float32Error(0, 0, 4, 0.5, 0));
    assertThat(none.zero()).isTrue();
    assertThat(none.verified()).isZero();
    assertThat(none.worst()).isZero();
  }

  @Test
  void aScalarIsItsOwnWorstElement() {
    DoubleTensor scalar = DoubleTensor.of(Shape.of(), 3);
    assertThat(Float64Comparison.inFloat32(scalar, scalar, Float32Error.NONE).worst()).isZero();
    assertThat(Float64Comparison.of(scalar, scalar, 0).worst()).isZero();
  }

  @Test
  void gradientsOfDifferentShapesAreRefused() {
    assertThatThrownBy(
            () -> Float64Comparison.of(DoubleTensor.of(Shape.of(4), 1, 2, 3, 4), TRUTH, 0))
        .hasMessage("cannot compare float64 (4) with float64 (2, 2)");
  }

  /** The truth with its last element off. */
  private static Float64Comparison float64(double off, double rounding) {
    return Float64Comparison.of(
        DoubleTensor.of(SHAPE, i -> i == 2 ? off : TRUTH.at(i)), TRUTH, rounding);
  }
}
