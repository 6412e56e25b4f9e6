package org.gradoracle.rounding;

/**
 * Sums of products in lanes: the terms go to four or eight sums in turn, which are then folded in
 * halves. Every product is rounded, then every sum.
 */
final class FloatLanes {

  /** The lanes of a vector, and of two. */
  static final int FOUR = 4;

  static final int EIGHT = 8;

  private FloatLanes() {}

  /** {@code count} terms, whole fours of them, onto a first one in the first lane. */
  static float four(float first, float[] a, int p, float[] b, int q, int count) {
    float s0 = first;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int i = 0; i < count; i += FOUR) {
      s0 += a[p + i] * b[q + i];
      s1 += a[p + i + 1] * b[q + i + 1];
      s2 += a[p + i + 2] * b[q + i + 2];
      s3 += a[p + i + 3] * b[q + i + 3];
    }
    return (s0 + s2) + (s1 + s3);
  }

  /**
   * {@code count} terms, whole eights of them, onto a first one in the first lane.
   *
   * @param folded whether the lanes are folded; else they are added in order
   */
  static float eight(float first, float[] a, int p, float[] b, int q, int count, boolean folded) {
    float s0 = first;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int i = 0; i < count; i += EIGHT) {
      s0 += a[p + i] * b[q + i];
      s1 += a[p + i + 1] * b[q + i + 1];
      s2 += a[p + i + 2] * b[q + i + 2];
      s3 += a[p + i + 3] * b[q + i + 3];
      s4 += a[p + i + 4] * b[q + i + 4];
      s5 += a[p + i + 5] * b[q + i + 5];
      s6 += a[p + i + 6] * b[q + i + 6];
      s7 += a[p + i + 7] * b[q + i + 7];
    }
    return folded
        ? ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7))
        : (((((((0 + s0) + s1) + s2) + s3) + s4) + s5) + s6) + s7;
  }

  /** Terms left over, added one by one. */
  static float rest(float sum, float[] a, int p, float[] b, int q, int count) {
    float all = sum;
    for (int i = 0; i < count; i++) {
      all += a[p + i] * b[q + i];
    }
    return all;
  }
}
