package org.gradoracle.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gradoracle.compare.TensorPair;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.reference.PlainReference;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

class DiagnosisNumbersTest {

  private static final Shape SHAPE = Shape.of(4, 1);

  private final Diagnosis diagnosis = diagnosis(-1.5, -2);

  /** Off at [3, 0] alone. */
  private static Diagnosis diagnosis(double ours, double reference) {
    TensorPair gradients =
        new TensorPair(
            DoubleTensor.of(SHAPE, i -> i == 3 ? ours : 7),
            DoubleTensor.of(SHAPE, i -> i == 3 ? reference : 7));
    return new Diagnosis(gradients, "a random upstream", 3, 1, "undecided");
  }

  @Test
  void theDistanceIsToldAbsoluteRelativeAndInUnitsInTheLastPlace() {
    assertThat(diagnosis.absolute()).isEqualTo(0.5);
    assertThat(diagnosis(-2, -1.5).absolute()).isEqualTo(0.5);
    assertThat(diagnosis.relative()).isEqualTo(0.25);
    assertThat(diagnosis.ulps()).isEqualTo(0.5 / Math.ulp(2f));
    assertThat(diagnosis(1, 0).relative()).isInfinite();
  }

  @Test
  void theWorstElementIsTheFirstThatIsFurthestOffAndThoseAboveTheSensitivityAreCounted() {
    Diagnosis diagnosis = diagnose(new double[] {5, -1, 2.5, 0.5}, new double[] {1, 3, 3, 3});
    assertThat(diagnosis.upstream()).isEqualTo("a random upstream");
    assertThat(diagnosis.position()).isEqualTo("[0]");
    assertThat(diagnosis.ours()).isEqualTo(5);
    assertThat(diagnosis.reference()).isEqualTo(1);
    assertThat(diagnosis.differing()).isEqualTo(3); // 0.5 is not above it
    assertThat(diagnosis.elements()).isEqualTo(4);
    assertThat(diagnose(new double[] {2, -2}, new double[] {1, 1}).position()).isEqualTo("[1]");
    assertThat(diagnose(new double[] {2}, new double[] {1}).position()).isEqualTo("[0]");
  }

  private static Diagnosis diagnose(double[] ours, double[] truth) {
    Shape shape = Shape.of(ours.length);
    var p = new Definition();
    Step step = p.step("y", p.parameter("x", FloatTensor.of(shape, i -> 1)), a -> a.mul(1));
    return Diagnosis.of(
        new DiagnosedRule(
            step,
            0,
            new Rule("y", "x", (up, in, out) -> up),
            List.of(DoubleTensor.of(shape, i -> 1)),
            DoubleTensor.of(shape, i -> 1),
            "a random upstream",
            DoubleTensor.of(shape, ours),
            DoubleTensor.of(shape, truth),
            1e-9,
            new PlainReference()),
        0.5);
  }
}
