package org.gradoracle.compare;

import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

class NonFiniteTest {

  @Test
  void everyElementHasToBeFinite() {
    assertThat(NonFinite.isFinite(tensor(1, 2, 3))).isTrue();
    assertThat(NonFinite.isFinite(tensor(1, 2, NaN))).isFalse();
    assertThat(NonFinite.isFinite(tensor(POSITIVE_INFINITY, 2, 3))).isFalse();
  }

  @Test
  void finiteGradientsHaveNothingToFind() {
    assertThat(find(Dtype.FLOAT64, tensor(1, 2), tensor(3, 4))).isEmpty();
    assertThat(find(Dtype.FLOAT32, tensor(1, 2), tensor(3, 4))).isEmpty();
  }

  @Test
  void inFloat64NeitherMayBeInfinite() {
    assertThat(find(Dtype.FLOAT64, tensor(1, NaN), tensor(1, 2)))
        .contains("at [1] nan, autograd 2.0; in float64");
    assertThat(find(Dtype.FLOAT64, tensor(1, 2), tensor(1, NaN)))
        .contains(
            "at [1] 2.0, autograd nan; in float64; autograd meets an overflow or a division by zero there");
  }

  @Test
  void inFloat32OursMayBeWhereTheReferencesIs() {
    assertThat(find(Dtype.FLOAT32, tensor(1, NaN), tensor(1, POSITIVE_INFINITY))).isEmpty();
    assertThat(find(Dtype.FLOAT32, tensor(1, 2), tensor(1, POSITIVE_INFINITY))).isEmpty();
    assertThat(find(Dtype.FLOAT32, tensor(POSITIVE_INFINITY, 2), tensor(1, 2)))
        .contains("at [0] inf, autograd 1.0; in float32");
  }

  @Test
  void theReferenceIsNoAuthorityWhereBothAreNotFiniteAtTheSameElements() {
    NonFinite alike = NonFinite.find(tensor(1, NaN), tensor(2, NaN)).orElseThrow();
    assertThat(alike.reason())
        .isEqualTo(
            "autograd is not finite either, at the same elements: at [1] nan, autograd nan; in"
                + " float64");
    assertThat(alike.alsoInReference()).isTrue();
    NonFinite unlike = NonFinite.find(tensor(NaN, NaN), tensor(2, NaN)).orElseThrow();
    assertThat(unlike.alsoInReference()).isFalse();
  }

  @Test
  void withoutARunOfOursInFloat64TheTruthHasToBeFiniteToo() {
    assertThat(inFloat32(tensor(1, INF), tensor(1, INF), tensor(1, 1e39))).isEmpty();
    assertThat(inFloat32(tensor(1, INF), tensor(1, 2), tensor(1, 2)))
        .contains("at [1] inf, autograd 2.0; in float32");
    assertThat(inFloat32(tensor(1, 2), tensor(1, 2), tensor(1, INF)))
        .contains(
            "at [1] 2.0, autograd inf; in float64; autograd meets an overflow or a division by zero there");
  }

  @Test
  void whereTheTruthIsNotFiniteEitherTheReferenceIsNoAuthority() {
    String either = "autograd is not finite either, at the same elements: ";
    assertThat(inFloat32(tensor(1, INF), tensor(1, INF), tensor(1, INF)))
        .contains(either + "at [1] inf, autograd inf; in float64");
    // what overflows in float32 only is not a difference if it does so in both
    assertThat(inFloat32(tensor(INF, INF, 1), tensor(INF, INF, 1), tensor(1e39, INF, 1)))
        .contains(either + "at [0] inf, autograd 1e+39; in float64");
    assertThat(inFloat32(tensor(INF, INF), tensor(1, INF), tensor(1, INF)))
        .contains("at [0] inf, autograd 1.0; in float64");
    assertThat(inFloat32(tensor(1, INF), tensor(INF, INF), tensor(INF, INF)))
        .contains(
            "at [0] 1.0, autograd inf; in float64; autograd meets an overflow or a division by zero there");
    assertThat(inFloat32(tensor(1, INF, 1), tensor(1, INF, 1), tensor(1, 1e39, INF)))
        .contains("at [1] inf, autograd 1e+39; in float64");
  }

  private static final double INF = POSITIVE_INFINITY;

  private static Optional<String> inFloat32(
      DoubleTensor ours, DoubleTensor reference, DoubleTensor truth) {
    return NonFinite.find(Dtype.FLOAT32.cast(ours), Dtype.FLOAT32.cast(reference), truth)
        .map(NonFinite::reason);
  }

  private static Optional<String> find(Dtype dtype, DoubleTensor ours, DoubleTensor reference) {
    return NonFinite.find(dtype.cast(ours), dtype.cast(reference)).map(NonFinite::reason);
  }

  private static DoubleTensor tensor(double... values) {
    return DoubleTensor.of(Shape.of(values.length), values);
  }
}
