package org.gradoracle.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.gradoracle.formula.convolution.Conv1d;
import org.gradoracle.program.Input;
import org.gradoracle.tensor.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each formula of the catalogue is checked at: sizes of a range, values of a kind. */
class DrawnInputsTest {

  /** Random generators of successive seeds begin alike. */
  private static final long[] SEEDS = new Random(1).longs(400).toArray();

  @ParameterizedTest
  @CsvSource({
    "binary-cross-entropy, x, 1-12 1-20",
    "causal-attention, x, 1-10 1-8",
    "causal-attention, Wq, 1-8 1-8",
    "conv1d, b, 1-4",
    "dropout, x, 1-12 1-20",
    "embedding, table, 1-8 1-8",
    "embedding, indices, 3-6 3-6",
    "fused-batch-norm, hprebn, 2-20 1-20",
    "fused-cross-entropy, logits, 1-20 1-20",
    "gelu, x, 1-12 1-20",
    "gelu-tanh, x, 1-12 1-20",
    "gelu-tanh-raw, x, 1-12 1-20",
    "layer-norm, x, 1-12 2-20",
    "layer-norm-raw, x, 1-12 2-20",
    "linear, x, 1-12 1-20",
    "linear, W, 1-20 1-20",
    "log-softmax, x, 1-12 1-20",
    "relu, x, 1-12 1-20",
    "rms-norm, x, 1-12 2-20",
    "sigmoid, x, 1-12 1-20",
    "silu, x, 1-12 1-20",
    "softmax, x, 1-12 1-20",
    "notebook, Xb, 2-40 1-4",
    "notebook, C, 2-40 1-12",
    "notebook, bngain, 1-1 1-40",
  })
  void everySizeOfItsRangeIsDrawn(String formula, String input, String ranges) {
    List<int[]> drawn = new ArrayList<>();
    for (FloatTensor value : drawn(formula, input)) {
      drawn.add(Arrays.stream(value.shape().toLongArray()).mapToInt(size -> (int) size).toArray());
    }
    String[] axes = ranges.split(" ", -1);
    for (int i = 0; i < axes.length; i++) {
      int axis = i;
      String[] range = axes[i].split("-", -1);
      assertThat(drawn.stream().mapToInt(sizes -> sizes[axis]).min())
          .as("least of axis " + axis)
          .hasValue(Integer.parseInt(range[0]));
      assertThat(drawn.stream().mapToInt(sizes -> sizes[axis]).max())
          .as("most of axis " + axis)
          .hasValue(Integer.parseInt(range[1]));
    }
  }

  @Test
  void aConvolutionIsDrawnWithAndWithoutPaddingAndStrideAndWithKernelsOfOneToThree() {
    Set<String> kinds = new TreeSet<>();
    for (long seed : SEEDS) {
      List<Input> inputs = new Conv1d().program(new Sample(seed)).inputs();
      FloatTensor x = value(inputs, "x");
      FloatTensor covered = value(inputs, "covered");
      int rows = x.shape().dim(0);
      int channels = x.shape().dim(1);
      int kernel = covered.shape().dim(1);
      assertThat(value(inputs, "W").shape().dim(0)).isEqualTo(kernel * channels);
      kinds.add("channels " + channels);
      kinds.add("kernel " + kernel);
      boolean padded = covered.at(0) == rows;
      kinds.add(padded ? "padded" : "not padded");
      if (kernel == 1 && !padded) {
        kinds.add("stride " + (int) covered.at(1));
      }
      if (rows <= 3 || rows >= 24) {
        kinds.add("rows " + rows); // 1 example of 3, 3 of 8
      }
    }
    assertThat(kinds)
        .containsExactlyInAnyOrder(
            "channels 1",
            "channels 2",
            "channels 3",
            "channels 4",
            "kernel 1",
            "kernel 2",
            "kernel 3",
            "not padded",
            "padded",
            "rows 3",
            "rows 24",
            "stride 1",
            "stride 2");
  }

  @ParameterizedTest
  @CsvSource({
    "binary-cross-entropy, targets, 0, 1",
    "fused-batch-norm, bngain, 0.7, 1.3",
    "layer-norm, g, 0.5, 1.5",
    "layer-norm-raw, g, 0.5, 1.5",
    "notebook, bngain, 0.7, 1.3",
    "rms-norm, g, 0.5, 1.5",
  })
  void gainsAndTargetsAreDrawnEvenlyFromARange(
      String formula, String input, double least, double most) {
    double[] values = values(formula, input, value -> 1);
    assertThat(DoubleStream.of(values).min().orElseThrow()).isCloseTo(least, within(0.01));
    assertThat(DoubleStream.of(values).max().orElseThrow()).isCloseTo(most, within(0.01));
    assertThat(DoubleStream.of(values).average().orElseThrow())
        .isCloseTo((least + most) / 2, within(0.03));
  }

  @ParameterizedTest
  @CsvSource({
    "fused-batch-norm, bnbias, 0.1",
    "notebook, b1, 0.1",
    "notebook, W2, 0.1",
    "notebook, bnbias, 0.1",
  })
  void smallWeightsHaveADeviationOfATenth(String formula, String input, double deviation) {
    assertThat(deviation(values(formula, input, value -> 1)))
        .isCloseTo(deviation, within(deviation / 20));
  }

  /** So that sums of that many products are about as large as what is multiplied. */
  @ParameterizedTest
  @CsvSource({
    "causal-attention, Wq, 0",
    "causal-attention, Wk, 0",
    "causal-attention, Wv, 0",
    "conv1d, W, 0",
    "linear, W, 1",
    "notebook, W1, 0",
  })
  void weightsHaveTheInverseRootOfTheNumberTheySumOverAsTheirDeviation(
      String formula, String input, int axis) {
    double[] scaled = values(formula, input, value -> Math.sqrt(value.shape().dim(axis)));
    assertThat(deviation(scaled)).isCloseTo(1, within(0.05));
    double[] ofSmall =
        drawn(formula, input).stream()
            .filter(value -> value.shape().dim(axis) <= 3)
            .flatMapToDouble(
                value ->
                    DoubleStream.of(value.values())
                        .map(each -> each * Math.sqrt(value.shape().dim(axis))))
            .toArray();
    assertThat(deviation(ofSmall)).isCloseTo(1, within(0.1));
  }

  private static double deviation(double[] values) {
    return Math.sqrt(DoubleStream.of(values).map(x -> x * x).average().orElseThrow());
  }

  private static double[] values(
      String formula, String input, ToDoubleFunction<FloatTensor> scale) {
    return drawn(formula, input).stream()
        .flatMapToDouble(
            value -> DoubleStream.of(value.values()).map(each -> each * scale.applyAsDouble(value)))
        .toArray();
  }

  private static List<FloatTensor> drawn(String name, String input) {
    Formula formula =
        Formulas.find(DrawnInputsTest.class.getClassLoader()).list().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    List<FloatTensor> drawn = new ArrayList<>();
    for (long seed : SEEDS) {
      drawn.add(value(formula.program(new Sample(seed)).inputs(), input));
    }
    return drawn;
  }

  private static FloatTensor value(List<Input> inputs, String name) {
    return inputs.stream()
        .filter(input -> input.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }
}
