package org.gradoracle.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.gradoracle.data.NotebookDraw.Sizes;
import org.gradoracle.reference.djl.RoundingProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plain-Java generator beside the one in PyTorch, number by number. */
@Isolated("PyTorch's generator is one for the process, and other tests seed it")
class TorchGeneratorAgainstDjlTest {

  /**
   * How far {@code randn} of 16 values or more may be away from PyTorch's: not at all, but a little
   * on a processor where PyTorch takes other functions.
   */
  private static final float TOLERANCE = RoundingProbe.otherKernels().contains("randn") ? 1e-5f : 0;

  private static Engine engine;
  private static NDManager manager;

  @BeforeAll
  static void loadEngine() {
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    engine = Engine.getEngine("PyTorch");
    manager = engine.newBaseManager();
  }

  @AfterAll
  static void closeManager() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 42, 2147483647, -1, -2147483648})
  void randnOfAnySizeIsPyTorchs(int seed) {
    for (int n = 1; n <= 100; n++) {
      TorchGenerator ours = seeded(seed);
      for (int call = 0; call < 3; call++) {
        assertSame(ours.randn(n), pytorchRandn(n));
      }
    }
  }

  @Test
  void randnOfManyIsPyTorchs() {
    TorchGenerator ours = seeded(7);
    assertSame(ours.randn(1_000_003), pytorchRandn(1_000_003));
    assertSame(ours.randn(100_000), pytorchRandn(100_000));
  }

  @Test
  void keptNormalOutlivesLargerDrawsAndIntegersAsInPyTorch() {
    TorchGenerator ours = seeded(5);
    for (int n : new int[] {1, 3, 40, 1, 7, 16, 1, 1, 2, 15, 31}) {
      assertSame(ours.randn(n), pytorchRandn(n));
      assertThat(ours.randint(1000, 3)).containsExactly(pytorchRandint(1000, 3));
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1, 2, 7, 33, 186701, (1 << 28) - 1, 1 << 28, (1 << 28) + 1, 1 << 30, 2147483647})
  void randintIsPyTorchsIndexByIndex(int high) {
    for (int seed : new int[] {0, 2147483647, -1}) {
      TorchGenerator ours = seeded(seed);
      assertThat(ours.randint(high, 1000)).containsExactly(pytorchRandint(high, 1000));
    }
  }

  @Test
  void notebookIsDrawnInTheOrderInWhichPyTorchWouldDrawIt() {
    NotebookDraw draw = NotebookDraw.draw(2147483647, new Sizes(33, 10, 3, 7, 32), 186701);
    TorchGenerator ours = seeded(2147483647);
    assertThat(draw.c()).containsExactly(both(ours, 330).toFloatArray());
    assertThat(draw.w1())
        .containsExactly(both(ours, 210).mul(5.0 / 3).div(Math.sqrt(30)).toFloatArray());
    assertThat(draw.b1()).containsExactly(both(ours, 7).mul(0.1).toFloatArray());
    assertThat(draw.w2()).containsExactly(both(ours, 231).mul(0.1).toFloatArray());
    assertThat(draw.b2()).containsExactly(both(ours, 33).mul(0.1).toFloatArray());
    assertThat(draw.batchIndices()).containsExactly(pytorchRandint(186701, 32));
    ours.randint(186701, 32);
    assertThat(draw.bngain()).containsExactly(both(ours, 7).mul(0.1).add(1.0).toFloatArray());
    assertThat(draw.bnbias()).containsExactly(both(ours, 7).mul(0.1).toFloatArray());
  }

  /** Seeds PyTorch and a generator of ours. PyTorch reads the seed as unsigned, 64 bits wide. */
  private static TorchGenerator seeded(int seed) {
    engine.setRandomSeed(seed);
    return new TorchGenerator(seed);
  }

  /** Draws from both, compares, and hands out ours, to be scaled by PyTorch. */
  private static NDArray both(TorchGenerator generator, int n) {
    float[] ours = generator.randn(n);
    assertSame(ours, pytorchRandn(n));
    return manager.create(ours);
  }

  private static float[] pytorchRandn(int n) {
    try (NDArray array = manager.randomNormal(new Shape(n))) {
      return array.toFloatArray();
    }
  }

  private static int[] pytorchRandint(int high, int n) {
    try (NDArray array = manager.randomInteger(0, high, new Shape(n), DataType.INT32)) {
      return array.toIntArray();
    }
  }

  private static void assertSame(float[] ours, float[] pytorch) {
    assertThat(ours).hasSameSizeAs(pytorch);
    float tolerance = pytorch.length < 16 ? 0 : TOLERANCE;
    for (int i = 0; i < ours.length; i++) {
      if (!(Math.abs(ours[i] - pytorch[i]) <= tolerance)) {
        assertThat(ours[i]).as("value %d of %d", i, ours.length).isEqualTo(pytorch[i]);
      }
    }
  }
}
