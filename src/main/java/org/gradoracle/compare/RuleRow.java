package org.gradoracle.compare;

import java.util.Optional;
import org.gradoracle.tensor.Shape;

/**
 * What is reported of one rule, checked alone.
 *
 * @param step the step's name
 * @param input the input's name
 * @param id {@code step←input}
 * @param shape the input's shape
 * @param status the verdict
 * @param reason why it is no PASS, in one line; empty for a PASS
 * @param proof the worst comparison in float64, of those under the network's own upstream and under
 *     random ones; none where there were no two finite gradients of one shape
 * @param precision of float32; none where there is no proof
 * @param diagnosis how a rule that is not right is wrong
 */
public record RuleRow(
    String step,
    String input,
    String id,
    Shape shape,
    Status status,
    String reason,
    Optional<Proof> proof,
    Optional<Precision> precision,
    Optional<Diagnosis> diagnosis) {

  /**
   * Whether it is {@link Status#NONFINITE} only because the reference's own gradient is not finite
   * in float64, at just the same elements: there is nothing to judge by, at these inputs.
   */
  public boolean beyondReference() {
    return status == Status.NONFINITE && NonFinite.both(reason);
  }
}
