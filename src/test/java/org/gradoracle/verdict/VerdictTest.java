package org.gradoracle.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {

  private static final Shape SHAPE = Shape.of(1);

  @ParameterizedTest
  @CsvSource({
    "PASS, FAIL, FAIL",
    "FAIL, PASS, FAIL",
    "PASS, ZERO, PASS",
    "ZERO, PASS, PASS",
    "ZERO, NONFINITE, NONFINITE",
    "SHAPE, ZERO, SHAPE",
    "MISSING, FAIL, MISSING",
    "FAIL, MISSING, FAIL"
  })
  void aFailureDecidesBeforeAPassAPassBeforeAZeroAndOfEqualsTheFirst(
      Status first, Status other, Status decides) {
    Verdict a = Verdict.without(first, "first");
    Verdict b = Verdict.without(other, "other");
    assertThat(a.deciding(b).status()).isEqualTo(decides);
    assertThat(a.deciding(Verdict.without(first, "again")).reason()).isEqualTo("first");
  }

  @Test
  void aProofThatHoldsWithAPrecisionThatDoesNotIsImpreciseAndSaysWhere() {
    Verdict verdict =
        Verdict.of(
            float64(1),
            new Float32Error(0x1p-16, 0x1p-24, 1, 0, 0),
            () -> PrecisionLoss.CANCELS,
            SHAPE);
    assertThat(verdict.status()).isEqualTo(Status.IMPRECISE);
    assertThat(verdict.reason())
        .isEqualTo(
            "right in float64; in float32 it cancels at [0]: the error is 128 ULP of the largest"
                + " gradient, 256 times PyTorch's");
    assertThat(verdict.float64()).isPresent();
    assertThat(verdict.float32()).isPresent();
    assertThat(verdict.diagnosis()).isEmpty();
  }

  @Test
  void whatFloat32LosesWithoutAReasonFails() {
    Float32Error float32 = new Float32Error(0x1p-16, 0x1p-24, 1, 0, 0);
    Verdict range = Verdict.of(float64(1), float32, () -> PrecisionLoss.RANGE, SHAPE);
    assertThat(range.status()).isEqualTo(Status.IMPRECISE);
    assertThat(range.reason())
        .startsWith("right in float64; in float32 it leaves the range of its numbers at [0]: ");
    Verdict other = Verdict.of(float64(1), float32, () -> PrecisionLoss.UNEXPLAINED, SHAPE);
    assertThat(other.status()).isEqualTo(Status.FAIL);
    assertThat(other.reason())
        .startsWith(
            "right in float64; in float32 neither rounding nor range explains what it gives at"
                + " [0]: the error is 128 ULP");
  }

  @Test
  void aProofThatFailsSaysWhereWhateverThePrecision() {
    Verdict verdict =
        Verdict.of(float64(2), new Float32Error(1, 0, 1, 0, 0), () -> PrecisionLoss.CANCELS, SHAPE);
    assertThat(verdict.status()).isEqualTo(Status.FAIL);
    assertThat(verdict.reason()).startsWith("at [0] 2.0, autograd 1.0");
  }

  @Test
  void aProofAndAPrecisionThatHoldAreAPassWithoutAReason() {
    Verdict verdict = Verdict.of(float64(1), Float32Error.NONE, () -> PrecisionLoss.CANCELS, SHAPE);
    assertThat(verdict.status()).isEqualTo(Status.PASS);
    assertThat(verdict.reason()).isEmpty();
    assertThat(verdict.float64()).isPresent();
    assertThat(verdict.float32()).contains(Float32Error.NONE);
  }

  @ParameterizedTest
  @EnumSource(Status.class)
  void whatIsRightInFloat64LetsARunPass(Status status) {
    assertThat(status.passed())
        .isEqualTo(List.of(Status.PASS, Status.IMPRECISE, Status.ZERO).contains(status));
  }

  @ParameterizedTest
  @CsvSource({
    "PASS, right",
    "FAIL, wrong",
    "ZERO, zero",
    "MISSING, missing",
    "UNREACHED, not reached",
    "SHAPE, of the wrong shape",
    "NONFINITE, not finite"
  })
  void aSentenceHasAWordForEveryStatus(Status status, String adjective) {
    assertThat(status.adjective()).isEqualTo(adjective);
  }

  @Test
  void whatCouldNotBeComparedHasNoProofNoPrecisionAndNoDiagnosis() {
    Verdict verdict = Verdict.without(Status.MISSING, "it is not written");
    assertThat(verdict.float64()).isEmpty();
    assertThat(verdict.float32()).isEmpty();
    assertThat(verdict.diagnosis()).isEmpty();
    assertThat(
            Verdict.of(float64(1), Float32Error.NONE, () -> PrecisionLoss.CANCELS, SHAPE)
                .diagnosis())
        .isEmpty();
  }

  @Test
  void inFloat32ThePrecisionDecides() {
    Float32Error precise = new Float32Error(0.25, 0, 4, 0.125, 0); // a limit of 1
    Verdict right = inFloat32(precise, 3.75);
    assertThat(right.status()).isEqualTo(Status.PASS);
    assertThat(right.reason()).isEmpty();
    assertThat(right.float64()).isPresent();
    assertThat(right.float32()).contains(precise);
    assertThat(right.diagnosis()).isEmpty();
    Verdict wrong = inFloat32(new Float32Error(3, 0, 4, 0.125, 0), 1);
    assertThat(wrong.status()).isEqualTo(Status.FAIL);
    assertThat(wrong.reason())
        .isEqualTo("at [1] 1.0, autograd in float64 4.0; in float32, with a tolerance of 1.0e+00");
  }

  @Test
  void inFloat32AGradientBelowWhatFloat32CanTellIsZero() {
    Verdict zero = inFloat32(new Float32Error(0.25, 0, 4, 1, 0), 3.75); // a limit of 8
    assertThat(zero.status()).isEqualTo(Status.ZERO);
    assertThat(zero.reason())
        .isEqualTo("no element is above what float32 can tell, which proves nothing by itself");
  }

  /** Of two elements, the second is compared with 4. */
  private static Verdict inFloat32(Float32Error float32, double second) {
    Shape two = Shape.of(2);
    DoubleTensor truth = DoubleTensor.of(two, 0, 4);
    Float64Comparison float64 =
        Float64Comparison.inFloat32(DoubleTensor.of(two, 0, second), truth, float32);
    return Verdict.inFloat32(float64, float32, two);
  }

  private static Float64Comparison float64(double ours) {
    return Float64Comparison.of(DoubleTensor.of(SHAPE, ours), DoubleTensor.of(SHAPE, 1), 0);
  }
}
