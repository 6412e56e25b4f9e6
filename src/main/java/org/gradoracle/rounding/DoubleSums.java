package org.gradoracle.rounding;

/** Sums of doubles in index order. */
public final class DoubleSums {

  /** How many sums run side by side, as each addition has to wait for the one before it. */
  private static final int ABREAST = 4;

  private DoubleSums() {}

  /** The sums over the middle axis of (outer, count, inner): an array of (outer, inner). */
  public static double[] sum(double[] x, int outer, int count, int inner) {
    double[] sums = new double[outer * inner];
    if (inner == 1) {
      neighbours(x, sums, count);
    } else {
      double[] sum = new double[inner];
      for (int o = 0; o < outer; o++) {
        rows(x, o * count * inner, count, sum);
        System.arraycopy(sum, 0, sums, o * inner, inner);
      }
    }
    return sums;
  }

  private static void neighbours(double[] x, double[] sums, int count) {
    int whole = sums.length / ABREAST * ABREAST;
    for (int i = 0; i < whole; i += ABREAST) {
      int first = i * count;
      int second = first + count;
      int third = second + count;
      int fourth = third + count;
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      for (int k = 0; k < count; k++) {
        a += x[first + k];
        b += x[second + k];
        c += x[third + k];
        d += x[fourth + k];
      }
      sums[i] = a;
      sums[i + 1] = b;
      sums[i + 2] = c;
      sums[i + 3] = d;
    }
    for (int i = whole; i < sums.length; i++) {
      double sum = 0;
      for (int k = i * count; k < (i + 1) * count; k++) {
        sum += x[k];
      }
      sums[i] = sum;
    }
  }

  /** Rows are copied: with one index for both arrays, the loop is vectorised. */
  private static void rows(double[] x, int start, int count, double[] sum) {
    double[] row = new double[sum.length];
    java.util.Arrays.fill(sum, 0);
    for (int k = 0; k < count; k++) {
      System.arraycopy(x, start + k * row.length, row, 0, row.length);
      for (int i = 0; i < row.length; i++) {
        sum[i] += row[i];
      }
    }
  }
}
