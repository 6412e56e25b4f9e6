package org.gradoracle.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

class DiagnosisTextTest {

  private static final Shape SHAPE = Shape.of(4, 1);

  private final Diagnosis diagnosis = diagnosis(List.of("twice", "the same"), -1.5, -2);

  /** Off at [3, 0] alone. */
  private static Diagnosis diagnosis(List<String> explanations, double ours, double reference) {
    TensorPair gradients =
        new TensorPair(
            DoubleTensor.of(SHAPE, i -> i == 3 ? ours : 7),
            DoubleTensor.of(SHAPE, i -> i == 3 ? reference : 7));
    return new Diagnosis(gradients, "a random upstream", 3, 1, explanations, "undecided");
  }

  @Test
  void theDistanceIsToldAbsoluteRelativeAndInUnitsInTheLastPlace() {
    assertThat(diagnosis.absolute()).isEqualTo(0.5);
    assertThat(diagnosis(List.of(), -2, -1.5).absolute()).isEqualTo(0.5);
    assertThat(diagnosis.relative()).isEqualTo(0.25);
    assertThat(diagnosis.ulps()).isEqualTo(0.5 / Math.ulp(2f));
    assertThat(diagnosis(List.of(), 1, 0).relative()).isInfinite();
  }

  @Test
  void everyFactIsALineAndTheFirstExplanationIsLeftToTheReason() {
    assertThat(diagnosis.lines())
        .containsExactly(
            "it is also the same",
            "under a random upstream, worst at [3, 0]: -1.5, autograd -2.0 (difference 0.50,"
                + " relative 0.25, 2.1e+06 float32 ULP)",
            "1 of 4 elements differ",
            "undecided");
  }
}
