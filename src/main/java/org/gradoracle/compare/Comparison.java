package org.gradoracle.compare;

import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;

/**
 * The notebook's comparison of a hand-written gradient with autograd's, as PyTorch defines it.
 *
 * <p>It is reported and decides nothing: rounding alone can make {@code approximate} false, and
 * gradients below 1e-8 make it true whatever they are.
 *
 * @param exact {@code torch.all(a == b)}: false if there is a NaN; 0.0 and -0.0 are equal
 * @param approximate {@code torch.allclose(a, b)}: every element equal, or |a - b| finite and at
 *     most 1e-8 + 1e-5 * |b|; an infinity is close to itself only, NaN to nothing. It is computed
 *     in the element type of the tensors
 * @param maxdiff {@code (a - b).abs().max()}, computed in the element type; NaN if any is
 */
public record Comparison(boolean exact, boolean approximate, double maxdiff) {

  private static final double RTOL = 1e-5;
  private static final double ATOL = 1e-8;

  /**
   * Compares two tensors; nothing broadcasts.
   *
   * @param a the hand-written gradient
   * @param b autograd's, of the same shape and element type
   * @throws IllegalArgumentException if shapes or element types differ
   */
  public static Comparison of(ArrayTensor a, ArrayTensor b) {
    requireAlike(a, b);
    Running running = new Running(a.dtype() == Dtype.FLOAT32);
    for (int i = 0; i < a.size(); i++) {
      running.add(a.at(i), b.at(i));
    }
    return running.result();
  }

  /** A comparison that is given one pair of elements after the other. */
  static final class Running {

    private final boolean single;
    private boolean exact = true;
    private boolean approximate = true;
    private double maxdiff;

    /**
     * A comparison of nothing yet.
     *
     * @param single whether it is computed in float32
     */
    Running(boolean single) {
      this.single = single;
    }

    void add(double a, double b) {
      double difference = single ? Math.abs((float) a - (float) b) : Math.abs(a - b);
      double allowed =
          single ? (float) ATOL + Math.abs((float) RTOL * (float) b) : ATOL + Math.abs(RTOL * b);
      add(a == b, difference, allowed);
    }

    /** Whole numbers differ by a whole number, however large they are. */
    void add(long a, long b) {
      double difference = Math.abs((double) (a - b));
      boolean overflows = ((a ^ b) & (a ^ a - b)) < 0;
      add(
          a == b,
          overflows ? Math.abs((double) a - (double) b) : difference,
          ATOL + Math.abs(RTOL * b));
    }

    private void add(boolean equal, double difference, double allowed) {
      exact &= equal;
      approximate &= equal || (Double.isFinite(difference) && difference <= allowed);
      maxdiff = Math.max(maxdiff, difference);
    }

    Comparison result() {
      return new Comparison(exact, approximate, maxdiff);
    }
  }

  /**
   * Holds two tensors to be of one shape and element type.
   *
   * @throws IllegalArgumentException if they are not
   */
  public static void requireAlike(ArrayTensor a, ArrayTensor b) {
    if (!a.shape().equals(b.shape()) || a.dtype() != b.dtype()) {
      throw new IllegalArgumentException(
          "cannot compare "
              + (a.dtype() + " " + a.shape())
              + " with "
              + (b.dtype() + " " + b.shape()));
    }
  }
}
