package org.gradoracle.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

class Float32ErrorTest {

  @Test
  void theLargestErrorsAndTheLargestGradientOfAllRunsCount() {
    Float32Error float32 =
        Float32Error.NONE
            .and(single(1.5f, 2), single(1.25f, 2), twice(1, 2))
            .and(single(-8, 1), single(-8.125f, 1), twice(-8, 1));
    assertThat(float32).isEqualTo(new Float32Error(0.5, 0.25, 8, 0, 0));
    assertThat(float32.multiple()).isEqualTo(2);
    assertThat(float32.ulps()).isEqualTo(0.5 / Math.ulp(8f));
  }

  @Test
  void elementsThatAreNotFiniteDoNotCount() {
    float infinity = Float.POSITIVE_INFINITY;
    assertThat(Float32Error.NONE.and(single(infinity, 2), single(Float.NaN, 2), twice(1, 2)))
        .isEqualTo(new Float32Error(0, 0, 2, 0, 0));
  }

  @Test
  void anElementThatTheReferenceOrTheTruthCannotHoldDoesNotCount() {
    float infinity = Float.POSITIVE_INFINITY;
    assertThat(
            Float32Error.NONE.and(
                single(9, 9, 2.5f), single(infinity, 9, 2.25f), twice(1, infinity, 2)))
        .isEqualTo(new Float32Error(0.5, 0.25, 2, 0, 2));
  }

  @Test
  void anElementThatOnlyOursCannotHoldIsAnErrorWithoutEnd() {
    for (float ours : new float[] {Float.NEGATIVE_INFINITY, Float.NaN}) {
      Float32Error error = Float32Error.NONE.and(single(3, ours), single(2, 1), twice(2, 1));
      assertThat(error).isEqualTo(new Float32Error(Double.POSITIVE_INFINITY, 0, 2, 0, 1));
      assertThat(error.holds()).isFalse();
    }
  }

  @Test
  void errorsBelowTheTruthCountAsThoseAboveIt() {
    assertThat(Float32Error.NONE.and(single(1.5f), single(1.75f), twice(2)))
        .isEqualTo(new Float32Error(0.5, 0.25, 2, 0, 0));
  }

  @Test
  void whatIsAllowedIsAPartOfTheLargestGradient() {
    assertThat(new Float32Error(0, 1, 256, 0, 0).relative()).isEqualTo(0.25);
  }

  @Test
  void sixtyFourTimesTheReferencesErrorIsAllowed() {
    assertThat(new Float32Error(64, 1, 1, 0, 0).holds()).isTrue();
    assertThat(new Float32Error(64.1, 1, 1, 0, 0).holds()).isFalse();
    assertThat(new Float32Error(64, 1, 1, 0, 0).limit()).isEqualTo(64);
  }

  @Test
  void eightUnitsInTheLastPlaceAreAllowedEvenIfTheReferenceIsExact() {
    assertThat(new Float32Error(8 * 0x1p-23, 0, 1, 0, 0).holds()).isTrue();
    assertThat(new Float32Error(8.1 * 0x1p-23, 0, 1, 0, 0).holds()).isFalse();
    assertThat(new Float32Error(0x1p-20, 0, 1, 0, 0).multiple()).isInfinite();
  }

  @Test
  void eightTimesTheLargestNoiseIsAllowed() {
    Float32Error float32 =
        Float32Error.NONE
            .and(single(2), single(2), twice(2))
            .andPerturbed(1)
            .andPerturbed(3)
            .andPerturbed(2);
    assertThat(float32).isEqualTo(new Float32Error(0, 0, 2, 3, 0));
    assertThat(float32.limit()).isEqualTo(24);
    assertThat(new Float32Error(0, 0, 0x1p30, 1, 0).limit()).isEqualTo(8 * Math.ulp(0x1p30f));
    assertThat(new Float32Error(0, 0, 1, 0x1p-30, 0).limit()).isEqualTo(8 * 0x1p-23);
  }

  @Test
  void noErrorIsNoMultipleOfAnything() {
    Float32Error exact = new Float32Error(0, 0, 0, 0, 0);
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
