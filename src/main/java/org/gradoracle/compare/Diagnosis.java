package org.gradoracle.compare;

import java.util.ArrayList;
import java.util.List;
import org.gradoracle.tensor.ArrayTensor;

/**
 * How a rule is wrong: what it gives where it is furthest off, and what simple mistake would give
 * just that.
 *
 * @param position the element that is furthest from autograd's, like {@code [3, 0]}
 * @param ours the rule's value there, in float64
 * @param reference autograd's
 * @param differing how many elements differ by more than the sensitivity
 * @param elements how many there are
 * @param explanations every simple mistake that gives the rule's values, the most telling first
 * @param arbitration whom central differences of the forward line side with, in one line
 */
public record Diagnosis(
    String position,
    double ours,
    double reference,
    int differing,
    int elements,
    List<String> explanations,
    String arbitration) {

  /** A diagnosis that keeps a copy of the explanations. */
  public Diagnosis {
    explanations = List.copyOf(explanations);
  }

  static Diagnosis of(WrongRule wrong, double sensitivity, List<String> explanations) {
    ArrayTensor ours = wrong.ours();
    ArrayTensor reference = wrong.truth();
    int worst = 0;
    int differing = 0;
    for (int i = 0; i < ours.size(); i++) {
      if (distance(ours, reference, i) > sensitivity) {
        differing++;
      }
      if (distance(ours, reference, i) > distance(ours, reference, worst)) {
        worst = i;
      }
    }
    return new Diagnosis(
        ours.shape().position(worst),
        ours.at(worst),
        reference.at(worst),
        differing,
        ours.size(),
        explanations,
        CentralDifference.arbitrate(wrong, worst));
  }

  private static double distance(ArrayTensor a, ArrayTensor b, int index) {
    return Math.abs(a.at(index) - b.at(index));
  }

  /** The distance at the worst element. */
  public double absolute() {
    return Math.abs(ours - reference);
  }

  /** The distance at the worst element as a part of autograd's value; infinite if that is zero. */
  public double relative() {
    return absolute() / Math.abs(reference);
  }

  /**
   * The distance at the worst element in units in the last place of autograd's value in float32.
   */
  public double ulps() {
    return absolute() / Math.ulp((float) reference);
  }

  /** One fact a line. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    explanations.forEach(explanation -> lines.add("it is " + explanation));
    lines.add(
        "worst at %s: %s, autograd %s (difference %.2g, relative %.2g, %.2g float32 ULP)"
            .formatted(
                position,
                PythonNumber.repr(ours),
                PythonNumber.repr(reference),
                absolute(),
                relative(),
                ulps()));
    lines.add("%d of %d elements differ".formatted(differing, elements));
    lines.add(arbitration);
    return lines;
  }
}
