package org.gradoracle.rounding;

/**
 * The transpose of a matrix in row-major order, a square at a time: whole stretches of rows are
 * read and written, and the elements change places in an array that stays in the nearest cache.
 */
public final class Transposed {

  /** The rows and columns of a square. */
  private static final int SQUARE = 32;

  private Transposed() {}

  /** Some columns of a matrix, as rows. */
  public static float[] columns(float[] x, int rows, int columns, int from, int to) {
    float[] transposed = new float[(to - from) * rows];
    float[] square = new float[SQUARE * SQUARE];
    for (int top = 0; top < rows; top += SQUARE) {
      int height = Math.min(SQUARE, rows - top);
      for (int left = from; left < to; left += SQUARE) {
        int width = Math.min(SQUARE, to - left);
        for (int row = 0; row < height; row++) {
          int start = (top + row) * columns + left;
          for (int column = 0; column < width; column++) {
            square[column * SQUARE + row] = x[start + column];
          }
        }
        for (int column = 0; column < width; column++) {
          int start = (left - from + column) * rows + top;
          System.arraycopy(square, column * SQUARE, transposed, start, height);
        }
      }
    }
    return transposed;
  }

  /** The same of doubles. */
  public static double[] columns(double[] x, int rows, int columns, int from, int to) {
    double[] transposed = new double[(to - from) * rows];
    double[] square = new double[SQUARE * SQUARE];
    for (int top = 0; top < rows; top += SQUARE) {
      int height = Math.min(SQUARE, rows - top);
      for (int left = from; left < to; left += SQUARE) {
        int width = Math.min(SQUARE, to - left);
        for (int row = 0; row < height; row++) {
          int start = (top + row) * columns + left;
          for (int column = 0; column < width; column++) {
            square[column * SQUARE + row] = x[start + column];
          }
        }
        for (int column = 0; column < width; column++) {
          int start = (left - from + column) * rows + top;
          System.arraycopy(square, column * SQUARE, transposed, start, height);
        }
      }
    }
    return transposed;
  }
}
