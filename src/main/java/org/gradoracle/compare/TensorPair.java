package org.gradoracle.compare;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.gradoracle.dump.ElementType;
import org.gradoracle.tensor.ArrayTensor;

/**
 * The same thing computed twice, element by element.
 *
 * @param ours by the hand-written network
 * @param reference by the reference, in the same shape and element type
 */
public record TensorPair(ArrayTensor ours, ArrayTensor reference) {

  /**
   * Two tensors that can be compared.
   *
   * @throws IllegalArgumentException if shapes or element types differ
   */
  public TensorPair {
    Comparison.requireAlike(ours, reference);
  }

  /** The notebook's comparison. */
  public Comparison comparison() {
    return Comparison.of(ours, reference);
  }

  /** The distance of two elements; NaN if one of them is, or both are the same infinity. */
  public double distance(int index) {
    return Math.abs(ours.at(index) - reference.at(index));
  }

  /**
   * How many steps from one number of the element type to the next lie between two elements: 0 for
   * equal ones (0.0 and -0.0 are equal), infinite if one is NaN or only one of them infinite.
   */
  public double ulps(int index) {
    ElementType type = ours.dtype().of(ElementType.F32, ElementType.F64);
    return type.ulps(ours.at(index), reference.at(index));
  }

  /**
   * The elements that differ, those that differ most first; an element that is not finite differs
   * more than any other.
   *
   * @param limit how many at most
   */
  public List<Integer> worst(int limit) {
    Comparator<Integer> least =
        Comparator.comparingDouble(this::distance) // NaN counts as largest
            .thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> worst = new PriorityQueue<>(least);
    for (int i = 0; i < ours.size(); i++) {
      if (ours.at(i) != reference.at(i)) {
        worst.add(i);
        if (worst.size() > limit) {
          worst.remove();
        }
      }
    }
    return worst.stream().sorted(least.reversed()).toList();
  }
}
