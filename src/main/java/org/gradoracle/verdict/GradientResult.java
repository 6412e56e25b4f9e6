package org.gradoracle.verdict;

import java.util.Optional;
import org.gradoracle.compare.Comparison;
import org.gradoracle.compare.TensorPair;
import org.gradoracle.tensor.Shape;

/**
 * What is reported of one value's gradient, through the whole network.
 *
 * @param name the value's name
 * @param shape the value's shape
 * @param values the value itself, in the run's element type
 * @param gradients its gradients, in the run's element type, where there are two of one shape
 */
public record GradientResult(
    String name, Shape shape, Verdict verdict, TensorPair values, Optional<TensorPair> gradients)
    implements Judged {

  /** The notebook's comparison of the gradients, where there are two of one shape. */
  public Optional<Comparison> comparison() {
    return gradients.map(TensorPair::comparison);
  }
}
