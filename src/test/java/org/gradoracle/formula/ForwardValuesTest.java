package org.gradoracle.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gradoracle.formula.activation.Gelu;
import org.gradoracle.formula.activation.GeluTanhRaw;
import org.gradoracle.formula.activation.LogSoftmax;
import org.gradoracle.formula.activation.Softmax;
import org.gradoracle.formula.attention.CausalAttention;
import org.gradoracle.formula.convolution.Conv1d;
import org.gradoracle.formula.layer.Dropout;
import org.gradoracle.formula.loss.BinaryCrossEntropy;
import org.gradoracle.formula.norm.LayerNorm;
import org.gradoracle.formula.norm.LayerNormRaw;
import org.gradoracle.formula.norm.RmsNorm;
import org.gradoracle.program.Input;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Step;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

/**
 * Forward lines beside the textbook's sums, number by number: both networks share a line, so that
 * no check of rules sees a mistake in it.
 */
class ForwardValuesTest {

  @Test
  void rootMeanSquareNormDividesByTheRootOfTheMeanSquareAndItsEpsilon() {
    Program program = new RmsNorm().program(new Sample(4));
    ArrayTensor x = value(program, "x");
    ArrayTensor y = output(program);
    int m = x.shape().dim(1);
    for (int i = 0; i < x.size(); i++) {
      double squares = 0;
      for (int j = 0; j < m; j++) {
        squares += x.at(i / m * m + j) * x.at(i / m * m + j);
      }
      double expected = x.at(i) / Math.sqrt(squares / m + 1e-5) * value(program, "g").at(i % m);
      assertThat(y.at(i)).isCloseTo(expected, within(1e-12));
    }
  }

  @Test
  void layerNormTakesTheMeanOffAndDividesByTheDeviation() {
    for (Formula formula : List.of(new LayerNorm(), new LayerNormRaw())) {
      Program program = formula.program(new Sample(4));
      ArrayTensor x = value(program, "x");
      ArrayTensor y = output(program);
      int m = x.shape().dim(1);
      for (int i = 0; i < x.size(); i++) {
        double[] row = Arrays.copyOfRange(x.values(), i / m * m, i / m * m + m);
        double mean = Arrays.stream(row).average().orElseThrow();
        double variance =
            Arrays.stream(row).map(each -> (each - mean) * (each - mean)).average().orElseThrow();
        double norm = (x.at(i) - mean) / Math.sqrt(variance + 1e-5);
        assertThat(y.at(i))
            .isCloseTo(
                norm * value(program, "g").at(i % m) + value(program, "b").at(i % m),
                within(1e-12));
      }
    }
  }

  @Test
  void geluIsXTimesTheNormalDistributionsShareBelowX() {
    // scipy.stats.norm.cdf
    assertThat(at(new Gelu(), 0.5).at(0)).isCloseTo(0.5 * 0.6914624612740131, within(1e-12));
    assertThat(at(new Gelu(), -2).at(0)).isCloseTo(-2 * 0.02275013194817921, within(1e-12));
  }

  @Test
  void binaryCrossEntropyIsMinusTheLogarithmOfTheTargetsProbability() {
    Program program = new BinaryCrossEntropy().program(new Sample(4));
    ArrayTensor x = value(program, "x");
    double sum = 0;
    for (int i = 0; i < x.size(); i++) {
      double s = 1 / (1 + Math.exp(-x.at(i)));
      double t = value(program, "targets").at(i);
      sum -= t * Math.log(s) + (1 - t) * Math.log(1 - s);
    }
    assertThat(output(program).at(0)).isCloseTo(sum / x.size(), within(1e-12));
  }

  @Test
  void binaryCrossEntropyDoesNotOverflowAtLogitsFarFromZero() {
    for (double x : new double[] {-200, 200}) {
      assertThat(single(new BinaryCrossEntropy(), x).at(0)).isBetween(0.0, 200.0);
    }
  }

  @Test
  void softmaxAndItsLogarithmDoNotOverflowAtLogitsFarFromZero() {
    for (Formula formula : List.of(new Softmax(), new LogSoftmax())) {
      for (double x : new double[] {-200, 200}) {
        assertThat(Arrays.stream(single(formula, x).values())).allMatch(Double::isFinite);
      }
    }
  }

  @Test
  void dropoutKeepsFourFifthsAndDividesThemByThat() {
    double kept = 0;
    double all = 0;
    for (int seed = 0; seed < 50; seed++) {
      Program program = new Dropout().program(new Sample(seed));
      ArrayTensor mask = value(program, "mask");
      for (int i = 0; i < mask.size(); i++) {
        assertThat(mask.at(i)).isIn(0.0, 1.0);
        assertThat(output(program).at(i))
            .isCloseTo(value(program, "x").at(i) * mask.at(i) / 0.8, within(1e-12));
        kept += mask.at(i);
      }
      all += mask.size();
    }
    assertThat(kept / all).isCloseTo(0.8, within(0.02));
  }

  @Test
  void attentionIsTheAverageOfTheValuesUpToAPositionWeightedBySoftmax() {
    Program program = new CausalAttention().program(new Sample(4));
    double[][] x = matrix(value(program, "x"));
    double[][] q = product(x, matrix(value(program, "Wq")));
    double[][] k = product(x, matrix(value(program, "Wk")));
    double[][] v = product(x, matrix(value(program, "Wv")));
    assertThat(x.length).isGreaterThan(2);
    int size = q[0].length;
    assertThat(size).isGreaterThan(1);
    ArrayTensor y = output(program);
    for (int i = 0; i < x.length; i++) {
      double[] expected = new double[size];
      double total = 0;
      for (int j = 0; j <= i; j++) {
        double score = 0;
        for (int c = 0; c < size; c++) {
          score += q[i][c] * k[j][c];
        }
        double weight = Math.exp(score / Math.sqrt(size));
        total += weight;
        for (int c = 0; c < size; c++) {
          expected[c] += weight * v[j][c];
        }
      }
      for (int c = 0; c < size; c++) {
        assertThat(y.at(i * size + c)).isCloseTo(expected[c] / total, within(1e-10));
      }
    }
  }

  @Test
  void aConvolutionSumsEveryWindowWithZerosBeyondTheEnds() {
    for (int stride = 1; stride <= 2; stride++) {
      for (int padding = 0; padding <= 1; padding++) {
        for (int kernel = 1; kernel <= 3; kernel++) {
          convolution(stride, padding, kernel);
        }
      }
    }
  }

  private static void convolution(int stride, int padding, int kernel) {
    int examples = 2;
    int positions = 6;
    int channels = 2;
    int out = 3;
    Random random = new Random(7);
    FloatTensor x = normal(random, examples * positions, channels);
    FloatTensor w = normal(random, kernel * channels, out);
    FloatTensor b = normal(random, out);
    Program program = Conv1d.program(new Conv1d.Inputs(x, w, b, examples, stride, padding));
    int windows = (positions + 2 * padding - kernel) / stride + 1;
    ArrayTensor y = output(program);
    assertThat(y.shape()).isEqualTo(Shape.of(examples * windows, out));
    for (int i = 0; i < y.size(); i++) {
      int window = i / out;
      double expected = b.at(i % out);
      for (int k = 0; k < kernel; k++) {
        int position = window % windows * stride + k - padding;
        for (int c = 0; c < channels && position >= 0 && position < positions; c++) {
          expected +=
              x.at((window / windows * positions + position) * channels + c)
                  * w.at((k * channels + c) * out + i % out);
        }
      }
      assertThat(y.at(i)).isCloseTo(expected, within(1e-12));
    }
  }

  @Test
  void theLoopsOfLayerNormKeepTheirPrecisionFarFromZero() {
    Program program = new LayerNormRaw().program(new Sample(4));
    Step y = step(program, "y");
    int m = value(program, "g").size();
    Shape shape = value(program, "x").shape();
    ArrayTensor x = FloatTensor.of(shape, i -> 4096 + i % 3);
    ArrayTensor one = FloatTensor.of(Shape.of(m), i -> 1);
    ArrayTensor zero = FloatTensor.of(Shape.of(m), i -> 0);
    ArrayTensor found = y.runKernel(List.of(x, one, zero), shape);
    ArrayTensor line =
        (ArrayTensor)
            y.forward(
                List.of(Dtype.FLOAT64.cast(x), Dtype.FLOAT64.cast(one), Dtype.FLOAT64.cast(zero)));
    for (int i = 0; i < shape.size(); i++) {
      assertThat(found.at(i)).isCloseTo(line.at(i), within(1e-3));
    }
  }

  @Test
  void formulasWrittenAsLoopsHaveAForwardKernelToo() {
    for (Formula formula : List.of(new LayerNormRaw(), new GeluTanhRaw())) {
      assertThat(step(formula.program(new Sample(4)), "y").hasKernel()).isTrue();
    }
  }

  private static FloatTensor normal(Random random, int... dimensions) {
    return FloatTensor.of(Shape.of(dimensions), i -> random.nextGaussian());
  }

  /** The output, in float64, with every element of x this number. */
  private static ArrayTensor at(Formula formula, double x) {
    return output(filled(formula, x, Dtype.FLOAT64), formula.program(new Sample(4)));
  }

  /** The output in float32, with every element of x this number. */
  private static ArrayTensor single(Formula formula, double x) {
    return output(filled(formula, x, Dtype.FLOAT32), formula.program(new Sample(4)));
  }

  private static Point filled(Formula formula, double x, Dtype dtype) {
    Program program = formula.program(new Sample(4));
    Map<String, ArrayTensor> values = new LinkedHashMap<>(Point.of(program).in(dtype).values());
    values.put("x", dtype.cast(DoubleTensor.of(value(program, "x").shape(), i -> x)));
    return new Point(dtype, values);
  }

  private static ArrayTensor output(Program program) {
    return output(Point.of(program).in(Dtype.FLOAT64), program);
  }

  /** The last step of the formula's own: a closing one, if there is any, comes after it. */
  private static ArrayTensor output(Point point, Program program) {
    Step output =
        program.steps().stream()
            .filter(step -> step.name().equals("y"))
            .findFirst()
            .orElse(program.loss());
    return PlainNetwork.run(program, point).value(output);
  }

  private static Step step(Program program, String name) {
    return program.steps().stream()
        .filter(step -> step.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static ArrayTensor value(Program program, String name) {
    return program.inputs().stream()
        .filter(input -> input.name().equals(name))
        .findFirst()
        .map(Input::value)
        .orElseThrow();
  }

  private static double[][] matrix(ArrayTensor tensor) {
    int columns = tensor.shape().dim(1);
    double[][] rows = new double[tensor.shape().dim(0)][columns];
    for (int i = 0; i < tensor.size(); i++) {
      rows[i / columns][i % columns] = tensor.at(i);
    }
    return rows;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] product = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          product[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return product;
  }
}
