package org.gradoracle.verdict;

import java.util.List;
import org.gradoracle.tensor.Dtype;

/**
 * What the network check found.
 *
 * @param dtype the element type of the comparisons and the losses
 * @param gradients a result for every row of the program: its parameters and the outputs of its
 *     steps, except the loss, in the order of the backward pass
 * @param loss the loss of the hand-written network
 * @param referenceLoss the reference's
 */
public record NetworkResult(
    Dtype dtype, List<GradientResult> gradients, double loss, double referenceLoss) {

  /** A result that keeps a copy of the results. */
  public NetworkResult {
    gradients = List.copyOf(gradients);
  }

  /** The rows that are not right, in the order of the backward pass. */
  public List<GradientResult> wrong() {
    return gradients.stream().filter(row -> !row.passed()).toList();
  }

  /** Whether every row is right. */
  public boolean passed() {
    return wrong().isEmpty();
  }
}
