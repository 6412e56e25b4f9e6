package org.gradoracle.rounding;

/**
 * Powers of the elements of an array as libtorch's CPU engine computes them (PyTorch 2.7.1, x86-64
 * with its AVX2 kernels), bit for bit.
 *
 * <p>libtorch takes 16 elements at a time with vector instructions ({@link VectorPower}); the ones
 * left over at the end of the array go to the C library ({@link ScalarPower}), which rounds
 * otherwise.
 */
public final class FloatPowers {

  private static final int VECTORS = 16;

  /** The operations for an element, about. */
  private static final int OPERATIONS = 80;

  private FloatPowers() {}

  /** Each element to the power of the exponent. */
  public static float[] pow(float[] x, float exponent) {
    float[] powers = new float[x.length];
    int whole = x.length / VECTORS * VECTORS;
    if (whole > 0) {
      ParallelRows.rows(
          whole, VECTORS, OPERATIONS, (from, to) -> PowerBlocks.pow(x, exponent, powers, from, to));
    }
    for (int i = whole; i < x.length; i++) {
      powers[i] = ScalarPower.pow(x[i], exponent);
    }
    return powers;
  }
}
