package org.gradoracle.rounding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The short way to a square beside the long one, bit for bit. */
class SquaresTest {

  private static final int BLOCK = 1 << 20;

  private static final int SAMPLE = 1 << 14;

  @Test
  void everyFloatOfFourPowersOfTwoHasThePowersBits() {
    floats(bits(0.25f), bits(4));
    floats(bits(-4), bits(-4) + BLOCK);
  }

  @Test
  void whereTheShortWayEndsTheLongOneIsTaken() {
    for (float edge : new float[] {0, Float.MIN_NORMAL, 0x1p-64f, 0x1p-40f, 0x1p60f, 0x1p64f}) {
      int start = Math.max(0, bits(edge) - SAMPLE / 2);
      floats(start, start + SAMPLE);
      floats(start | Integer.MIN_VALUE, start + SAMPLE | Integer.MIN_VALUE);
    }
    floats(bits(Float.POSITIVE_INFINITY) - 100, bits(Float.POSITIVE_INFINITY) + SAMPLE);
  }

  @Test
  void aSampleOfEveryPowerOfTwoHasThePowersBits() {
    int octave = 1 << 23;
    for (int exponent = 0; exponent < 255; exponent++) {
      int start = exponent * octave + exponent * 40503 % (octave - SAMPLE);
      floats(start, start + SAMPLE);
    }
  }

  private static void floats(int fromBits, int toBits) {
    for (long start = fromBits; start < toBits; start += BLOCK) {
      float[] x = new float[(int) Math.min(BLOCK, toBits - start)];
      for (int i = 0; i < x.length; i++) {
        x[i] = Float.intBitsToFloat((int) start + i);
      }
      float[] squares = new float[x.length];
      Squares.square(x, squares, 0, x.length);
      float[] powers = new float[x.length];
      PowerBlocks.pow(x, 2, powers, 0, x.length);
      for (int i = 0; i < x.length; i++) {
        if (bits(squares[i]) != bits(powers[i])) {
          assertThat(squares[i]).as("the square of %s", x[i]).isEqualTo(powers[i]);
        }
      }
    }
  }

  private static int bits(float x) {
    return Float.floatToIntBits(x);
  }
}
