package org.gradoracle.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

class PrecisionTest {

  @Test
  void theLargestErrorsAndTheLargestGradientOfAllRunsCount() {
    Precision precision =
        Precision.NONE
            .and(single(1.5f, 2), single(1.25f, 2), twice(1, 2))
            .and(single(-8, 1), single(-8.125f, 1), twice(-8, 1));
    assertThat(precision).isEqualTo(new Precision(0.5, 0.25, 8, 0, 0));
    assertThat(precision.multiple()).isEqualTo(2);
    assertThat(precision.ulps()).isEqualTo(0.5 / Math.ulp(8f));
  }

  @Test
  void elementsThatAreNotFiniteDoNotCount() {
    float infinity = Float.POSITIVE_INFINITY;
    assertThat(Precision.NONE.and(single(infinity, 2), single(Float.NaN, 2), twice(1, 2)))
        .isEqualTo(new Precision(0, 0, 2, 0, 0));
  }

  @Test
  void anElementThatOnlyOneOfThemCannotHoldCountsForNone() {
    float infinity = Float.POSITIVE_INFINITY;
    assertThat(
            Precision.NONE.and(
                single(infinity, 9, 9, 2.5f),
                single(9, infinity, 9, 2.25f),
                twice(1, 1, infinity, 2)))
        .isEqualTo(new Precision(0.5, 0.25, 2, 0, 3));
  }

  @Test
  void errorsBelowTheTruthCountAsThoseAboveIt() {
    assertThat(Precision.NONE.and(single(1.5f), single(1.75f), twice(2)))
        .isEqualTo(new Precision(0.5, 0.25, 2, 0, 0));
  }

  @Test
  void whatIsAllowedIsAPartOfTheLargestGradient() {
    assertThat(new Precision(0, 1, 256, 0, 0).relative()).isEqualTo(0.25);
  }

  @Test
  void sixtyFourTimesTheReferencesErrorIsAllowed() {
    assertThat(new Precision(64, 1, 1, 0, 0).holds()).isTrue();
    assertThat(new Precision(64.1, 1, 1, 0, 0).holds()).isFalse();
    assertThat(new Precision(64, 1, 1, 0, 0).limit()).isEqualTo(64);
  }

  @Test
  void eightUnitsInTheLastPlaceAreAllowedEvenIfTheReferenceIsExact() {
    assertThat(new Precision(8 * 0x1p-23, 0, 1, 0, 0).holds()).isTrue();
    assertThat(new Precision(8.1 * 0x1p-23, 0, 1, 0, 0).holds()).isFalse();
    assertThat(new Precision(0x1p-20, 0, 1, 0, 0).multiple()).isInfinite();
  }

  @Test
  void eightTimesTheLargestNoiseIsAllowed() {
    Precision precision =
        Precision.NONE.and(single(2), single(2), twice(2)).andNoise(1).andNoise(3).andNoise(2);
    assertThat(precision).isEqualTo(new Precision(0, 0, 2, 3, 0));
    assertThat(precision.limit()).isEqualTo(24);
    assertThat(new Precision(0, 0, 0x1p30, 1, 0).limit()).isEqualTo(8 * Math.ulp(0x1p30f));
    assertThat(new Precision(0, 0, 1, 0x1p-30, 0).limit()).isEqualTo(8 * 0x1p-23);
  }

  @Test
  void noErrorIsNoMultipleOfAnything() {
    Precision exact = new Precision(0, 0, 0, 0, 0);
    assertThat(exact.multiple()).isZero();
    assertThat(exact.ulps()).isZero();
    assertThat(exact.holds()).isTrue();
  }

  private static FloatTensor single(float... values) {
    return FloatTensor.of(Shape.of(values.length), values);
  }

  private static DoubleTensor twice(double... values) {
    return DoubleTensor.of(Shape.of(values.length), values);
  }
}
