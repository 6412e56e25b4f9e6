package org.gradoracle.rounding;

import java.util.Arrays;

/**
 * Matrix products of doubles: every element's terms in order, each with one fused multiply-add onto
 * the sum so far.
 *
 * <p>Three rows and two terms at a time, as in {@link FloatRows}.
 */
public final class DoubleProducts {

  /** The most terms that are taken at a time. */
  private static final int TERMS = 112;

  /** The columns taken at a time. */
  private static final int COLUMNS = 512;

  private final double[] a;
  private final int k;
  private final double[] b;
  private final int n;
  private final double[] product;

  private DoubleProducts(double[] a, int m, int k, double[] b, int n) {
    this.a = a;
    this.k = k;
    this.b = b;
    this.n = n;
    product = new double[m * n];
  }

  /** The product of {@code a} (m, k) and {@code b} (k, n), both in row-major order. */
  public static double[] product(double[] a, double[] b, int m, int k, int n) {
    var products = new DoubleProducts(a, m, k, b, n);
    ParallelRows.rows(m, 2, 2L * k * n, products::fill);
    return products.product;
  }

  private void fill(int fromRow, int toRow) {
    int most = FloatRows.alike(Math.min(COLUMNS, n), FloatRows.LINE / 2);
    double[][] right = new double[Math.min(TERMS, k)][]; // see FloatRows.arrays
    Arrays.setAll(right, i -> new double[most]);
    double[] first = new double[most];
    double[] second = new double[most];
    double[] third = new double[most];
    for (int column = 0; column < n; column += COLUMNS) {
      int width = Math.min(COLUMNS, n - column);
      for (int from = 0; from < k; from += TERMS) {
        int to = Math.min(k, from + TERMS);
        for (int i = from; i < to; i++) {
          System.arraycopy(b, i * n + column, right[i - from], 0, width);
        }
        for (int r = fromRow; r < toRow; r += 3) {
          int s = Math.min(r + 1, toRow - 1); // beyond the last row, it is computed again
          int t = Math.min(r + 2, toRow - 1);
          System.arraycopy(product, r * n + column, first, 0, width);
          System.arraycopy(product, s * n + column, second, 0, width);
          System.arraycopy(product, t * n + column, third, 0, width);
          accumulate(first, second, third, right, r * k, s * k, t * k, from, to, width);
          System.arraycopy(first, 0, product, r * n + column, width);
          System.arraycopy(second, 0, product, s * n + column, width);
          System.arraycopy(third, 0, product, t * n + column, width);
        }
      }
    }
  }

  private void accumulate(
      double[] s,
      double[] t,
      double[] u,
      double[][] right,
      int p,
      int q,
      int r,
      int from,
      int to,
      int width) {
    int i = from;
    for (; i + 2 <= to; i += 2) {
      two(
          s,
          t,
          u,
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
      one(s, t, u, width, right[i - from], a[p + i], a[q + i], a[r + i]);
    }
  }

  private static void two(
      double[] s,
      double[] t,
      double[] u,
      int width,
      double[] x0,
      double p0,
      double q0,
      double r0,
      double[] x1,
      double p1,
      double q1,
      double r1) {
    for (int i = 0; i < width; i++) {
      double x = x0[i];
      double y = x1[i];
      s[i] = Math.fma(p1, y, Math.fma(p0, x, s[i]));
      t[i] = Math.fma(q1, y, Math.fma(q0, x, t[i]));
      u[i] = Math.fma(r1, y, Math.fma(r0, x, u[i]));
    }
  }

  private static void one(
      double[] s, double[] t, double[] u, int width, double[] x, double p, double q, double r) {
    for (int i = 0; i < width; i++) {
      double each = x[i];
      s[i] = Math.fma(p, each, s[i]);
      t[i] = Math.fma(q, each, t[i]);
      u[i] = Math.fma(r, each, u[i]);
    }
  }
}
