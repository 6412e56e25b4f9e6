package org.gradoracle.reference.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;

/**
 * The yardstick of {@code docs/performance.md}: a process that loads DJL's engine, goes backward
 * once and ends.
 */
final class BareEngine {

  private BareEngine() {}

  /** Prints the gradient of the sum of squares of 1 and 2. */
  public static void main(String[] args) {
    Engine engine = DjlEngine.load(message -> {});
    try (NDManager manager = engine.newBaseManager();
        GradientCollector collector = engine.newGradientCollector()) {
      NDArray x = manager.create(new float[] {1, 2});
      x.setRequiresGradient(true);
      collector.backward(x.mul(x).sum());
      System.out.println(x.getGradient());
    }
  }
}
