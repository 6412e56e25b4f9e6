package org.gradoracle.rounding;

/**
 * The transpose of a matrix in row-major order, a square at a time, whose lines stay in the L1
 * cache.
 */
public final class Transposed {

  /** The rows and columns of a square. */
  private static final int SQUARE = 16;

  /** What an element costs, counted in operations: mostly reading and writing it. */
  private static final int OPERATIONS = 16;

  private Transposed() {}

  /** Some columns of a matrix, as rows. */
  public static float[] columns(float[] x, int rows, int columns, int from, int to) {
    float[] transposed = new float[(to - from) * rows];
    ParallelRows.rows(
        to - from,
        SQUARE,
        (long) OPERATIONS * rows,
        (first, end) -> {
          for (int left = first; left < end; left += SQUARE) {
            int right = Math.min(end, left + SQUARE);
            for (int top = 0; top < rows; top += SQUARE) {
              int bottom = Math.min(rows, top + SQUARE);
              for (int column = left; column < right; column++) {
                int source = from + column;
                for (int row = top; row < bottom; row++) {
                  transposed[column * rows + row] = x[row * columns + source];
                }
              }
            }
          }
        });
    return transposed;
  }

  /** The same of doubles. */
  public static double[] columns(double[] x, int rows, int columns, int from, int to) {
    double[] transposed = new double[(to - from) * rows];
    ParallelRows.rows(
        to - from,
        SQUARE,
        (long) OPERATIONS * rows,
        (first, end) -> {
          for (int left = first; left < end; left += SQUARE) {
            int right = Math.min(end, left + SQUARE);
            for (int top = 0; top < rows; top += SQUARE) {
              int bottom = Math.min(rows, top + SQUARE);
              for (int column = left; column < right; column++) {
                int source = from + column;
                for (int row = top; row < bottom; row++) {
                  transposed[column * rows + row] = x[row * columns + source];
                }
              }
            }
          }
        });
    return transposed;
  }
}
