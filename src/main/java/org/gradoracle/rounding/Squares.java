package org.gradoracle.rounding;

import java.util.Arrays;

/**
 * {@link VectorPower} with the exponent 2, most of the time without its work.
 *
 * <p>It does not round correctly, but is so near to it that it gives {@code x * x} rounded wherever
 * the exact square lies within 0.4 ULP of that: of all floats from 2^-40 to 2^60, the one that
 * comes nearest to the contrary has 0.4097 (all were tried once; {@code SquaresTest} tries some of
 * every power of two, all of four). What is nearer to the middle of two floats, or out of this
 * range, is a fifth of all, and takes the long way.
 */
final class Squares {

  private static final int BLOCK = 2048;

  private static final int SMALLEST = Float.floatToRawIntBits(0x1p-80f);
  private static final int LARGEST = Float.floatToRawIntBits(0x1p120f);
  private static final int EXPONENT = 0x7f800000;

  /** 0.4 ULP of a number whose exponent is 0. */
  private static final float NEAR = 0.4f * 0x1p-23f;

  private Squares() {}

  /** Sets some elements of {@code squares}. */
  static void square(float[] x, float[] squares, int from, int to) {
    int[] doubtful = new int[Math.min(BLOCK, to - from)];
    for (int start = from; start < to; start += BLOCK) {
      int count = square(x, squares, start, Math.min(to, start + BLOCK), doubtful);
      float[] roots = Runs.taken(x, Arrays.copyOf(doubtful, count), 1);
      float[] powers = new float[count];
      PowerBlocks.pow(roots, 2, powers, 0, count);
      for (int i = 0; i < count; i++) {
        squares[doubtful[i]] = powers[i];
      }
    }
  }

  /**
   * Sets the squares, and finds those in doubt, by the signs of differences of bits: a branch that
   * is taken now and then would cost more than all the rest.
   */
  private static int square(float[] x, float[] squares, int from, int to, int[] doubtful) {
    int count = 0;
    for (int i = from; i < to; i++) {
      float root = x[i];
      float square = root * root;
      int bits = Float.floatToRawIntBits(square);
      int lost = Float.floatToRawIntBits(Math.abs(Math.fma(root, root, -square)));
      int near = Float.floatToRawIntBits(Float.intBitsToFloat(bits & EXPONENT) * NEAR);
      squares[i] = square;
      doubtful[count] = i;
      count += ((near - lost) | (bits - SMALLEST) | (LARGEST - bits)) >>> 31;
    }
    return count;
  }
}
