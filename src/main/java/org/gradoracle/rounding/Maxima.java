package org.gradoracle.rounding;

/** Where the greatest elements along an axis are. */
public final class Maxima {

  private Maxima() {}

  /**
   * The index of the first maximum along the middle one of three axes (outer, count, inner), for
   * each element of the other two; NaN is the greatest.
   */
  public static int[] first(float[] x, int outer, int count, int inner) {
    int[] maxima = new int[outer * inner];
    if (inner == 1) {
      for (int o = 0; o < outer; o++) {
        maxima[o] = first(x, o * count, count);
      }
      return maxima;
    }
    float[] greatest = new float[inner];
    for (int o = 0; o < outer; o++) {
      int place = o * count * inner;
      System.arraycopy(x, place, greatest, 0, inner);
      for (int i = 0; i < inner; i++) {
        maxima[o * inner + i] = place++;
      }
      for (int k = 1; k < count; k++) {
        for (int i = 0; i < inner; i++, place++) {
          if (beats(x[place], greatest[i])) {
            maxima[o * inner + i] = place;
            greatest[i] = x[place];
          }
        }
      }
    }
    return maxima;
  }

  private static int first(float[] x, int start, int count) {
    int best = start;
    float greatest = x[start];
    for (int i = start + 1; i < start + count; i++) {
      if (beats(x[i], greatest)) {
        best = i;
        greatest = x[i];
      }
    }
    return best;
  }

  private static boolean beats(float x, float greatest) {
    return x > greatest || (Float.isNaN(x) && !Float.isNaN(greatest));
  }

  /** The same of doubles. */
  public static int[] first(double[] x, int outer, int count, int inner) {
    int[] maxima = new int[outer * inner];
    if (inner == 1) {
      for (int o = 0; o < outer; o++) {
        maxima[o] = first(x, o * count, count);
      }
      return maxima;
    }
    double[] greatest = new double[inner];
    for (int o = 0; o < outer; o++) {
      int place = o * count * inner;
      System.arraycopy(x, place, greatest, 0, inner);
      for (int i = 0; i < inner; i++) {
        maxima[o * inner + i] = place++;
      }
      for (int k = 1; k < count; k++) {
        for (int i = 0; i < inner; i++, place++) {
          if (beats(x[place], greatest[i])) {
            maxima[o * inner + i] = place;
            greatest[i] = x[place];
          }
        }
      }
    }
    return maxima;
  }

  private static int first(double[] x, int start, int count) {
    int best = start;
    double greatest = x[start];
    for (int i = start + 1; i < start + count; i++) {
      if (beats(x[i], greatest)) {
        best = i;
        greatest = x[i];
      }
    }
    return best;
  }

  private static boolean beats(double x, double greatest) {
    return x > greatest || (Double.isNaN(x) && !Double.isNaN(greatest));
  }
}
