package org.gradoracle.data;

import org.gradoracle.text.Text;

/**
 * Some examples of a dataset, as the network takes them. The notebook's {@code Xb} and {@code Yb}.
 *
 * <p>The arrays are not copied, neither on the way in nor out: do not write to them.
 *
 * @param contexts what the examples see, row by row, shape (n, context)
 * @param targets what they are to predict, shape (n)
 * @param context the length of a context, at least 1
 */
public record Minibatch(int[] contexts, int[] targets, int context) {

  /**
   * Checks that the shapes agree.
   *
   * @param contexts shape (n, context)
   * @param targets shape (n)
   * @param context at least 1
   * @throws IllegalArgumentException if there are not {@code context} symbols for every target
   */
  public Minibatch {
    if (context < 1 || contexts.length != (long) targets.length * context) {
      throw new IllegalArgumentException(
          Text.format(
              "minibatch: %d context symbols for %d targets and a context of %d",
              contexts.length, targets.length, context));
    }
  }

  /**
   * The examples with the given indices, in their order; an index may occur twice.
   *
   * @param dataset the dataset
   * @param indices the indices of the examples, shape (n)
   * @return the minibatch
   * @throws IndexOutOfBoundsException if the dataset has no such example
   */
  public static Minibatch of(ContextDataset dataset, int[] indices) {
    int context = dataset.context();
    int[] contexts = new int[Math.multiplyExact(indices.length, context)];
    int[] targets = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      targets[i] = dataset.targetOf(indices[i]);
      dataset.copyContext(indices[i], contexts, i * context);
    }
    return new Minibatch(contexts, targets, context);
  }

  /**
   * How many examples there are.
   *
   * @return the number of examples, n
   */
  public int size() {
    return targets.length;
  }
}
