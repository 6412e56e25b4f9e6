package org.gradoracle.tensor;

/**
 * Matrix products of floats in the order of MKL's {@code sgemm} and {@code sgemv} in its mode
 * {@code COMPATIBLE}, called with one thread, so that they equal PyTorch's bit for bit on every
 * x86-64 processor.
 *
 * <p>No step is fused: every product is rounded, then every sum. The order depends on the sizes,
 * and on which operand PyTorch has as the transpose of what is in memory; {@code docs/exactness.md}
 * tells how it was found.
 */
final class FloatProducts {

  /** From so many rows, columns and terms on, terms are taken in blocks. */
  private static final int SMALL = 8;

  /** The terms of a block. */
  private static final int BLOCK = 112;

  /** The rows and columns that a kernel takes at a time. */
  private static final int ROWS = 4;

  private static final int COLUMNS = 8;

  /** The floats of a vector, and of two. */
  private static final int LANES = 4;

  private static final int DOUBLE_LANES = 8;

  private final float[] a;
  private final boolean transposedA;
  private final float[] b;
  private final boolean transposedB;
  private final int m;
  private final int k;
  private final int n;
  private final float[] product;

  private FloatProducts(
      float[] a, boolean transposedA, float[] b, boolean transposedB, int m, int k, int n) {
    this.a = a;
    this.transposedA = transposedA;
    this.b = b;
    this.transposedB = transposedB;
    this.m = m;
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
    var products = new FloatProducts(a, transposedA, b, transposedB, m, k, n);
    products.fill();
    return products.product;
  }

  private void fill() {
    if (n == 1 && m > 1) {
      matrixTimesVector();
    } else if (m == 1) {
      vectorTimesMatrix(0, false);
    } else if (k == 1) {
      outer();
    } else if (m < SMALL || n < SMALL || k < SMALL) {
      small();
    } else {
      int whole = whole(m, ROWS);
      blocks(whole);
      for (int row = whole; row < m; row++) {
        vectorTimesMatrix(row, transposedA);
      }
    }
  }

  /** Along the matrix's rows, if they are next to each other in memory; else in order. */
  private void matrixTimesVector() {
    for (int row = 0; row < m; row++) {
      if (transposedA) {
        addInOrder(row, 0, 0, k);
      } else {
        product[row] = along(row, 0, row, m);
      }
    }
  }

  /**
   * A row times the matrix, along the columns if they are next to each other in memory; else in
   * order.
   *
   * @param strided whether the row's own elements are apart in memory
   */
  private void vectorTimesMatrix(int row, boolean strided) {
    if (!transposedB) {
      addInOrder(row, 0, 0, k);
      return;
    }
    for (int column = 0; column < n; column++) {
      product[row * n + column] =
          strided && column >= whole(n, LANES)
              ? sideBySide(row, column)
              : along(row, column, column, n);
    }
  }

  /** One term each, which keeps the sign of a zero: all other sums start from +0. */
  private void outer() {
    for (int row = 0; row < m; row++) {
      for (int column = 0; column < n; column++) {
        product[row * n + column] = a[row] * b[column];
      }
    }
  }

  private void small() {
    for (int row = 0; row < m; row++) {
      if (transposedB && !transposedA) {
        addLanes(row, 0, 0, k);
      } else {
        addInOrder(row, 0, 0, k);
      }
    }
  }

  /** First the last block of terms, of 1 to 112, then the others in order. */
  private void blocks(int rows) {
    int last = (k - 1) / BLOCK * BLOCK;
    block(rows, last, k);
    for (int from = 0; from < last; from += BLOCK) {
      block(rows, from, from + BLOCK);
    }
  }

  /** Adds a block's sums; in the columns beyond the whole eights its terms one by one. */
  private void block(int rows, int from, int to) {
    int columns = transposedA && transposedB ? n : whole(n, COLUMNS);
    addSums(rows, columns, from, to);
    for (int row = 0; row < rows; row++) {
      if (transposedB) {
        addLanes(row, columns, from, to);
      } else {
        addInOrder(row, columns, from, to);
      }
    }
  }

  /** Adds the sum of the terms, taken in order. */
  private void addSums(int rows, int columns, int from, int to) {
    float[][] sums = new float[rows][columns];
    float[] right = new float[columns]; // with one index for both arrays, the loop is vectorised
    for (int i = from; i < to; i++) {
      System.arraycopy(b, i * n, right, 0, columns);
      for (int row = 0; row < rows; row++) {
        float left = a[row * k + i];
        float[] sum = sums[row];
        for (int column = 0; column < columns; column++) {
          sum[column] += left * right[column];
        }
      }
    }
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        product[row * n + column] += sums[row][column];
      }
    }
  }

  /** Adds the terms to what is there, one after the other. */
  private void addInOrder(int row, int fromColumn, int from, int to) {
    int start = row * n;
    for (int i = from; i < to; i++) {
      float left = a[row * k + i];
      for (int column = fromColumn; column < n; column++) {
        product[start + column] += left * b[i * n + column];
      }
    }
  }

  /**
   * Adds the sum of the terms, taken in four lanes, or eight beyond the last whole four columns.
   */
  private void addLanes(int row, int fromColumn, int from, int to) {
    for (int column = fromColumn; column < n; column++) {
      float[] lanes = new float[column < whole(n, LANES) ? LANES : DOUBLE_LANES];
      int full = from + whole(to - from, lanes.length);
      addTerms(lanes, row, column, from, full);
      product[row * n + column] += rest(folded(lanes), row, column, full, to);
    }
  }

  /**
   * The first term stands alone in the first lane. The last 1 to 3 elements of a result take eight
   * terms at a time, in eight lanes, but the second of them in four.
   *
   * @param element of the result's {@code count} elements
   */
  private float along(int row, int column, int element, int count) {
    int beyond = element - whole(count, LANES);
    float[] lanes = new float[beyond < 0 || beyond == 1 ? LANES : DOUBLE_LANES];
    int full = afterTheFirst(lanes, row, column, beyond < 0 ? LANES : DOUBLE_LANES);
    return rest(folded(lanes), row, column, full, k);
  }

  /** The first term alone as well, in eight lanes, which are added in order. */
  private float sideBySide(int row, int column) {
    float[] lanes = new float[DOUBLE_LANES];
    int full = afterTheFirst(lanes, row, column, DOUBLE_LANES);
    float sum = 0;
    for (float lane : lanes) {
      sum += lane;
    }
    return rest(sum, row, column, full, k);
  }

  /** Whole steps of terms behind the first one; returns where those left over begin. */
  private int afterTheFirst(float[] lanes, int row, int column, int step) {
    lanes[0] = term(row, 0, column);
    int full = 1 + whole(k - 1, step);
    addTerms(lanes, row, column, 1, full);
    return full;
  }

  /** Adds terms to the lanes in turn. */
  private void addTerms(float[] lanes, int row, int column, int from, int to) {
    for (int i = from; i < to; i += lanes.length) {
      for (int lane = 0; lane < lanes.length; lane++) {
        lanes[lane] += term(row, i + lane, column);
      }
    }
  }

  private static float folded(float[] lanes) {
    for (int half = lanes.length / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lanes[i] += lanes[i + half];
      }
    }
    return lanes[0];
  }

  private float rest(float sum, int row, int column, int from, int to) {
    for (int i = from; i < to; i++) {
      sum += term(row, i, column);
    }
    return sum;
  }

  private float term(int row, int i, int column) {
    return a[row * k + i] * b[i * n + column];
  }

  private static int whole(int count, int size) {
    return count / size * size;
  }
}
