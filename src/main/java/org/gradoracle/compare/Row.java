package org.gradoracle.compare;

import java.util.Optional;
import org.gradoracle.tensor.Shape;

/**
 * What is reported of one value's gradient.
 *
 * @param name the value's name
 * @param shape the value's shape
 * @param status the verdict
 * @param reason why it is no PASS, in one line; empty for a PASS
 * @param values the value itself, in the run's element type
 * @param gradients its gradients, in the run's element type, where there are two of one shape
 * @param proof the comparison that decides, where there are two finite gradients of one shape
 * @param precision of float32 at the program's own inputs, reported and not judged: through a whole
 *     network, right formulas were seen at 44 times PyTorch's own error
 */
public record Row(
    String name,
    Shape shape,
    Status status,
    String reason,
    TensorPair values,
    Optional<TensorPair> gradients,
    Optional<Proof> proof,
    Optional<Precision> precision) {

  /** The notebook's comparison of the gradients, where there are two of one shape. */
  public Optional<Comparison> comparison() {
    return gradients.map(TensorPair::comparison);
  }

  /**
   * Whether it is {@link Status#NONFINITE} only because the reference's own gradient is not finite
   * in float64, at just the same elements: there is nothing to judge by, at these inputs.
   */
  public boolean beyondReference() {
    return status == Status.NONFINITE && NonFinite.both(reason);
  }
}
