package org.gradoracle.compare;

import java.util.function.IntToDoubleFunction;
import org.gradoracle.tensor.ArrayTensor;

/** The elements that stand out. */
public final class Extremes {

  private Extremes() {}

  /** The largest magnitude; NaN if an element is. */
  public static double largest(ArrayTensor tensor) {
    double largest = 0;
    int size = tensor.size();
    for (int i = 0; i < size; i++) {
      double magnitude = Math.abs(tensor.at(i));
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
    return first(tensor.size(), i -> Math.abs(tensor.at(i)));
  }

  /** The first element at which two tensors are furthest apart, an index in row-major order. */
  public static int indexOfFurthest(ArrayTensor a, ArrayTensor b) {
    return first(a.size(), i -> Math.abs(a.at(i) - b.at(i)));
  }

  /** The largest distance of two elements, not counting those that are not finite. */
  public static double distance(ArrayTensor a, ArrayTensor b) {
    double largest = 0;
    int size = a.size();
    for (int i = 0; i < size; i++) {
      double distance = Math.abs(a.at(i) - b.at(i));
      if (distance > largest && distance < Double.POSITIVE_INFINITY) {
        largest = distance;
      }
    }
    return largest;
  }

  private static int first(int size, IntToDoubleFunction values) {
    int first = 0;
    for (int i = 1; i < size; i++) {
      if (values.applyAsDouble(i) > values.applyAsDouble(first)) {
        first = i;
      }
    }
    return first;
  }
}
