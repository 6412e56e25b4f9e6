package org.gradoracle.rounding;

import java.util.Arrays;

/**
 * Products of rows and a matrix, every element's terms taken in order and nothing fused: every
 * product is rounded, then every sum.
 *
 * <p>Two rows and three terms at a time are as much as C2 still vectorises, on every JDK from 17
 * on; for that, all arrays in the loop have one index, so rows are copied into arrays of their own.
 */
final class FloatRows {

  /** The most terms that are taken at a time. */
  static final int TERMS = 112;

  /**
   * The columns taken at a time: with so many, what is read again and again stays in the caches.
   */
  private static final int COLUMNS = 512;

  private final float[] a;
  private final int k;
  private final float[] b;
  private final int n;
  private final float[] product;

  private final float[][] right;
  private final float[] one;
  private final float[] other;
  private final float[] before;

  /** The product of {@code a} (m, k) and {@code b} (k, n), which is added to. */
  FloatRows(float[] a, int k, float[] b, int n, float[] product) {
    this.a = a;
    this.k = k;
    this.b = b;
    this.n = n;
    this.product = product;
    int width = Math.min(COLUMNS, n);
    right = new float[Math.min(TERMS, k)][width];
    one = new float[width];
    other = new float[width];
    before = new float[width];
  }

  /** Adds all terms to these rows, one by one. */
  void addInOrder(int row, int toRow) {
    for (int from = 0; from < k; from += TERMS) {
      add(row, toRow, 0, n, from, Math.min(k, from + TERMS), from == 0);
    }
  }

  /**
   * Adds some terms, not more than {@link #TERMS}.
   *
   * @param sums in so many columns, the terms' sum is taken from 0 and then added
   * @param columns in the others of so many, the terms are added one by one
   * @param first whether the rows are still zero
   */
  void add(int row, int toRow, int sums, int columns, int from, int to, boolean first) {
    for (int column = 0; column < columns; column += COLUMNS) {
      int width = Math.min(COLUMNS, columns - column);
      int apart = first ? width : Math.max(0, Math.min(width, sums - column));
      for (int i = from; i < to; i++) {
        System.arraycopy(b, i * n + column, right[i - from], 0, width);
      }
      for (int r = row; r < toRow; r += 2) {
        int next = Math.min(r + 1, toRow - 1); // an odd row out is computed twice
        start(one, r * n + column, apart, width);
        start(other, next * n + column, apart, width);
        accumulate(r * k, next * k, from, to, width);
        finish(one, r * n + column, first ? 0 : apart, width);
        if (next > r) {
          finish(other, next * n + column, first ? 0 : apart, width);
        }
      }
    }
  }

  private void start(float[] sum, int place, int apart, int width) {
    Arrays.fill(sum, 0, apart, 0);
    System.arraycopy(product, place + apart, sum, apart, width - apart);
  }

  private void finish(float[] sum, int place, int apart, int width) {
    System.arraycopy(product, place, before, 0, apart);
    for (int i = 0; i < apart; i++) {
      sum[i] += before[i];
    }
    System.arraycopy(sum, 0, product, place, width);
  }

  private void accumulate(int p, int q, int from, int to, int width) {
    int i = from;
    for (; i + 3 <= to; i += 3) {
      int r = i - from;
      three(
          one,
          other,
          width,
          right[r],
          a[p + i],
          a[q + i],
          right[r + 1],
          a[p + i + 1],
          a[q + i + 1],
          right[r + 2],
          a[p + i + 2],
          a[q + i + 2]);
    }
    for (; i < to; i++) {
      single(one, other, width, right[i - from], a[p + i], a[q + i]);
    }
  }

  /** Three terms of two rows: {@code s += p * x}, three times, and {@code t += q * x}. */
  private static void three(
      float[] s,
      float[] t,
      int width,
      float[] x0,
      float p0,
      float q0,
      float[] x1,
      float p1,
      float q1,
      float[] x2,
      float p2,
      float q2) {
    for (int i = 0; i < width; i++) {
      float x = x0[i];
      float y = x1[i];
      float z = x2[i];
      s[i] = ((s[i] + p0 * x) + p1 * y) + p2 * z;
      t[i] = ((t[i] + q0 * x) + q1 * y) + q2 * z;
    }
  }

  private static void single(float[] s, float[] t, int width, float[] x, float p, float q) {
    for (int i = 0; i < width; i++) {
      float each = x[i];
      s[i] += p * each;
      t[i] += q * each;
    }
  }
}
