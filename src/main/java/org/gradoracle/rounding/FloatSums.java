package org.gradoracle.rounding;

/**
 * Sums of floats in the order in which libtorch's CPU engine adds them (PyTorch 2.7.1, x86-64), so
 * that they equal PyTorch's bit for bit.
 *
 * <p>libtorch ({@code cascade_sum} in {@code ATen/native/cpu/SumKernel.cpp}) adds vectors of 8
 * floats and keeps partial sums on four levels ({@link FloatCascade}), so that rounding errors do
 * not pile up. See {@code docs/exactness.md}.
 */
public final class FloatSums {

  /** Floats in a vector: 8 with AVX-512, too. */
  private static final int LANES = 8;

  /** Cascades that run side by side. */
  private static final int CASCADES = 4;

  private static final int GROUP = CASCADES * LANES;

  /** How many columns are summed at a time: few enough to stay in the L1 cache. */
  private static final int COLUMNS = 512;

  private FloatSums() {}

  /** The sums over the middle axis of (outer, count, inner): an array of (outer, inner). */
  public static float[] sum(float[] x, int outer, int count, int inner) {
    float[] sums = new float[outer * inner];
    if (inner == 1) {
      var cascade = new FloatCascade(GROUP);
      for (int o = 0; o < outer; o++) {
        sums[o] = neighbours(cascade, x, o * count, count);
      }
    } else {
      var cascade = new FloatCascade(Math.min(inner, COLUMNS));
      for (int o = 0; o < outer; o++) {
        columns(cascade, x, o * count * inner, count, inner, sums, o * inner);
      }
    }
    return sums;
  }

  /** Neighbours in memory: the ones beyond the last whole vector first, then the lanes in order. */
  private static float neighbours(FloatCascade cascade, float[] x, int start, int count) {
    if (count < LANES) {
      return few(x, start, count);
    }
    int vectors = count / LANES;
    int each = vectors / CASCADES;
    float[] lanes = cascade.sum(x, start, GROUP, each, GROUP);
    float sum = 0;
    for (int i = vectors * LANES; i < count; i++) {
      sum += x[start + i];
    }
    for (int lane = 0; lane < LANES; lane++) {
      float own = lanes[lane];
      for (int vector = CASCADES * each; vector < vectors; vector++) {
        own += x[start + vector * LANES + lane];
      }
      for (int k = 1; k < CASCADES; k++) {
        own += lanes[k * LANES + lane];
      }
      sum += own;
    }
    return sum;
  }

  /** Fewer than a vector: the first one, those beyond the fourth, and then the other three. */
  private static float few(float[] x, int start, int count) {
    float sum = 0;
    if (count < CASCADES) {
      for (int i = 0; i < count; i++) {
        sum += x[start + i];
      }
      return sum;
    }
    sum += x[start];
    for (int i = CASCADES; i < count; i++) {
      sum += x[start + i];
    }
    for (int i = 1; i < CASCADES; i++) {
      sum += x[start + i];
    }
    return sum;
  }

  /** Columns that fill whole groups have a cascade each; those left over have four. */
  private static void columns(
      FloatCascade cascade, float[] x, int start, int count, int inner, float[] sums, int to) {
    int group = inner < LANES ? CASCADES : GROUP;
    int grouped = inner / group * group;
    for (int from = 0; from < grouped; from += COLUMNS) {
      int width = Math.min(COLUMNS, grouped - from);
      float[] sum = cascade.sum(x, start + from, inner, count, width);
      System.arraycopy(sum, 0, sums, to + from, width);
    }
    if (grouped < inner) {
      leftOver(cascade, x, start + grouped, count, inner, sums, to + grouped, inner - grouped);
    }
  }

  /** Four cascades, each over every fourth row; the first also takes the rows left over. */
  private static void leftOver(
      FloatCascade cascade,
      float[] x,
      int start,
      int count,
      int inner,
      float[] sums,
      int to,
      int width) {
    int each = count / CASCADES;
    for (int k = 0; k < CASCADES; k++) {
      float[] sum = cascade.sum(x, start + k * inner, CASCADES * inner, each, width);
      for (int i = 0; i < width; i++) {
        sums[to + i] += sum[i];
      }
      for (int row = CASCADES * each; k == 0 && row < count; row++) {
        for (int i = 0; i < width; i++) {
          sums[to + i] += x[start + row * inner + i];
        }
      }
    }
  }
}
