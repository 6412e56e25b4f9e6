package org.gradoracle.rounding;

/**
 * Matrix products of floats in the order of MKL's {@code sgemm} and {@code sgemv} in its mode
 * {@code COMPATIBLE}, called with one thread, so that they equal PyTorch's bit for bit on every
 * x86-64 processor.
 *
 * <p>No step is fused: every product is rounded, then every sum. The order depends on the sizes,
 * and on which operand PyTorch has as the transpose of what is in memory; {@code docs/exactness.md}
 * describes how it was found. The loops are those of {@link FloatRows}, where terms are taken in
 * order, and of {@link FloatLanes}.
 */
public final class FloatProducts {

  /** From this many rows, columns and terms on, terms are taken in blocks. */
  private static final int SMALL = 8;

  /** The terms of a block. */
  private static final int BLOCK = FloatRows.TERMS;

  /** Of several products, one of fewer multiplications than this is libtorch's own loop. */
  private static final int OWN_LOOP = 400;

  /** The rows and columns that a kernel takes at a time. */
  private static final int ROWS = 4;

  private static final int COLUMNS = 8;

  /**
   * From this many rows on, and with half as many columns or fewer, the transposes are multiplied.
   */
  private static final int TALL = 256;

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
  public static float[] product(
      float[] a, boolean transposedA, float[] b, boolean transposedB, int m, int k, int n) {
    var products = new FloatProducts(a, transposedA, b, transposedB, m, k, n);
    products.fill();
    return products.product;
  }

  /**
   * One of several products that are computed in one call, {@code torch.bmm}: a small one takes its
   * terms in order.
   */
  public static float[] ofSeveral(
      float[] a, boolean transposedA, float[] b, boolean transposedB, int m, int k, int n) {
    var products = new FloatProducts(a, transposedA, b, transposedB, m, k, n);
    if ((long) m * k * n < OWN_LOOP) {
      new FloatRows(a, k, b, n, products.product).addInOrder(0, m);
    } else if (n == 1) {
      products.small();
    } else {
      products.fill();
    }
    return products.product;
  }

  private void fill() {
    if (n == 1 && m > 1) {
      matrixTimesVector();
    } else if (m == 1) {
      vectorsTimesMatrix(0, false);
    } else if (k == 1) {
      outer();
    } else if (m < SMALL || n < SMALL || k < SMALL) {
      small();
    } else {
      int rows = whole(m, ROWS);
      ParallelRows.rows(rows, ROWS, 2L * k * n, this::blocks);
      if (rows < m) {
        vectorsTimesMatrix(rows, transposedA);
      }
    }
  }

  /** Along the matrix's rows, if they are next to each other in memory; else in order. */
  private void matrixTimesVector() {
    if (transposedA) {
      float[] columns = Transposed.columns(a, m, k, 0, k);
      new FloatRows(b, k, columns, m, product).addInOrder(0, 1);
      return;
    }
    for (int row = 0; row < m; row++) {
      product[row] = along(row, b, 0, row, m);
    }
  }

  /**
   * The rows from one on times the matrix, along the columns if they are next to each other in
   * memory; else in order.
   *
   * @param strided whether a row's own elements are apart in memory
   */
  private void vectorsTimesMatrix(int fromRow, boolean strided) {
    if (!transposedB) {
      new FloatRows(a, k, b, n, product).addInOrder(fromRow, m);
      return;
    }
    float[] columns = Transposed.columns(b, k, n, 0, n);
    for (int row = fromRow; row < m; row++) {
      for (int column = 0; column < n; column++) {
        product[row * n + column] =
            strided && column >= whole(n, FloatLanes.FOUR)
                ? sideBySide(row, columns, column)
                : along(row, columns, column, column, n);
      }
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
    if (transposedB && !transposedA) {
      addLanes(0, m, 0, 0, k, Transposed.columns(b, k, n, 0, n));
    } else {
      new FloatRows(a, k, b, n, product).addInOrder(0, m);
    }
  }

  /**
   * Terms in blocks: first the last one, of 1 to 112, then the others in order. A block's sum is
   * added; in the columns beyond the whole eights its terms one by one, or in lanes.
   */
  private void blocks(int fromRow, int toRow) {
    int sums = transposedA && transposedB ? n : whole(n, COLUMNS);
    int columns = transposedB ? sums : n;
    float[] beyond = Transposed.columns(b, k, n, columns, n);
    boolean tall = toRow - fromRow >= TALL && n < 2 * TALL && 2 * n <= toRow - fromRow;
    if (tall) {
      tallBlocks(fromRow, toRow, sums, columns);
    }
    FloatRows rows = new FloatRows(a, k, b, n, product);
    inBlocks(
        (from, to, first) -> {
          if (!tall) {
            rows.add(fromRow, toRow, sums, columns, from, to, first);
          }
          addLanes(fromRow, toRow, columns, from, to, beyond);
        });
  }

  /**
   * The same, but for the columns in lanes, as the product of the transposes: what is long is in
   * memory's order then, and a loop goes along it.
   */
  private void tallBlocks(int fromRow, int toRow, int sums, int columns) {
    int height = toRow - fromRow;
    float[] left = Transposed.columns(b, k, n, 0, columns);
    float[] turned = new float[columns * height];
    FloatRows rows = FloatRows.timesTransposed(left, k, a, fromRow, height, turned);
    inBlocks(
        (from, to, first) -> {
          rows.add(0, sums, height, height, from, to, first);
          rows.add(sums, columns, 0, height, from, to, first);
        });
    float[] back = Transposed.columns(turned, columns, height, 0, height);
    for (int row = 0; row < height; row++) {
      System.arraycopy(back, row * columns, product, (fromRow + row) * n, columns);
    }
  }

  /** Some terms; whether they are the first that are taken. */
  @FunctionalInterface
  private interface Block {
    void add(int from, int to, boolean first);
  }

  private void inBlocks(Block block) {
    int last = (k - 1) / BLOCK * BLOCK;
    block.add(last, k, true);
    for (int from = 0; from < last; from += BLOCK) {
      block.add(from, from + BLOCK, false);
    }
  }

  /**
   * Adds the sum of the terms, taken in four lanes, or eight beyond the last whole four columns.
   *
   * @param columns those from one on, each of which is a row here
   */
  private void addLanes(int fromRow, int toRow, int fromColumn, int from, int to, float[] columns) {
    for (int column = fromColumn; column < n; column++) {
      int q = (column - fromColumn) * k + from;
      boolean four = column < whole(n, FloatLanes.FOUR);
      int full = whole(to - from, four ? FloatLanes.FOUR : FloatLanes.EIGHT);
      for (int row = fromRow; row < toRow; row++) {
        int p = row * k + from;
        float sum =
            four
                ? FloatLanes.four(0, a, p, columns, q, full)
                : FloatLanes.eight(0, a, p, columns, q, full, true);
        product[row * n + column] +=
            FloatLanes.rest(sum, a, p + full, columns, q + full, to - from - full);
      }
    }
  }

  /**
   * The first term stands alone in the first lane. The last 1 to 3 elements of a result take eight
   * terms at a time, in eight lanes, except the second of them, in four.
   *
   * @param columns each of which is a row here
   * @param element of the result's {@code count} elements
   */
  private float along(int row, float[] columns, int column, int element, int count) {
    int beyond = element - whole(count, FloatLanes.FOUR);
    int p = row * k;
    int q = column * k;
    float first = a[p] * columns[q];
    int full = whole(k - 1, beyond < 0 ? FloatLanes.FOUR : FloatLanes.EIGHT);
    float sum =
        beyond < 0 || beyond == 1
            ? FloatLanes.four(first, a, p + 1, columns, q + 1, full)
            : FloatLanes.eight(first, a, p + 1, columns, q + 1, full, true);
    return FloatLanes.rest(sum, a, p + 1 + full, columns, q + 1 + full, k - 1 - full);
  }

  /** The first term alone as well, in eight lanes, which are added in order. */
  private float sideBySide(int row, float[] columns, int column) {
    int p = row * k;
    int q = column * k;
    int full = whole(k - 1, FloatLanes.EIGHT);
    float sum = FloatLanes.eight(a[p] * columns[q], a, p + 1, columns, q + 1, full, false);
    return FloatLanes.rest(sum, a, p + 1 + full, columns, q + 1 + full, k - 1 - full);
  }

  private static int whole(int count, int size) {
    return count / size * size;
  }
}
