package org.gradoracle.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosisTextTest {

  private final Diagnosis diagnosis =
      new Diagnosis("[3, 0]", -1.5, -2, 3, 30, List.of("twice", "the same"), "undecided");

  @Test
  void theDistanceIsToldAbsoluteRelativeAndInUnitsInTheLastPlace() {
    assertThat(diagnosis.absolute()).isEqualTo(0.5);
    assertThat(new Diagnosis("[0]", -2, -1.5, 1, 1, List.of(), "").absolute()).isEqualTo(0.5);
    assertThat(diagnosis.relative()).isEqualTo(0.25);
    assertThat(diagnosis.ulps()).isEqualTo(0.5 / Math.ulp(2f));
    assertThat(new Diagnosis("[0]", 1, 0, 1, 1, List.of(), "").relative()).isInfinite();
  }

  @Test
  void everyFactIsALineAndExplanationsAreFirst() {
    assertThat(diagnosis.lines())
        .containsExactly(
            "it is twice",
            "it is the same",
            "worst at [3, 0]: -1.5, autograd -2.0 (difference 0.50, relative 0.25, 2.1e+06 float32"
                + " ULP)",
            "3 of 30 elements differ",
            "undecided");
  }
}
