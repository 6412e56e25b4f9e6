package org.gradoracle.tensor;

/**
 * Sums of floats in the order in which libtorch's CPU engine adds them (PyTorch 2.7.1, x86-64), so
 * that they equal PyTorch's bit for bit.
 *
 * <p>libtorch ({@code cascade_sum} in {@code ATen/native/cpu/SumKernel.cpp}) adds vectors of 8
 * floats and keeps partial sums on four levels, so that rounding errors do not pile up. See {@code
 * docs/exactness.md}.
 */
final class YardstickSums {

  /** Floats in a vector: 8 with AVX-512, too. */
  private static final int LANES = 8;

  /** Cascades that run side by side. */
  private static final int CASCADES = 4;

  /** Levels of a cascade. */
  private static final int LEVELS = 4;

  private YardstickSums() {}

  /** The sums over the middle axis of (outer, count, inner): an array of (outer, inner). */
  static float[] sum(float[] x, int outer, int count, int inner) {
    float[] sums = new float[outer * inner];
    int group = inner < LANES ? CASCADES : CASCADES * LANES;
    int grouped = inner / group * group; // these columns fill whole groups
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int start = o * count * inner + i;
        sums[o * inner + i] =
            inner == 1
                ? neighbours(x, start, count)
                : i < grouped
                    ? cascade(x, start, inner, count)
                    : interleaved(x, start, inner, count);
      }
    }
    return sums;
  }

  /** Neighbours in memory: the ones beyond the last whole vector first, then the lanes in order. */
  private static float neighbours(float[] x, int start, int count) {
    if (count < LANES) {
      return interleaved(x, start, 1, count);
    }
    int vectors = count / LANES;
    float sum = 0;
    for (int i = vectors * LANES; i < count; i++) {
      sum += x[start + i];
    }
    for (int lane = 0; lane < LANES; lane++) {
      sum += interleaved(x, start + lane, LANES, vectors);
    }
    return sum;
  }

  /** Four cascades, each over every fourth element; the first also takes what is left over. */
  private static float interleaved(float[] x, int start, int stride, int count) {
    int each = count / CASCADES;
    float sum = cascade(x, start, CASCADES * stride, each);
    for (int i = CASCADES * each; i < count; i++) {
      sum += x[start + i * stride];
    }
    for (int k = 1; k < CASCADES; k++) {
      sum += cascade(x, start + k * stride, CASCADES * stride, each);
    }
    return sum;
  }

  /**
   * A sum on four levels: every 2^p elements the lowest level is added to the next and starts
   * again, every 2^2p elements that one to the one above, and so on. p is 4 up to 2^19 elements.
   */
  private static float cascade(float[] x, int start, int stride, int count) {
    int power = Math.max(4, ceilLog2(count) / LEVELS);
    int step = 1 << power;
    float[] levels = new float[LEVELS];
    int i = 0;
    while (i + step <= count) {
      for (int end = i + step; i < end; i++) {
        levels[0] += x[start + i * stride];
      }
      for (int level = 1; level < LEVELS; level++) {
        levels[level] += levels[level - 1];
        levels[level - 1] = 0;
        if ((i & (step - 1) << (level * power)) != 0) {
          break;
        }
      }
    }
    for (; i < count; i++) {
      levels[0] += x[start + i * stride];
    }
    return ((levels[0] + levels[1]) + levels[2]) + levels[3];
  }

  private static int ceilLog2(int n) {
    return n <= 2 ? 1 : Integer.SIZE - Integer.numberOfLeadingZeros(n - 1);
  }
}
