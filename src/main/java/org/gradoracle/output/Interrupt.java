package org.gradoracle.output;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets long work end early when the process is interrupted (Ctrl-C), and still say what it has
 * done: the process ends when this is closed, or after ten seconds.
 */
public final class Interrupt implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 10;

  private static final Set<Interrupt> OPEN = ConcurrentHashMap.newKeySet();

  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean requested;

  /** Open from here on, until it is closed. */
  public Interrupt() {
    OPEN.add(this);
  }

  /** Whether to end. */
  public boolean requested() {
    return requested;
  }

  /** Asks all that are open to end, and waits for them. */
  public static void stopAll() {
    OPEN.forEach(Interrupt::stop);
  }

  private void stop() {
    requested = true;
    try {
      closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything is said. */
  @Override
  public void close() {
    closed.countDown();
    OPEN.remove(this);
  }
}
