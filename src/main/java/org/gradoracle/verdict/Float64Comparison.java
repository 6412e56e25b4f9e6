package org.gradoracle.verdict;

import org.gradoracle.compare.Comparison;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.text.Text;

/**
 * The comparison in float64 that decides.
 *
 * @param worst the element that is furthest from autograd's, an index in row-major order
 * @param ours the hand-written gradient there
 * @param reference autograd's gradient there
 * @param difference their distance
 * @param sensitivity the tolerance: an error in the formula that moves no element by more than this
 *     is not seen
 * @param zero whether the true gradient cannot be distinguished from zero
 * @param verified the number of elements above the sensitivity
 * @param elements the number of elements
 */
public record Float64Comparison(
    int worst,
    double ours,
    double reference,
    double difference,
    double sensitivity,
    boolean zero,
    int verified,
    int elements) {

  /** The tolerance relative to the row's largest gradient. */
  private static final double RELATIVE = 1e-10;

  /**
   * The tolerance relative to float32's rounding: float64's rounding is 2^-29 of that, and 32 times
   * as much is allowed.
   */
  private static final double OF_ROUNDING = 0x1p-24;

  /** Below this fraction of float32's rounding, a float64 gradient is rounding itself. */
  private static final double ZERO_BELOW = 0x1p-19;

  /**
   * What of a comparison does not depend on how much rounding there is.
   *
   * @param difference the largest distance of two elements
   * @param largest the largest gradient of autograd's
   */
  public record Extent(double difference, double largest) {

    /** Of a hand-written gradient and autograd's, of one shape, all finite. */
    public static Extent of(ArrayTensor ours, ArrayTensor reference) {
      return new Extent(
          distance(ours, reference, Extremes.indexOfFurthest(ours, reference)),
          Extremes.largest(reference));
    }

    /** Whether its difference is a larger fraction of its sensitivity than the other's. */
    public boolean isWorse(Extent other, double rounding) {
      return difference * other.sensitivity(rounding) > other.difference * sensitivity(rounding);
    }

    private double sensitivity(double rounding) {
      return Math.max(RELATIVE * largest, OF_ROUNDING * Math.max(rounding, Float.MIN_NORMAL));
    }
  }

  /**
   * Compares in float64.
   *
   * @param ours the hand-written gradient, all finite
   * @param reference autograd's, of the same shape, all finite
   * @param rounding the row's largest distance between float32 and float64; taken to be at least
   *     the smallest normal float, below which float32 shows nothing of rounding
   */
  public static Float64Comparison of(ArrayTensor ours, ArrayTensor reference, double rounding) {
    Comparison.requireAlike(ours, reference);
    double largest = Extremes.largest(reference);
    int worst = Extremes.indexOfFurthest(ours, reference);
    double float32 = Math.max(rounding, Float.MIN_NORMAL);
    double sensitivity = new Extent(0, largest).sensitivity(rounding);
    int verified = 0;
    for (int i = 0; i < reference.size(); i++) {
      if (Math.abs(reference.at(i)) > sensitivity) {
        verified++;
      }
    }
    return new Float64Comparison(
        worst,
        ours.at(worst),
        reference.at(worst),
        distance(ours, reference, worst),
        sensitivity,
        largest <= ZERO_BELOW * float32,
        verified,
        reference.size());
  }

  /**
   * Compares a float32 gradient with the true one, where there is no run in float64: what decides
   * there is the precision, and its limit is the sensitivity.
   */
  public static Float64Comparison inFloat32(
      ArrayTensor ours, ArrayTensor truth, Float32Error float32) {
    int worst = Extremes.indexOfFurthest(ours, truth);
    int verified = 0;
    for (int i = 0; i < truth.size(); i++) {
      if (Double.isFinite(ours.at(i)) && Math.abs(truth.at(i)) > float32.limit()) {
        verified++;
      }
    }
    return new Float64Comparison(
        worst,
        ours.at(worst),
        truth.at(worst),
        distance(ours, truth, worst),
        float32.limit(),
        verified == 0,
        verified,
        truth.size());
  }

  /** Whether the formula is right, as far as this comparison can see. */
  public boolean holds() {
    return difference <= sensitivity;
  }

  /** The verdict of this comparison. */
  public Status status() {
    return !holds() ? Status.FAIL : zero ? Status.ZERO : Status.PASS;
  }

  /**
   * Why it is not PASS, in one line; empty for a PASS.
   *
   * @param shape the shape of the gradients
   */
  public String reason(Shape shape) {
    if (!holds()) {
      return Text.format(
          "at %s %s, autograd %s; in float64, with a tolerance of %.1e",
          shape.position(worst),
          PythonNumber.repr(ours),
          PythonNumber.repr(reference),
          sensitivity);
    }
    return zero ? "the true gradient is zero, which proves nothing by itself" : "";
  }

  private static double distance(ArrayTensor a, ArrayTensor b, int index) {
    return Math.abs(a.at(index) - b.at(index));
  }
}
