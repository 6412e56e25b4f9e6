package org.gradoracle.compare;

import org.gradoracle.dump.ElementType;
import org.gradoracle.dump.StoredTensor;

/**
 * What two stored tensors of one name and shape have in common, whatever their element types are.
 *
 * @param comparison the notebook's; in float32 if both tensors have no more digits than that, else
 *     in float64
 * @param differing how many elements are not equal; NaN equals nothing
 * @param worst the index of the element that differs most, in row-major order; 0 if none does. What
 *     is not finite differs more than any other
 * @param ulps how far the worst pair is apart, in units in the last place of the less precise
 *     element type: 0 if they are equal, infinite if one of them is not finite; NaN if neither type
 *     is a floating-point one, or if the tensors are empty
 */
public record StoredPair(Comparison comparison, int differing, int worst, double ulps) {

  /**
   * Compares two tensors, element by element, in no more memory than they take.
   *
   * @throws IllegalArgumentException if their shapes differ
   */
  public static StoredPair of(StoredTensor a, StoredTensor b) {
    if (!a.entry().shape().equals(b.entry().shape())) {
      throw new IllegalArgumentException(
          "cannot compare " + a.entry().shapeText() + " with " + b.entry().shapeText());
    }
    ElementType typeOfA = a.entry().type();
    ElementType typeOfB = b.entry().type();
    boolean whole = !typeOfA.isFloat() && !typeOfB.isFloat();
    boolean single = isSingle(typeOfA) && isSingle(typeOfB);
    Comparison.Running comparison = new Comparison.Running(single);
    int differing = 0;
    int worst = 0;
    double largest = -1;
    for (int i = 0; i < a.size(); i++) {
      boolean equal;
      if (whole) {
        comparison.add(a.wholeAt(i), b.wholeAt(i));
        equal = a.wholeAt(i) == b.wholeAt(i);
      } else {
        comparison.add(a.at(i), b.at(i));
        equal = a.at(i) == b.at(i);
      }
      if (!equal) {
        differing++;
        double distance = Math.abs(a.at(i) - b.at(i));
        if (Double.compare(distance, largest) > 0) { // NaN is the largest
          worst = i;
          largest = distance;
        }
      }
    }
    double ulps =
        whole || a.size() == 0
            ? Double.NaN
            : coarser(typeOfA, typeOfB).ulps(a.at(worst), b.at(worst));
    return new StoredPair(comparison.result(), differing, worst, ulps);
  }

  private static boolean isSingle(ElementType type) {
    return type.isFloat() && type.precision() <= ElementType.F32.precision();
  }

  /** Of two types, of which at least one is floating-point, the least precise one that is. */
  private static ElementType coarser(ElementType a, ElementType b) {
    if (!a.isFloat() || !b.isFloat()) {
      return a.isFloat() ? a : b;
    }
    return a.precision() <= b.precision() ? a : b;
  }
}
