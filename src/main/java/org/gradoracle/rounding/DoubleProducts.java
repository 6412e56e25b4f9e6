package org.gradoracle.rounding;

/**
 * Matrix products of doubles: every element's terms in order, each with one fused multiply-add onto
 * the sum so far.
 *
 * <p>Two rows and three terms at a time, as in {@link FloatRows}.
 */
public final class DoubleProducts {

  /** The most terms that are taken at a time. */
  private static final int TERMS = 112;

  /** The columns taken at a time. */
  private static final int COLUMNS = 256;

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
    Split.rows(m, 2, 2L * k * n, products::fill);
    return products.product;
  }

  private void fill(int fromRow, int toRow) {
    int most = Math.min(COLUMNS, n);
    double[][] right = new double[Math.min(TERMS, k)][most];
    double[] first = new double[most];
    double[] second = new double[most];
    for (int column = 0; column < n; column += COLUMNS) {
      int width = Math.min(COLUMNS, n - column);
      for (int from = 0; from < k; from += TERMS) {
        int to = Math.min(k, from + TERMS);
        for (int i = from; i < to; i++) {
          System.arraycopy(b, i * n + column, right[i - from], 0, width);
        }
        for (int row = fromRow; row < toRow; row += 2) {
          int next = Math.min(row + 1, toRow - 1); // an odd row out is computed twice
          System.arraycopy(product, row * n + column, first, 0, width);
          System.arraycopy(product, next * n + column, second, 0, width);
          accumulate(first, second, width, right, row * k, next * k, from, to);
          System.arraycopy(first, 0, product, row * n + column, width);
          System.arraycopy(second, 0, product, next * n + column, width);
        }
      }
    }
  }

  private void accumulate(
      double[] s, double[] t, int width, double[][] right, int p, int q, int from, int to) {
    int i = from;
    for (; i + 3 <= to; i += 3) {
      int r = i - from;
      three(
          s,
          t,
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
      one(s, t, width, right[i - from], a[p + i], a[q + i]);
    }
  }

  private static void three(
      double[] s,
      double[] t,
      int width,
      double[] x0,
      double p0,
      double q0,
      double[] x1,
      double p1,
      double q1,
      double[] x2,
      double p2,
      double q2) {
    for (int i = 0; i < width; i++) {
      double x = x0[i];
      double y = x1[i];
      double z = x2[i];
      s[i] = Math.fma(p2, z, Math.fma(p1, y, Math.fma(p0, x, s[i])));
      t[i] = Math.fma(q2, z, Math.fma(q1, y, Math.fma(q0, x, t[i])));
    }
  }

  private static void one(double[] s, double[] t, int width, double[] x, double p, double q) {
    for (int i = 0; i < width; i++) {
      double each = x[i];
      s[i] = Math.fma(p, each, s[i]);
      t[i] = Math.fma(q, each, t[i]);
    }
  }
}
