package org.gradoracle.rounding;

import java.util.Arrays;

/**
 * Sums of rows on four levels, column by column: every 2^p rows the lowest level is added to the
 * next and starts again, every 2^2p rows that one to the one above, and so on. p is 4 up to 2^19
 * rows.
 *
 * <p>Rows are copied before they are added: with one index for all arrays, the loops are
 * vectorised.
 */
final class FloatCascade {

  private static final int LEVELS = 4;

  private final float[][] levels;
  private final float[][] rows;

  /** Cascades of up to {@code columns} columns. */
  FloatCascade(int columns) {
    levels = FloatRows.arrays(LEVELS, columns);
    rows = FloatRows.arrays(4, columns);
  }

  /**
   * The sums of some columns, in an array that the next call overwrites.
   *
   * @param start the index in {@code x} at which the first row begins
   * @param stride from one row to the next
   */
  float[] sum(float[] x, int start, int stride, int count, int columns) {
    int power = Math.max(4, ceilLog2(count) / LEVELS);
    int step = 1 << power;
    int whole = count & -step;
    int used = whole == 0 ? 1 : LEVELS;
    for (int level = 0; level < used; level++) {
      Arrays.fill(levels[level], 0, columns, 0);
    }
    for (int i = 0; i < whole; ) {
      addRows(x, start + i * stride, stride, step, columns);
      i += step;
      carry(i, power, columns);
    }
    addRows(x, start + whole * stride, stride, count - whole, columns);
    for (int level = 1; level < used; level++) {
      add(levels[0], levels[level], columns);
    }
    return levels[0];
  }

  /** Carries sums to the next levels, after {@code count} rows. */
  private void carry(int count, int power, int columns) {
    for (int level = 1; level < LEVELS; level++) {
      add(levels[level], levels[level - 1], columns);
      Arrays.fill(levels[level - 1], 0, columns, 0);
      if ((count & ((1 << power) - 1) << (level * power)) != 0) {
        return;
      }
    }
  }

  private void addRows(float[] x, int start, int stride, int count, int columns) {
    int whole = count & -4;
    int next = start;
    for (int i = 0; i < whole; i += 4) {
      for (float[] row : rows) {
        System.arraycopy(x, next, row, 0, columns);
        next += stride;
      }
      add(levels[0], rows[0], rows[1], rows[2], rows[3], columns);
    }
    for (int i = whole; i < count; i++) {
      System.arraycopy(x, next, rows[0], 0, columns);
      next += stride;
      add(levels[0], rows[0], columns);
    }
  }

  private static void add(float[] sum, float[] a, float[] b, float[] c, float[] d, int columns) {
    for (int i = 0; i < columns; i++) {
      sum[i] = (((sum[i] + a[i]) + b[i]) + c[i]) + d[i];
    }
  }

  private static void add(float[] sum, float[] row, int columns) {
    for (int i = 0; i < columns; i++) {
      sum[i] += row[i];
    }
  }

  private static int ceilLog2(int n) {
    return n <= 2 ? 1 : Integer.SIZE - Integer.numberOfLeadingZeros(n - 1);
  }
}
