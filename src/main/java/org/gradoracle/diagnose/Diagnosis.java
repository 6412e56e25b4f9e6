package org.gradoracle.diagnose;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.TensorPair;
import org.gradoracle.tensor.Shape;

/**
 * How a rule is wrong: what it gives where it is furthest off.
 *
 * @param gradients the rule's and autograd's, in float64, under one upstream
 * @param upstream which that is, as a sentence puts it
 * @param worst the element that is furthest from autograd's, an index in row-major order
 * @param differing how many elements differ by more than the sensitivity
 * @param arbitration whom central differences of the forward line side with, in one line
 */
public record Diagnosis(
    TensorPair gradients, String upstream, int worst, int differing, String arbitration) {

  /**
   * Diagnoses a rule whose gradient has the right shape.
   *
   * @param sensitivity elements that differ by no more are as they should be
   */
  public static Diagnosis of(DiagnosedRule wrong, double sensitivity) {
    TensorPair gradients = new TensorPair(wrong.ours(), wrong.truth());
    int differing = 0;
    for (int i = 0; i < wrong.ours().size(); i++) {
      if (gradients.distance(i) > sensitivity) {
        differing++;
      }
    }
    int worst = Extremes.indexOfFurthest(wrong.ours(), wrong.truth());
    return new Diagnosis(
        gradients,
        wrong.upstreamName(),
        worst,
        differing,
        CentralDifference.arbitrate(wrong, worst));
  }

  /** Whether no axis of the gradient has one element only, nor has it only one. */
  public boolean severalRowsAndColumns() {
    Shape shape = gradients.ours().shape();
    return elements() > 1 && IntStream.range(0, shape.rank()).allMatch(i -> shape.dim(i) > 1);
  }

  /** How many different elements autograd's gradient has. */
  public long distinct() {
    return Arrays.stream(gradients.reference().values()).distinct().count();
  }

  /** The worst element's position, like {@code [3, 0]}. */
  public String position() {
    return gradients.ours().shape().position(worst);
  }

  /** The rule's value there. */
  public double ours() {
    return gradients.ours().at(worst);
  }

  /** Autograd's value there. */
  public double reference() {
    return gradients.reference().at(worst);
  }

  /** How many elements there are. */
  public int elements() {
    return gradients.ours().size();
  }

  /** The distance at the worst element. */
  public double absolute() {
    return gradients.distance(worst);
  }

  /**
   * The distance at the worst element as a fraction of autograd's value; infinite if that is zero.
   */
  public double relative() {
    return absolute() / Math.abs(reference());
  }

  /**
   * The distance at the worst element in units in the last place of autograd's value in float32.
   */
  public double ulps() {
    return absolute() / Math.ulp((float) reference());
  }
}
