package org.gradoracle.cli;

import org.gradoracle.reference.ObservedReference;
import org.gradoracle.reference.Reference;

/** A reference whose runs are timed; for one thread. */
final class Timed extends ObservedReference {

  private long start;
  private long nanos;
  private int runs;

  Timed(Reference reference) {
    super(reference);
  }

  /** The seconds that it took. */
  double seconds() {
    return nanos / 1e9;
  }

  /** How often it was asked. */
  int runs() {
    return runs;
  }

  @Override
  protected void begins() {
    start = System.nanoTime();
  }

  @Override
  protected void ends() {
    nanos += System.nanoTime() - start;
    runs++;
  }
}
