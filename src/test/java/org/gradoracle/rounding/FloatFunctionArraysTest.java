package org.gradoracle.rounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The functions of arrays beside those of one number, bit for bit: which float gives which. */
class FloatFunctionArraysTest {

  private static final float[] EXPONENTS = {
    2,
    3,
    1,
    0,
    -0.5f,
    -1,
    -1.5f,
    -2,
    0.3f,
    -7,
    30,
    -30,
    1e-3f,
    1e10f,
    0x1p23f,
    0x1p24f,
    Float.POSITIVE_INFINITY,
    Float.NaN
  };

  private final Random random = new Random(22);

  @Test
  void powersOfArraysAreThoseOfEachElement() {
    for (int size : new int[] {1, 15, 16, 17, 32, 500, 512, 528, 1040, 100_000}) {
      float[] x = bits(size);
      for (float exponent : EXPONENTS) {
        float[] powers = FloatPowers.pow(x, exponent);
        for (int i = 0; i < size; i++) {
          same(
              powers[i],
              i < size / 16 * 16
                  ? VectorPower.pow(x[i], exponent)
                  : ScalarPower.pow(x[i], exponent),
              x[i]);
        }
      }
    }
  }

  @Test
  void functionsOfArraysAreThoseOfEachElement() {
    for (int size : new int[] {1, 7, 100, 300_000}) {
      float[] x = bits(size);
      float[] exp = FloatFunctions.exp(x);
      float[] log = FloatFunctions.log(x);
      float[] tanh = FloatFunctions.tanh(x);
      for (int i = 0; i < size; i++) {
        same(exp[i], FloatFunctions.exp(x[i]), x[i]);
        same(log[i], FloatFunctions.log(x[i]), x[i]);
        same(tanh[i], FloatFunctions.tanh(x[i]), x[i]);
      }
    }
  }

  /** Random bits, and among them whole numbers, numbers near 1, and zeros. */
  private float[] bits(int size) {
    float[] x = new float[size];
    for (int i = 0; i < size; i++) {
      x[i] =
          switch (random.nextInt(8)) {
            case 0 -> Float.intBitsToFloat(random.nextInt());
            case 1 -> random.nextInt(9) - 4;
            case 2 -> 1 + random.nextInt(64) * 0x1p-23f;
            case 3 -> Float.intBitsToFloat(random.nextInt() & 0x807fffff);
            default -> (float) (random.nextGaussian() * Math.scalb(1.0, random.nextInt(20) - 10));
          };
    }
    return x;
  }

  private static void same(float found, float expected, float x) {
    if (Float.floatToIntBits(found) != Float.floatToIntBits(expected)) {
      assertThat(found).as("of %s", x).isEqualTo(expected);
    }
  }
}
