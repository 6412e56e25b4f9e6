package org.gradoracle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/**
 * What needs no native library. The expected numbers are PyTorch's, or follow from MT19937 written
 * out in Python; {@link TorchGeneratorAgainstDjlTest} compares with PyTorch itself.
 */
class TorchGeneratorTest {

  @Test
  void randintIsTheDrawModuloHigh() {
    assertThat(new TorchGenerator(0).randint(100, 10))
        .containsExactly(44, 39, 33, 60, 63, 79, 27, 3, 97, 83);
    assertThat(new TorchGenerator(2147483647).randint(100, 10))
        .containsExactly(31, 94, 49, 72, 53, 80, 84, 16, 47, 7);
  }

  @Test
  void randintOfWideRangeTakesTwoDrawsANumber() {
    assertThat(new TorchGenerator(1).randint(1 << 30, 4))
        .containsExactly(1061650667, 784077896, 550290313, 1069620869);
  }

  @Test
  void onlyTheLow32BitsOfTheSeedCountAndTheyAreUnsigned() {
    int[] one = {45, 39, 24, 68, 63, 13, 91, 41, 59, 32};
    assertThat(new TorchGenerator(1).randint(100, 10)).containsExactly(one);
    assertThat(new TorchGenerator((1L << 32) + 1).randint(100, 10)).containsExactly(one);
    assertThat(new TorchGenerator(Long.parseUnsignedLong("18446744073709551615")).randint(100, 10))
        .containsExactly(71, 78, 76, 39, 20, 0, 42, 14, 29, 32);
  }

  @Test
  void fewNormalsAreDrawnInPairsAndTheSecondIsKeptForTheNextCall() {
    float[] eight = {
      -0.98000735f, -1.6578479f, -0.05716623f, -0.3408541f,
      2.0991552f, 0.8963768f, 0.3379062f, -0.20869713f
    };
    assertThat(new TorchGenerator(2147483647).randn(8)).containsExactly(eight);

    TorchGenerator g = new TorchGenerator(2147483647);
    assertThat(g.randn(1)).containsExactly(eight[0]);
    assertThat(g.randn(3)).containsExactly(eight[1], eight[2], eight[3]);
    assertThat(g.randn(0)).isEmpty();
    assertThat(g.randn(1)).containsExactly(eight[4]);
    g.randn(16); // leaves the kept one alone
    assertThat(g.randn(1)).containsExactly(eight[5]);
  }

  @Test
  void manyNormalsAreFilledInBlocksOf16() {
    float[] values = new TorchGenerator(2147483647).randn(330);
    assertThat(values).hasSize(330);
    assertThat(values)
        .startsWith(
            1.567362f,
            -0.23729232f,
            -0.027384605f,
            -1.1007794f,
            0.28588146f,
            -0.029643338f,
            -1.5470592f,
            0.60489196f);
  }

  @Test
  void normalsAreStandardNormal() {
    for (float[] values : new float[][] {new TorchGenerator(3).randn(100_000), oneByOne(100_000)}) {
      double sum = 0;
      double squares = 0;
      for (float value : values) {
        sum += value;
        squares += (double) value * value;
      }
      // four standard errors
      assertThat(sum / values.length).isBetween(-0.0127, 0.0127);
      assertThat(squares / values.length).isBetween(1 - 0.0179, 1 + 0.0179);
    }
  }

  @Test
  void impossibleRequestsAreErrors() {
    TorchGenerator g = new TorchGenerator(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> g.randint(0, 5))
        .withMessage("randint: high is 0, expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> g.randint(5, -1))
        .withMessage("randint: n is -1, expected at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> g.randn(-1))
        .withMessage("randn: n is -1, expected at least 0");
  }

  private static float[] oneByOne(int n) {
    TorchGenerator g = new TorchGenerator(3);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = g.randn(1)[0];
    }
    return values;
  }
}
