package org.gradoracle.compare;

import org.gradoracle.tensor.ArrayTensor;

/** The elements that stand out. */
public final class Extremes {

  private Extremes() {}

  /** The largest magnitude; NaN if an element is. */
  public static double largest(ArrayTensor tensor) {
    double largest = 0;
    for (double element : tensor.values()) {
      double magnitude = Math.abs(element);
      if (magnitude > largest) {
        largest = magnitude;
      } else if (Double.isNaN(magnitude)) {
        return magnitude;
      }
    }
    return largest;
  }

  /** The first element of the largest magnitude, an index in row-major order. */
  public static int indexOfLargest(ArrayTensor tensor) {
    double[] magnitudes = tensor.values();
    for (int i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = Math.abs(magnitudes[i]);
    }
    return indexOfMaximum(magnitudes);
  }

  /** The first element at which two tensors are furthest apart, an index in row-major order. */
  public static int indexOfFurthest(ArrayTensor a, ArrayTensor b) {
    double[] distances = a.values();
    double[] others = b.values();
    for (int i = 0; i < distances.length; i++) {
      distances[i] = Math.abs(distances[i] - others[i]);
    }
    return indexOfMaximum(distances);
  }

  /** The largest distance of two elements, not counting those that are not finite. */
  public static double distance(ArrayTensor a, ArrayTensor b) {
    double largest = 0;
    double[] elements = a.values();
    double[] others = b.values();
    for (int i = 0; i < elements.length; i++) {
      double distance = Math.abs(elements[i] - others[i]);
      if (distance > largest && distance < Double.POSITIVE_INFINITY) {
        largest = distance;
      }
    }
    return largest;
  }

  /** The first one. */
  private static int indexOfMaximum(double[] values) {
    int first = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[first]) {
        first = i;
      }
    }
    return first;
  }
}
