package org.gradoracle.verdict;

import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.text.Text;

/**
 * How far a float32 gradient is from the float64 one at the same float32 values, next to the
 * reference's own distance.
 *
 * @param error our largest distance from the truth
 * @param referenceError the reference's, the yardstick
 * @param scale the largest true gradient
 * @param perturbed how far half a unit in the last place in the upstream, or in the output that the
 *     rule reads (of raw loops in the inputs, too), moves the gradient, where it was measured: the
 *     rule is given them rounded, and cannot be asked to round less; or what raw loops may lose
 *     within themselves
 * @param worst the element that our largest distance is at, an index in row-major order
 */
public record Float32Error(
    double error, double referenceError, double scale, double perturbed, int worst) {

  /** How many times the reference's own error is allowed. */
  private static final double MULTIPLE = 64;

  /**
   * What is always allowed, even if the reference is exact: this many units in the last place of
   * {@code scale}, or this many times {@code perturbed}, which is larger where a sum is smaller
   * than its terms.
   */
  public static final double FLOOR_ULPS = 8;

  /** Nothing seen yet. */
  public static final Float32Error NONE = new Float32Error(0, 0, 0, 0, 0);

  /**
   * With one more run taken in; elements where the truth or the reference is not finite do not
   * count: a truth that float32 cannot hold would allow any error at all others.
   */
  public Float32Error and(ArrayTensor ours, ArrayTensor reference, ArrayTensor truth) {
    double error = this.error;
    double referenceError = this.referenceError;
    double scale = this.scale;
    int worst = this.worst;
    int size = truth.size();
    for (int i = 0; i < size; i++) {
      double exact = truth.at(i);
      double distance = Math.abs(ours.at(i) - exact);
      double referenceDistance = Math.abs(reference.at(i) - exact);
      if (Double.isFinite(referenceDistance)) {
        if (!(distance <= error)) {
          error = Double.isFinite(distance) ? distance : Double.POSITIVE_INFINITY;
          worst = i;
        }
        if (referenceDistance > referenceError) {
          referenceError = referenceDistance;
        }
        if (Math.abs(exact) > scale) {
          scale = Math.abs(exact);
        }
      }
    }
    return new Float32Error(error, referenceError, scale, perturbed, worst);
  }

  /** With one more measurement of the reference's own distance, at a point nearby. */
  public Float32Error andReference(double distance) {
    return new Float32Error(error, Math.max(referenceError, distance), scale, perturbed, worst);
  }

  /** With one more measurement of what rounding the upstream does. */
  public Float32Error andPerturbed(double distance) {
    return new Float32Error(error, referenceError, scale, Math.max(perturbed, distance), worst);
  }

  /** Our error as a multiple of the reference's; 0 if both are 0. */
  public double multiple() {
    return error == 0 ? 0 : error / referenceError;
  }

  /** That multiple in words, with {@code digits} digits. */
  public String multiple(String reference, int digits) {
    double multiple = multiple();
    return Double.isInfinite(multiple)
        ? reference + "'s is exact"
        : Text.format("%." + digits + "g times %s's", multiple, reference);
  }

  /** Our error in float32 units in the last place of the largest true gradient. */
  public double ulps() {
    return error / Math.ulp((float) scale);
  }

  /** What our error may be. */
  public double limit() {
    return Math.max(usual(), FLOOR_ULPS * perturbed);
  }

  /** What it may be where what the rule is given could be exact. */
  private double usual() {
    return Math.max(MULTIPLE * referenceError, FLOOR_ULPS * Math.ulp((float) scale));
  }

  /** Whether the error is allowed only because what the rule is given is rounded. */
  public boolean isOfGivens() {
    return holds() && error > usual();
  }

  /** What our error may be, as a fraction of the largest true gradient. */
  public double relative() {
    return limit() / scale;
  }

  /** Whether the error is within what is allowed. */
  public boolean holds() {
    return error <= limit();
  }
}
