package org.gradoracle.rounding;

/**
 * Matrix products of floats in the order of MKL's {@code sgemm} and {@code sgemv} with {@code
 * MKL_CBWR=COMPATIBLE} and one thread, so that they equal PyTorch's bit for bit on every x86-64
 * processor. No step is fused: every product is rounded, then every sum.
 */
final class YardstickProducts {

  /** From so many rows, columns and terms on, terms are taken in blocks. */
  private static final int SMALL = 8;

  /** The terms of a block. */
  private static final int BLOCK = 112;

  private final float[] a;
  private final float[] b;
  private final int k;
  private final int n;
  private final float[] product;

  private YardstickProducts(float[] a, float[] b, int m, int k, int n) {
    this.a = a;
    this.b = b;
    this.k = k;
    this.n = n;
    product = new float[m * n];
  }

  /**
   * The product of {@code a} (m, k) and {@code b} (k, n), both in row-major order.
   *
   * @param transposedA whether PyTorch would have {@code a} as the transpose of what is in memory
   * @param transposedB the same of {@code b}
   */
  static float[] product(
      float[] a, boolean transposedA, float[] b, boolean transposedB, int m, int k, int n) {
    var products = new YardstickProducts(a, b, m, k, n);
    if (n == 1 && m > 1) {
      products.columnVector(m, !transposedA);
    } else if (m == 1) {
      products.rowVector(0, transposedB, false);
    } else if (k == 1) {
      products.outer(m);
    } else if (m < SMALL || n < SMALL || k < SMALL) {
      products.small(m, transposedB && !transposedA);
    } else {
      int whole = wholes(m, 4);
      products.blocks(whole, transposedA, transposedB);
      for (int row = whole; row < m; row++) {
        products.rowVector(row, transposedB, transposedA);
      }
    }
    return products.product;
  }

  /** A row times a matrix: in order across the matrix's rows, or in lanes along its columns. */
  private void rowVector(int row, boolean along, boolean strided) {
    if (along) {
      for (int column = 0; column < n; column++) {
        float[] terms = terms(row, column, 0, k);
        product[row * n + column] =
            strided && column >= wholes(n, 4) ? spread(terms) : along(terms, column, n);
      }
    } else {
      onto(row, 0, n, 0, k);
    }
  }

  /** A matrix times a column. */
  private void columnVector(int m, boolean along) {
    for (int row = 0; row < m; row++) {
      if (along) {
        product[row] = along(terms(row, 0, 0, k), row, m);
      } else {
        onto(row, 0, 1, 0, k);
      }
    }
  }

  /** One term each, with its own sign if it is zero. */
  private void outer(int m) {
    for (int row = 0; row < m; row++) {
      for (int column = 0; column < n; column++) {
        product[row * n + column] = a[row] * b[column];
      }
    }
  }

  private void small(int m, boolean lanes) {
    for (int row = 0; row < m; row++) {
      if (lanes) {
        lanes(row, 0, 0, k);
      } else {
        onto(row, 0, n, 0, k);
      }
    }
  }

  /** Blocks of 112 terms: first the last one, of 1 to 112, then the others in order. */
  private void blocks(int rows, boolean transposedA, boolean transposedB) {
    int last = (k - 1) / BLOCK * BLOCK;
    for (int row = 0; row < rows; row++) {
      block(row, last, k, transposedA, transposedB);
      for (int from = 0; from < last; from += BLOCK) {
        block(row, from, from + BLOCK, transposedA, transposedB);
      }
    }
  }

  private void block(int row, int from, int to, boolean transposedA, boolean transposedB) {
    int whole = transposedA && transposedB ? n : wholes(n, 8);
    apart(row, whole, from, to);
    if (transposedB) {
      lanes(row, whole, from, to);
    } else {
      onto(row, whole, n, from, to);
    }
  }

  /** Adds terms to what is there, one after the other. */
  private void onto(int row, int fromColumn, int toColumn, int from, int to) {
    for (int i = from; i < to; i++) {
      float left = a[row * k + i];
      for (int column = fromColumn; column < toColumn; column++) {
        product[row * n + column] += left * b[i * n + column];
      }
    }
  }

  /** Adds the terms' sum, itself taken in order. */
  private void apart(int row, int columns, int from, int to) {
    float[] sums = new float[columns];
    for (int i = from; i < to; i++) {
      float left = a[row * k + i];
      for (int column = 0; column < columns; column++) {
        sums[column] += left * b[i * n + column];
      }
    }
    for (int column = 0; column < columns; column++) {
      product[row * n + column] += sums[column];
    }
  }

  /**
   * Adds the terms' sum, taken in four lanes, or eight in the columns after the last whole four.
   */
  private void lanes(int row, int fromColumn, int from, int to) {
    for (int column = fromColumn; column < n; column++) {
      int width = column < wholes(n, 4) ? 4 : 8;
      float[] terms = terms(row, column, from, to);
      float[] lanes = new float[width];
      int full = fill(lanes, terms, 0, width);
      product[row * n + column] += inOrder(folded(lanes), terms, full);
    }
  }

  /**
   * The first term stands alone in the first lane. The last 1 to 3 elements of a vector take eight
   * terms at a time, in eight lanes, but the second of them in four.
   */
  private static float along(float[] terms, int index, int count) {
    int beyond = index - wholes(count, 4);
    float[] lanes = new float[beyond < 0 || beyond == 1 ? 4 : 8];
    lanes[0] = terms[0];
    int full = fill(lanes, terms, 1, beyond < 0 ? 4 : 8);
    return inOrder(folded(lanes), terms, full);
  }

  /** Eight lanes as well, added in order. */
  private static float spread(float[] terms) {
    float[] lanes = new float[8];
    lanes[0] = terms[0];
    int full = fill(lanes, terms, 1, 8);
    return inOrder(inOrder(0, lanes, 0), terms, full);
  }

  /** Adds whole steps of terms to the lanes in turn; returns where the terms left over begin. */
  private static int fill(float[] lanes, float[] terms, int first, int step) {
    int full = first + wholes(terms.length - first, step);
    for (int i = first; i < full; i++) {
      lanes[(i - first) % lanes.length] += terms[i];
    }
    return full;
  }

  private static float folded(float[] lanes) {
    for (int half = lanes.length / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lanes[i] += lanes[i + half];
      }
    }
    return lanes[0];
  }

  private static float inOrder(float start, float[] terms, int from) {
    float sum = start;
    for (int i = from; i < terms.length; i++) {
      sum += terms[i];
    }
    return sum;
  }

  private float[] terms(int row, int column, int from, int to) {
    float[] terms = new float[to - from];
    for (int i = from; i < to; i++) {
      terms[i - from] = a[row * k + i] * b[i * n + column];
    }
    return terms;
  }

  private static int wholes(int count, int size) {
    return count / size * size;
  }
}
