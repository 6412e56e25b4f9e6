package org.gradoracle.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.Verdict;
import org.junit.jupiter.api.Test;

class Float32VerdictTest {

  private static final Shape SHAPE = Shape.of(1);

  @Test
  void ofSeveralRunsInFloat32TheFurthestFromTheTruthIsTold() {
    Float32Verdict runs = new Float32Verdict();
    runs.take(single(1.25f), single(2), single(1));
    runs.take(single(3.5f), single(4), single(3));
    runs.take(single(5.5f), single(6), single(5)); // as far, and later
    runs.take(single(7.25f), single(8), single(7));
    Verdict verdict = runs.verdict();
    assertThat(verdict.status()).isEqualTo(Status.ZERO);
    assertThat(verdict.float64().orElseThrow().ours()).isEqualTo(3.5);
    assertThat(verdict.float32()).contains(new Float32Error(0.5, 1, 7, 0, 0));
  }

  @Test
  void whereTheReferenceIsExactNoMultipleOfItsErrorIsReported() {
    Float32Error beside = Float32Error.NONE.and(single(3), single(2.5f), single(2));
    assertThat(beside.multiple("torch", 2)).isEqualTo("2.0 times torch's");
    Float32Error alone = Float32Error.NONE.and(single(3), single(2), single(2));
    assertThat(alone.multiple("torch", 2)).isEqualTo("torch's is exact");
  }

  @Test
  void inFloat32TheFirstRunThatIsNotFiniteIsTold() {
    Float32Verdict verdict = new Float32Verdict();
    verdict.take(single(1), single(1), single(1));
    verdict.take(single(Float.NaN), single(2), single(2));
    verdict.take(single(Float.NaN), single(3), single(3));
    assertThat(verdict.verdict())
        .isEqualTo(Verdict.without(Status.NONFINITE, "at [0] nan, autograd 2.0; in float32"));
  }

  @Test
  void withoutARunThereIsNoVerdict() {
    assertThatThrownBy(() -> new Float32Verdict().verdict())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no run was taken in");
  }

  private static FloatTensor single(float value) {
    return FloatTensor.of(SHAPE, value);
  }
}
