package org.gradoracle.reference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Plain float arrays round as PyTorch does, bit for bit; where libtorch is made to take other
 * kernels than those we imitate, the tests of these operations are skipped.
 */
class RoundingTest {

  private static final DjlReference ENGINE = DjlReference.load(message -> {});
  private static final List<String> OTHER_KERNELS = RoundingProbe.otherKernels();

  /**
   * A function of one number.
   *
   * @param kernel its name among the probes
   * @param worst its worst error found in {@link #hardNumbers}, in ULPs of the true result
   */
  private record Function(
      String name,
      String kernel,
      UnaryOperator<Tensor> rounded,
      DoubleUnaryOperator exact,
      double worst) {

    static Function power(double exponent, double worst) {
      return new Function(
          "pow " + exponent,
          "pow",
          x -> x.pow(exponent),
          x -> StrictMath.pow(x, (float) exponent),
          worst);
    }
  }

  private static final List<Function> FUNCTIONS =
      List.of(
          new Function("exp", "exp", Tensor::exp, StrictMath::exp, 0.558),
          new Function("log", "log", Tensor::log, StrictMath::log, 0.798),
          new Function("tanh", "tanh", Tensor::tanh, StrictMath::tanh, 0.513),
          Function.power(2, 0.5),
          Function.power(3, 0.585),
          Function.power(-0.5, 0.581),
          Function.power(-1, 0.586),
          Function.power(-1.5, 0.590),
          Function.power(-2, 0.580),
          Function.power(0.3, 0.581));

  @TestFactory
  Stream<DynamicTest> everyKindOfFloatHasPyTorchsResult() {
    float[] x = hardNumbers();
    return FUNCTIONS.stream()
        .map(
            function ->
                DynamicTest.dynamicTest(
                    function.name(),
                    () -> {
                      assumeOurs(function.kernel());
                      sameOfOne(function.rounded(), FloatTensor.of(Shape.of(x.length), x));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> theWorstErrorIsKnown() {
    float[] x = hardNumbers();
    return FUNCTIONS.stream()
        .map(
            function ->
                DynamicTest.dynamicTest(
                    function.name(),
                    () ->
                        assertThat(worstError(function, x))
                            .isBetween(function.worst() - 0.001, function.worst())));
  }

  @Test
  void powersBeyondTheLastWholeBlockAreTheCLibrarys() {
    assumeOurs("pow");
    Random random = new Random(11);
    for (int size = 1; size <= 100; size++) {
      for (double exponent : new double[] {2, -0.5, -1, -1.5, 3, 0.3}) {
        FloatTensor x = FloatTensor.of(Shape.of(size), i -> Math.exp(8 * random.nextGaussian()));
        sameOfOne(each -> each.pow(exponent), x);
        sameOfOne(
            each -> each.pow(exponent),
            FloatTensor.of(x.shape(), i -> Float.intBitsToFloat(random.nextInt())));
      }
    }
  }

  @Test
  void sumsOverAnyAxisAreAddedInLibtorchsOrder() {
    Random random = new Random(12);
    int[] sizes = {1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 32, 33, 64, 65, 100, 257, 500, 1000, 2000};
    for (int rows : sizes) {
      for (int columns : sizes) {
        FloatTensor x = FloatTensor.of(Shape.of(rows, columns), i -> random.nextGaussian());
        sameOfOne(each -> each.sum(0), x);
        sameOfOne(each -> each.sum(1), x);
        sameOfOne(Tensor::mean, x);
      }
    }
  }

  @Test
  void longSumsAreAddedInLibtorchsOrder() {
    Random random = new Random(13);
    for (int size : new int[] {32767, 32768, 70000, 1000003}) {
      sameOfOne(Tensor::mean, FloatTensor.of(Shape.of(size), i -> random.nextGaussian()));
    }
  }

  @Test
  void smallProductsOfEveryShapeAndLayoutAreAddedInMklsOrder() {
    assumeOurs("matmul");
    for (int m = 1; m <= 20; m++) {
      for (int n = 1; n <= 20; n++) {
        for (int k : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 17, 25, 33, 40}) {
          sameProducts(m, k, n);
        }
      }
    }
  }

  @Test
  void productsInSeveralBlocksAreAddedInMklsOrder() {
    assumeOurs("matmul");
    int[] columns = {1, 2, 7, 8, 12, 13, 17, 30, 33, 64, 200};
    Random random = new Random(14);
    for (int m : new int[] {1, 2, 3, 4, 5, 7, 8, 11, 12, 13, 32, 33, 100}) {
      for (int k : new int[] {1, 30, 33, 111, 112, 113, 191, 224, 225, 383, 500, 1000, 5000}) {
        sameProducts(m, k, columns[random.nextInt(columns.length)]);
      }
    }
    sameProducts(301, 1001, 203);
    sameProducts(3, 100_000, 9);
  }

  @Test
  void severalProductsAtOnceAreEachAddedInTheirOwnOrder() {
    assumeOurs("matmul");
    int[] sizes = {1, 2, 3, 4, 5, 7, 8, 9, 12, 17, 33};
    for (int m : sizes) {
      for (int n : sizes) {
        for (int k : new int[] {1, 2, 5, 8, 16, 33, 120, 230}) {
          sameProductsOf(m + n == 2 ? 1 : 3, m, k, n);
        }
      }
    }
    sameProductsOf(2, 100, 300, 70);
  }

  private static void sameProductsOf(int count, int m, int k, int n) {
    Random random = new Random(31L * (31L * m + k) + n);
    FloatTensor a = FloatTensor.of(Shape.of(count, m, k), i -> random.nextGaussian());
    FloatTensor b = FloatTensor.of(Shape.of(count, k, n), i -> random.nextGaussian());
    FloatTensor at = FloatTensor.of(Shape.of(count, k, m), i -> random.nextGaussian());
    FloatTensor bt = FloatTensor.of(Shape.of(count, n, k), i -> random.nextGaussian());
    same(x -> x.get(0).matmul(x.get(1)), a, b);
    same(x -> x.get(0).transpose(1, 2).matmul(x.get(1)), at, b);
    same(x -> x.get(0).matmul(x.get(1).transpose(-1, -2)), a, bt);
    same(x -> x.get(0).transpose(1, 2).matmul(x.get(1).transpose(1, 2)), at, bt);
  }

  @Test
  void whatRoundsRightlyOrNotAtAllIsPyTorchs() {
    FloatTensor x = FloatTensor.of(Shape.of(64, 128), Arrays.copyOf(hardNumbers(), 64 * 128));
    FloatTensor y = (FloatTensor) x.flip(1);
    sameOfOne(Tensor::abs, x);
    sameOfOne(each -> each.amax(0), x);
    sameOfOne(each -> each.clamp(-1, 1), x);
    same(in -> in.get(0).maximum(in.get(1)), x, y);
    same(in -> in.get(0).where(in.get(1).gt(0), in.get(1)), x, y);
    Random random = new Random(15);
    FloatTensor normal = FloatTensor.of(Shape.of(40, 50), i -> random.nextGaussian());
    sameOfOne(each -> each.cumsum(0), normal);
    sameOfOne(each -> each.cumsum(1), normal);
  }

  /** In all four layouts: either operand as it is in memory, or as the transpose of that. */
  private static void sameProducts(int m, int k, int n) {
    Random random = new Random(31L * (31L * m + k) + n);
    FloatTensor a = FloatTensor.of(Shape.of(m, k), i -> random.nextGaussian());
    FloatTensor b = FloatTensor.of(Shape.of(k, n), i -> random.nextGaussian());
    FloatTensor at = FloatTensor.of(a.t().shape(), a::at);
    FloatTensor bt = FloatTensor.of(b.t().shape(), b::at);
    same(x -> x.get(0).matmul(x.get(1)), a, b);
    same(x -> x.get(0).t().matmul(x.get(1)), at, b);
    same(x -> x.get(0).matmul(x.get(1).t()), a, bt);
    same(x -> x.get(0).t().matmul(x.get(1).t()), at, bt);
  }

  /** Random mantissas for each exponent and sign, random bits, denormals and the special ones. */
  private static float[] hardNumbers() {
    Random random = new Random(10);
    float[] special = {
      0,
      -0f,
      1,
      -1,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MIN_NORMAL,
      -Float.MIN_NORMAL,
      Math.nextDown(Float.MIN_NORMAL),
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Math.nextDown(1f),
      Math.nextUp(1f)
    };
    int perExponent = 1024;
    float[] x = new float[1 << 20];
    for (int i = 0; i < x.length; i++) {
      int bits = random.nextInt();
      int exponentAndSign = (i / perExponent) << 23; // 512 of them, then random ones
      x[i] =
          Float.intBitsToFloat(
              i < 512 * perExponent
                  ? (bits & 0x007fffff) | exponentAndSign
                  : i < x.length - (1 << 16) ? bits : bits & 0x807fffff);
      if (i % 4099 < special.length) {
        x[i] = special[i % 4099];
      }
    }
    return x;
  }

  private static double worstError(Function function, float[] x) {
    FloatTensor rounded =
        (FloatTensor) function.rounded().apply(FloatTensor.of(Shape.of(x.length), x));
    double worst = 0;
    for (int i = 0; i < x.length; i++) {
      double exact = function.exact().applyAsDouble(x[i]);
      if (Float.isFinite((float) exact) && Math.abs(exact) >= Float.MIN_NORMAL) {
        worst = Math.max(worst, Math.abs(rounded.at(i) - exact) / Math.ulp((float) exact));
      }
    }
    return worst;
  }

  private static void assumeOurs(String kernel) {
    assumeTrue(!OTHER_KERNELS.contains(kernel), () -> "libtorch has another " + kernel + " here");
  }

  private static void sameOfOne(UnaryOperator<Tensor> operation, FloatTensor x) {
    same(inputs -> operation.apply(inputs.get(0)), new FloatTensor[] {x});
  }

  private static void same(
      java.util.function.Function<List<Tensor>, Tensor> operation, FloatTensor... inputs) {
    FloatTensor ours = (FloatTensor) operation.apply(List.of(inputs));
    try (NDManager manager = ENGINE.engine().newBaseManager()) {
      List<Tensor> theirs =
          Stream.of(inputs).map(input -> (Tensor) DjlTensor.of(manager, input)).toList();
      float[] expected =
          ((FloatTensor) ((DjlTensor) operation.apply(theirs)).toArrayTensor()).toFloatArray();
      float[] found = ours.toFloatArray();
      assertThat(found).hasSameSizeAs(expected);
      for (int i = 0; i < found.length; i++) {
        if (Float.floatToIntBits(found[i]) != Float.floatToIntBits(expected[i])) {
          assertThat(found[i])
              .as("element %d of %s from %s", i, ours.shape(), List.of(inputs).get(0).shape())
              .isEqualTo(expected[i]);
        }
      }
    }
  }
}
