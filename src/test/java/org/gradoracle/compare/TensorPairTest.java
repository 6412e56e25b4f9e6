package org.gradoracle.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

class TensorPairTest {

  private static TensorPair float32(float ours, float reference) {
    return new TensorPair(
        FloatTensor.of(Shape.of(1), i -> ours), FloatTensor.of(Shape.of(1), i -> reference));
  }

  private static TensorPair float64(double[] ours, double... reference) {
    return new TensorPair(tensor(ours), tensor(reference));
  }

  private static ArrayTensor tensor(double... values) {
    return DoubleTensor.of(Shape.of(values.length), i -> values[i]);
  }

  @Test
  void ulpsCountTheStepsFromOneNumberToTheOther() {
    assertThat(float32(1, 1).ulps(0)).isZero();
    assertThat(float32(Math.nextUp(1f), 1).ulps(0)).isEqualTo(1);
    assertThat(float32(1, 2).ulps(0)).isEqualTo(1 << 23);
    double[] up = {Math.nextUp(-3.0)};
    assertThat(float64(up, -3.0).ulps(0)).isEqualTo(1);
  }

  @Test
  void ulpsAreCountedThroughZeroWhichIsOneNumberWhateverItsSign() {
    assertThat(float32(-0f, 0).ulps(0)).isZero();
    assertThat(float32(Float.MIN_VALUE, -Float.MIN_VALUE).ulps(0)).isEqualTo(2);
    assertThat(float32(Float.MIN_VALUE, -0f).ulps(0)).isEqualTo(1);
    double[] tiny = {-2 * Double.MIN_VALUE};
    assertThat(float64(tiny, Double.MIN_VALUE).ulps(0)).isEqualTo(3);
    double[] most = {-Double.MAX_VALUE};
    assertThat(float64(most, Double.MAX_VALUE).ulps(0)).isGreaterThan(Long.MAX_VALUE);
  }

  @Test
  void whatIsNotFiniteIsInfinitelyFarFromAllButItself() {
    assertThat(float32(Float.NaN, Float.NaN).ulps(0)).isInfinite();
    assertThat(float32(Float.POSITIVE_INFINITY, Float.MAX_VALUE).ulps(0)).isInfinite();
    assertThat(float32(1, Float.NaN).ulps(0)).isInfinite();
    assertThat(float32(Float.MAX_VALUE, Float.NEGATIVE_INFINITY).ulps(0)).isInfinite();
    assertThat(float32(Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY).ulps(0)).isZero();
  }

  @Test
  void theWorstElementsAreThoseThatDifferMostAndNaNIsWorstOfAll() {
    double[] ours = {1, 2, 3, Double.NaN, 5, 6};
    TensorPair pair = float64(ours, 2.5, 2.5, 1, 4, 5.1, 6);
    assertThat(pair.worst(9)).containsExactly(3, 2, 0, 1, 4);
    assertThat(pair.worst(2)).containsExactly(3, 2);
  }

  @Test
  void shapesAndElementTypesMustBeTheSame() {
    ArrayTensor one = FloatTensor.of(Shape.of(1), i -> 0);
    assertThatThrownBy(() -> new TensorPair(one, FloatTensor.of(Shape.of(1, 1), i -> 0)))
        .hasMessage("cannot compare float32 (1) with float32 (1, 1)");
    assertThatThrownBy(() -> new TensorPair(one, tensor(0))).hasMessageContaining("float64");
  }
}
