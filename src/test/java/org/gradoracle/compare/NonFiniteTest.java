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
        .contains("at [1] 2.0, autograd nan; in float64");
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
    String alike = find(Dtype.FLOAT64, tensor(1, NaN), tensor(2, NaN)).orElseThrow();
    assertThat(alike)
        .isEqualTo(
            "autograd is not finite either, at the same elements: at [1] nan, autograd nan; in"
                + " float64");
    assertThat(NonFinite.both(alike)).isTrue();
    String unlike = find(Dtype.FLOAT64, tensor(NaN, NaN), tensor(2, NaN)).orElseThrow();
    assertThat(NonFinite.both(unlike)).isFalse();
  }

  private static Optional<String> find(Dtype dtype, DoubleTensor ours, DoubleTensor reference) {
    return NonFinite.find(dtype.cast(ours), dtype.cast(reference));
  }

  private static DoubleTensor tensor(double... values) {
    return DoubleTensor.of(Shape.of(values.length), values);
  }
}
