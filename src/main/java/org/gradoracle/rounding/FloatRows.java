package org.gradoracle.rounding;

import java.util.Arrays;

/**
 * Products of rows and a matrix, every element's terms taken in order and nothing fused: every
 * product is rounded, then every sum.
 *
 * <p>Three rows and two terms at a time are as much as C2 still vectorises, on every JDK from 17
 * on; for that, all arrays in the loop have one index, so rows are copied into arrays of their own.
 */
final class FloatRows {

  /** The most terms that are taken at a time. */
  static final int TERMS = 112;

  /**
   * The columns taken at a time: with so many, what is read again and again stays in the L2 cache;
   * with fewer, beginning and ending the loops costs more.
   */
  private static final int COLUMNS = 1024;

  /** The floats of a cache line. */
  static final int LINE = 16;

  private final float[] a;
  private final int k;
  private final Panel panel;
  private final int n;
  private final float[] product;

  private final float[][] right;
  private final float[] first;
  private final float[] second;
  private final float[] third;
  private final float[] before;

  /** Copies some rows of the right matrix, from a column on, each into the start of an array. */
  @FunctionalInterface
  private interface Panel {
    void copy(int fromRow, int toRow, int column, int width, float[][] to);
  }

  /** Adds the product of {@code a} (m, k) and {@code b} (k, n) to {@code product} (m, n). */
  FloatRows(float[] a, int k, float[] b, int n, float[] product) {
    this(
        a,
        k,
        n,
        product,
        (fromRow, toRow, column, width, to) -> {
          for (int i = fromRow; i < toRow; i++) {
            System.arraycopy(b, i * n + column, to[i - fromRow], 0, width);
          }
        });
  }

  /**
   * The product of {@code a} (m, k) and the transpose of some rows of {@code b} (any, k).
   *
   * @param product (m, n), which is added to
   * @param row the first of {@code n} rows
   */
  static FloatRows timesTransposed(float[] a, int k, float[] b, int row, int n, float[] product) {
    return new FloatRows(
        a,
        k,
        n,
        product,
        (fromRow, toRow, column, width, to) -> {
          for (int j = 0; j < width; j++) {
            int start = (row + column + j) * k;
            for (int i = fromRow; i < toRow; i++) {
              to[i - fromRow][j] = b[start + i];
            }
          }
        });
  }

  private FloatRows(float[] a, int k, int n, float[] product, Panel panel) {
    this.a = a;
    this.k = k;
    this.panel = panel;
    this.n = n;
    this.product = product;
    int width = Math.min(COLUMNS, n);
    right = arrays(Math.min(TERMS, k), alike(width, LINE));
    first = new float[alike(width, LINE)];
    second = new float[alike(width, LINE)];
    third = new float[alike(width, LINE)];
    before = new float[alike(width, LINE)];
  }

  /** Arrays made one by one: all at once, the JVM makes them outside of compiled code. */
  static float[][] arrays(int count, int length) {
    float[][] arrays = new float[count][];
    Arrays.setAll(arrays, i -> new float[length]);
    return arrays;
  }

  /**
   * A length of at least {@code width} with which arrays that are made one after the other begin at
   * the same offset in a cache line: what aligns one of them in a loop then aligns all.
   *
   * @param line the elements of a cache line; an array's header takes a quarter of it
   */
  static int alike(int width, int line) {
    return (width + line - 1) / line * line + line - line / 4;
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
   * @param sums how many columns, the first ones, have the sum of the terms taken from 0 and then
   *     added
   * @param columns how many columns there are; in the others, the terms are added one by one
   * @param zero whether the rows are still zero
   */
  void add(int row, int toRow, int sums, int columns, int from, int to, boolean zero) {
    for (int column = 0; column < columns; column += COLUMNS) {
      int width = Math.min(COLUMNS, columns - column);
      int apart = zero ? width : Math.max(0, Math.min(width, sums - column));
      int added = zero ? 0 : apart;
      panel.copy(from, to, column, width, right);
      for (int r = row; r < toRow; r += 3) {
        int s = Math.min(r + 1, toRow - 1); // beyond the last row, it is computed again
        int t = Math.min(r + 2, toRow - 1);
        start(first, r * n + column, apart, width);
        start(second, s * n + column, apart, width);
        start(third, t * n + column, apart, width);
        accumulate(r * k, s * k, t * k, from, to, width);
        finish(first, r * n + column, added, width);
        if (s > r) {
          finish(second, s * n + column, added, width);
        }
        if (t > s) {
          finish(third, t * n + column, added, width);
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

  private void accumulate(int p, int q, int r, int from, int to, int width) {
    int i = from;
    for (; i + 2 <= to; i += 2) {
      two(
          first,
          second,
          third,
          width,
          right[i - from],
          a[p + i],
          a[q + i],
          a[r + i],
          right[i - from + 1],
          a[p + i + 1],
          a[q + i + 1],
          a[r + i + 1]);
    }
    if (i < to) {
      one(first, second, third, width, right[i - from], a[p + i], a[q + i], a[r + i]);
    }
  }

  /** Two terms of three rows: {@code s += p * x}, twice, and so t and u. */
  private static void two(
      float[] s,
      float[] t,
      float[] u,
      int width,
      float[] x0,
      float p0,
      float q0,
      float r0,
      float[] x1,
      float p1,
      float q1,
      float r1) {
    for (int i = 0; i < width; i++) {
      float x = x0[i];
      float y = x1[i];
      s[i] = (s[i] + p0 * x) + p1 * y;
      t[i] = (t[i] + q0 * x) + q1 * y;
      u[i] = (u[i] + r0 * x) + r1 * y;
    }
  }

  private static void one(
      float[] s, float[] t, float[] u, int width, float[] x, float p, float q, float r) {
    for (int i = 0; i < width; i++) {
      float each = x[i];
      s[i] += p * each;
      t[i] += q * each;
      u[i] += r * each;
    }
  }
}
