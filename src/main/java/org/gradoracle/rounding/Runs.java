package org.gradoracle.rounding;

/** Runs of consecutive elements of an array: the rows of a matrix, or single elements. */
public final class Runs {

  private Runs() {}

  /** The runs of this length that start at these indices, one after the other. */
  public static float[] taken(float[] x, int[] starts, int length) {
    float[] taken = new float[starts.length * length];
    if (length == 1) {
      for (int i = 0; i < starts.length; i++) {
        taken[i] = x[starts[i]];
      }
    } else {
      for (int i = 0; i < starts.length; i++) {
        System.arraycopy(x, starts[i], taken, i * length, length);
      }
    }
    return taken;
  }

  /** The same of doubles. */
  public static double[] taken(double[] x, int[] starts, int length) {
    double[] taken = new double[starts.length * length];
    if (length == 1) {
      for (int i = 0; i < starts.length; i++) {
        taken[i] = x[starts[i]];
      }
    } else {
      for (int i = 0; i < starts.length; i++) {
        System.arraycopy(x, starts[i], taken, i * length, length);
      }
    }
    return taken;
  }

  /** {@code x} with {@code y}, or its single element, added to these runs, one after the other. */
  public static float[] added(float[] x, int[] starts, int length, float[] y) {
    float[] sums = x.clone();
    int step = y.length == 1 ? 0 : 1;
    for (int i = 0, next = 0; i < starts.length; i++) {
      for (int place = starts[i]; place < starts[i] + length; place++, next += step) {
        sums[place] += y[next];
      }
    }
    return sums;
  }

  /** The same of doubles. */
  public static double[] added(double[] x, int[] starts, int length, double[] y) {
    double[] sums = x.clone();
    int step = y.length == 1 ? 0 : 1;
    for (int i = 0, next = 0; i < starts.length; i++) {
      for (int place = starts[i]; place < starts[i] + length; place++, next += step) {
        sums[place] += y[next];
      }
    }
    return sums;
  }

  /** Runs of two arrays in turn: one of {@code x}, one of {@code y}, and so on. */
  public static float[] joined(float[] x, int length, float[] y, int lengthOfY) {
    float[] joined = new float[x.length + y.length];
    for (int i = 0, j = 0, to = 0; to < joined.length; i += length, j += lengthOfY) {
      System.arraycopy(x, i, joined, to, length);
      System.arraycopy(y, j, joined, to + length, lengthOfY);
      to += length + lengthOfY;
    }
    return joined;
  }

  /** The same of doubles. */
  public static double[] joined(double[] x, int length, double[] y, int lengthOfY) {
    double[] joined = new double[x.length + y.length];
    for (int i = 0, j = 0, to = 0; to < joined.length; i += length, j += lengthOfY) {
      System.arraycopy(x, i, joined, to, length);
      System.arraycopy(y, j, joined, to + length, lengthOfY);
      to += length + lengthOfY;
    }
    return joined;
  }
}
