package org.gradoracle.rounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The products beside the plain and slow account of their order, bit for bit; no engine is asked.
 */
class FloatProductsTest {

  private static final float[] AWKWARD = {
    0, -0f, Float.MIN_VALUE, -1e-41f, Float.NaN, Float.POSITIVE_INFINITY, -3e38f, 1
  };

  private final Random random = new Random(15);

  @Test
  void everySmallShapeInEveryLayoutIsTheYardsticks() {
    for (int m = 1; m <= 14; m++) {
      for (int n = 1; n <= 14; n++) {
        for (int k = 1; k <= 30; k++) {
          same(m, k, n, 0);
        }
      }
    }
  }

  @Test
  void termsInSeveralBlocksAreTheYardsticks() {
    for (int k : new int[] {111, 112, 113, 224, 225, 336, 500}) {
      for (int m : new int[] {1, 4, 8, 11, 33}) {
        for (int n : new int[] {1, 7, 8, 13, 16, 30}) {
          same(m, k, n, 0);
        }
      }
    }
  }

  @Test
  void manyColumnsAreTheYardsticks() {
    for (int n : new int[] {511, 512, 513, 520, 1023, 1024, 1025, 1031, 2050}) {
      same(9, 120, n, 0);
      same(1, 113, n, 0);
      same(5, 7, n, 0);
    }
  }

  @Test
  void manyMoreRowsThanColumnsAreTheYardsticks() {
    for (int m : new int[] {255, 256, 259, 1030}) {
      for (int n : new int[] {8, 13, 100, 128}) {
        for (int k : new int[] {8, 113, 230}) {
          same(m, k, n, 0);
        }
      }
    }
    same(300, 20, 13, 0.3);
  }

  @Test
  void rowsSharedAmongCoresAreTheYardsticks() {
    same(131, 230, 301, 0);
    same(260, 115, 200, 0);
  }

  @Test
  void signedZerosDenormalsAndWhatIsNotFiniteAreTheYardsticks() {
    for (int m : new int[] {1, 2, 8, 9}) {
      for (int n : new int[] {1, 3, 8, 9}) {
        for (int k : new int[] {1, 2, 8, 20}) {
          same(m, k, n, 0.3);
        }
      }
    }
  }

  private void same(int m, int k, int n, double awkward) {
    float[] a = draw(m * k, awkward);
    float[] b = draw(k * n, awkward);
    for (boolean transposedA : new boolean[] {false, true}) {
      for (boolean transposedB : new boolean[] {false, true}) {
        int[] found = bits(FloatProducts.product(a, transposedA, b, transposedB, m, k, n));
        int[] expected = bits(YardstickProducts.product(a, transposedA, b, transposedB, m, k, n));
        assertThat(found)
            .as("(%d, %d) x (%d, %d), %s, %s", m, k, k, n, transposedA, transposedB)
            .isEqualTo(expected);
      }
    }
  }

  private float[] draw(int size, double awkward) {
    float[] drawn = new float[size];
    for (int i = 0; i < size; i++) {
      drawn[i] =
          random.nextDouble() < awkward
              ? AWKWARD[random.nextInt(AWKWARD.length)]
              : (float) random.nextGaussian();
    }
    return drawn;
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(values[i]);
    }
    return bits;
  }
}
