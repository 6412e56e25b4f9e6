package org.gradoracle.compare;

import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

/** The semantics are those of {@code torch.all(a == b)}, {@code torch.allclose} and {@code max}. */
class ComparisonTest {

  @Test
  void equalTensorsAreExactAndApproximateAndDoNotDiffer() {
    assertThat(compare(1.5, 1.5)).isEqualTo(new Comparison(true, true, 0));
  }

  @Test
  void zerosOfBothSignsAreEqual() {
    assertThat(compare(0.0, -0.0)).isEqualTo(new Comparison(true, true, 0));
  }

  @Test
  void theToleranceIsRelativeToTheSecondTensor() {
    // 1e-8 + 1e-5 * 2 lies between the two differences
    assertThat(compare(2.00002, 2).approximate()).isTrue();
    assertThat(compare(2.0000201, 2).approximate()).isFalse();
    // |a - b| = 1.0000100001 * 1e-5 * a: above 1e-5 * b, below 1e-5 * a
    assertThat(compare(1e5, 1e5 / 1.00001).approximate()).isTrue();
    assertThat(compare(1e5 / 1.00001 - 1e-4, 1e5).approximate()).isFalse();
  }

  @Test
  void belowTheAbsoluteToleranceEverythingIsApproximatelyZero() {
    assertThat(compare(1e-8, 0).approximate()).isTrue();
    assertThat(compare(1.0001e-8, 0).approximate()).isFalse();
  }

  @Test
  void anInfinityIsCloseToItselfOnlyAndItsDifferenceIsNaN() {
    assertThat(compare(POSITIVE_INFINITY, POSITIVE_INFINITY))
        .isEqualTo(new Comparison(true, true, NaN));
    assertThat(compare(POSITIVE_INFINITY, NEGATIVE_INFINITY))
        .isEqualTo(new Comparison(false, false, POSITIVE_INFINITY));
    // the allowed difference, 1e-5 * infinity, is infinite, but the difference is not finite
    assertThat(compare(1, POSITIVE_INFINITY).approximate()).isFalse();
  }

  @Test
  void notANumberIsCloseToNothing() {
    assertThat(compare(NaN, NaN)).isEqualTo(new Comparison(false, false, NaN));
    assertThat(compare(1, NaN)).isEqualTo(new Comparison(false, false, NaN));
  }

  @Test
  void oneElementDecides() {
    var a = DoubleTensor.of(Shape.of(2, 2), 1, 2, 3, 4);
    var b = DoubleTensor.of(Shape.of(2, 2), 1, 2, 3.5, 4);
    assertThat(Comparison.of(a, b)).isEqualTo(new Comparison(false, false, 0.5));
  }

  @Test
  void oneNaNMakesTheMaximumNaNWhereverItStands() {
    var a = DoubleTensor.of(Shape.of(3), 1, NaN, 3);
    var b = DoubleTensor.of(Shape.of(3), 0, 0, 0);
    assertThat(Comparison.of(a, b).maxdiff()).isNaN();
  }

  @Test
  void float32IsComparedInFloat32() {
    // the float32 difference of neighbours around 0.015 is one ULP, 2^-30
    var a = FloatTensor.of(Shape.of(1), 0.0125f);
    var b = FloatTensor.of(Shape.of(1), Math.nextUp(0.0125f));
    assertThat(Comparison.of(a, b)).isEqualTo(new Comparison(false, true, 0x1p-30));
    // in float32 the difference of these two overflows
    var huge = FloatTensor.of(Shape.of(1), Float.MAX_VALUE);
    var minusHuge = FloatTensor.of(Shape.of(1), -Float.MAX_VALUE);
    assertThat(Comparison.of(huge, minusHuge).maxdiff()).isEqualTo(POSITIVE_INFINITY);
  }

  @Test
  void theToleranceInFloat32IsTheSameAndRelativeToTheSizeOfTheSecondTensor() {
    for (int sign : new int[] {1, -1}) {
      assertThat(compareSingle(sign * 2.000019f, sign * 2).approximate()).isTrue();
      assertThat(compareSingle(sign * 2.000021f, sign * 2).approximate()).isFalse();
      assertThat(compareSingle(sign * 1e-8f, 0).approximate()).isTrue();
      assertThat(compareSingle(sign * 1.0001e-8f, 0).approximate()).isFalse();
    }
    assertThat(compare(-2.00002, -2).approximate()).isTrue();
  }

  @Test
  void theToleranceInFloat32IsRoundedToFloat32() {
    // the difference is 1.8715858e-05 rounded to float32, and above it by less than that
    assertThat(compareSingle(1.8706045f, 1.8705858f).approximate()).isTrue();
    assertThat(compare(1.8706045f, 1.8705858f).approximate()).isFalse();
  }

  private static Comparison compareSingle(float a, float b) {
    return Comparison.of(FloatTensor.of(Shape.of(), a), FloatTensor.of(Shape.of(), b));
  }

  @Test
  void nothingBroadcasts() {
    var column = DoubleTensor.of(Shape.of(2, 1), 1, 1);
    var row = DoubleTensor.of(Shape.of(1, 2), 1, 1);
    assertThatThrownBy(() -> Comparison.of(column, row))
        .hasMessage("cannot compare float64 (2, 1) with float64 (1, 2)");
    assertThatThrownBy(() -> Comparison.of(column, Dtype.FLOAT32.cast(column)))
        .hasMessage("cannot compare float64 (2, 1) with float32 (2, 1)");
  }

  private static Comparison compare(double a, double b) {
    return Comparison.of(scalar(a), scalar(b));
  }

  private static ArrayTensor scalar(double value) {
    return DoubleTensor.of(Shape.of(), value);
  }
}
