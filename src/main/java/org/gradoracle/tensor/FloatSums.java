package org.gradoracle.tensor;

/**
 * Sums of floats in the order of libtorch's CPU kernels on x86-64 (PyTorch 2.7.1), so that rounding
 * alone does not tell a plain-array sum from PyTorch's.
 */
final class FloatSums {

  /** Rows of a column are summed in blocks of this many, and the block sums then in order. */
  private static final int BLOCK = 16;

  /** Floats in a vector register. */
  private static final int LANES = 8;

  /** Vectors summed side by side along the last axis. */
  private static final int ACCUMULATORS = 4;

  private FloatSums() {}

  /** The sums over the middle axis of (outer, count, inner): an array of (outer, inner). */
  static float[] sum(float[] x, int outer, int count, int inner) {
    float[] sums = new float[outer * inner];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int start = o * count * inner + i;
        sums[o * inner + i] =
            inner == 1 ? contiguous(x, start, count) : strided(x, start, count, inner);
      }
    }
    return sums;
  }

  private static float strided(float[] x, int start, int count, int stride) {
    float sum = 0;
    for (int from = 0; from < count; from += BLOCK) {
      float block = 0;
      for (int k = from; k < Math.min(from + BLOCK, count); k++) {
        block += x[start + k * stride];
      }
      sum += block;
    }
    return sum;
  }

  /** Lanes side by side; then the left-over elements, then the lanes in order. */
  private static float contiguous(float[] x, int start, int count) {
    float[] lanes = new float[LANES * ACCUMULATORS];
    int vectors = count / LANES;
    int grouped = vectors / ACCUMULATORS * ACCUMULATORS * LANES;
    for (int k = 0; k < grouped; k++) {
      lanes[k % lanes.length] += x[start + k];
    }
    for (int accumulator = 1; accumulator < ACCUMULATORS; accumulator++) {
      for (int lane = 0; lane < LANES; lane++) {
        lanes[lane] += lanes[accumulator * LANES + lane];
      }
    }
    for (int k = grouped; k < vectors * LANES; k++) {
      lanes[k % LANES] += x[start + k];
    }
    float sum = 0;
    for (int k = vectors * LANES; k < count; k++) {
      sum += x[start + k];
    }
    for (int lane = 0; lane < LANES; lane++) {
      sum += lanes[lane];
    }
    return sum;
  }
}
