package org.gradoracle.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementPatternsTest {

  private final ArrayTensor truth = DoubleTensor.of(Shape.of(2, 3, 4, 5), i -> Math.sin(1 + i * i));

  private static List<String> said(ArrayTensor ours, ArrayTensor truth) {
    return said(ours, truth, DiagnosedRule.SAME);
  }

  private static List<String> said(ArrayTensor ours, ArrayTensor truth, double tolerance) {
    return ElementPatterns.of(ours, truth, tolerance).stream().map(Explanation::toString).toList();
  }

  @Test
  void axesInAnotherOrderAreNamed() {
    assertThat(said(truth.permute(0, 2, 3, 1), truth))
        .containsExactly("autograd's with its axes in the order [0, 2, 3, 1]");
    ArrayTensor square = DoubleTensor.of(Shape.of(2, 3, 3), i -> Math.sin(1 + i * i));
    assertThat(said(square.permute(0, 2, 1), square))
        .contains("autograd's with its axes in the order [0, 2, 1]");
    assertThat(said(truth.permute(0, 2, 3, 1).mul(2), truth)).isEmpty();
  }

  @Test
  void paddingOnAllSidesOrAtTheEndIsNamed() {
    assertThat(said(truth.pad(2, 1, 1).pad(3, 1, 1), truth))
        .containsExactly("autograd's with padding on all sides: crop it to (2, 3, 4, 5)");
    assertThat(said(truth.pad(3, 0, 3), truth))
        .containsExactly("autograd's with padding: write its first (2, 3, 4, 5) elements alone");
    assertThat(said(truth.pad(3, 1, 0), truth)).isEmpty();
  }

  @Test
  void numbersOfFloat32InFloat64AreKnown() {
    ArrayTensor narrow = Dtype.FLOAT64.cast(Dtype.FLOAT32.cast(truth));
    String told = "autograd's to float32's precision: its numbers are float32's, give them as such";
    assertThat(said(narrow, truth)).contains(told);
    assertThat(said(Dtype.FLOAT64.cast(Dtype.FLOAT32.cast(truth.mul(1.001))), truth))
        .doesNotContain(told);
    assertThat(said(truth.add(1e-8), truth)).doesNotContain(told);
  }

  @ParameterizedTest
  @CsvSource({"8, bfloat16", "11, float16 or TF32"})
  void numbersOfShorterTypesAreKnownInFloat32AndInFloat64(int digits, String type) {
    ArrayTensor narrow =
        DoubleTensor.of(
            truth.shape(),
            i -> {
              double unit = Math.scalb(1.0, Math.getExponent(truth.at(i)) + 1 - digits);
              return Math.rint(truth.at(i) / unit) * unit;
            });
    String told = "autograd's rounded to the " + digits + " binary digits of " + type;
    assertThat(said(narrow, truth)).contains(told);
    assertThat(said(narrow, truth, 1e-6)).contains(told);
    assertThat(said(narrow.mul(2), truth)).doesNotContain(told);
    assertThat(said(narrow, narrow.mul(1.0625), 1e-6)).doesNotContain(told);
  }

  @Test
  void float32sOwnNumbersAreNotRoundedIfTheyAreGivenAsSuch() {
    ArrayTensor off = Dtype.FLOAT64.cast(Dtype.FLOAT32.cast(truth.add(9e-6)));
    assertThat(said(off, truth, 1e-6)).allMatch(each -> each.startsWith("autograd's plus"));
    assertThat(said(off, truth)).anyMatch(each -> each.startsWith("autograd's to float32's"));
  }

  @Test
  void whereLittleCanBeToldNothingIsExplained() {
    assertThat(said(truth.mul(3), truth, 1e-2)).contains("autograd's times a constant 3.0");
    assertThat(said(truth.mul(3), truth, 0.1)).isEmpty();
  }

  @Test
  void rowsAreNamedInFloat32IfTheyAreClearlyOff() {
    double largest = Arrays.stream(truth.values()).map(Math::abs).max().orElseThrow();
    for (double off : new double[] {3e-6, 20e-6}) {
      ArrayTensor ours =
          DoubleTensor.of(truth.shape(), i -> truth.at(i) + (i / 20 == 1 ? off * largest : 0));
      assertThat(said(ours, truth, 1e-6)).hasSize(off < 8e-6 ? 0 : 1);
    }
  }

  @Test
  void aConstantHasTheDigitsThatAreKnown() {
    assertThat(said(truth.mul(0.2), truth)).containsExactly("autograd's times a constant 0.2");
  }

  @Test
  void rowsAreNamedIfAllOthersAreRightToTheLastDigits() {
    ArrayTensor off = DoubleTensor.of(truth.shape(), i -> truth.at(i) + (i / 20 == 1 ? 1 : 0));
    assertThat(said(off, truth))
        .containsExactly(
            "right but where index 1 is 1: 20 elements are off there, and none elsewhere");
    assertThat(said(DoubleTensor.of(truth.shape(), i -> off.at(i) + 1e-10), truth)).isEmpty();
  }
}
