package org.gradoracle.reference.djl;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.gradoracle.reference.ReferenceException;
import org.jspecify.annotations.Nullable;

/** DJL's gradient collector, one for the process: whose turn it is. */
final class Collector {

  /** How long a thread waits before it looks whether waiting still makes sense. */
  private static final long LOOK_MILLIS = 50;

  /** A lock that says who holds it. */
  private static final class Lock extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    @Nullable Thread holder() {
      return getOwner();
    }
  }

  /** A thread that may never be done, and the message for those who would wait for it. */
  private record Blocked(Thread by, String reason) {}

  private final Lock lock = new Lock();
  private volatile Optional<Blocked> blocked = Optional.empty();

  /**
   * Waits for the turn of this thread.
   *
   * @throws ReferenceException if it would have to wait for a thread that may never be done
   */
  void take() {
    try {
      while (!lock.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        Optional<Blocked> now = blocked.filter(found -> found.by() == lock.holder());
        if (now.isPresent()) {
          throw new ReferenceException(now.get().reason());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReferenceException("interrupted while waiting for another run", e);
    }
  }

  void free() {
    if (lock.getHoldCount() == 1) {
      blocked = blocked.filter(found -> found.by() != Thread.currentThread());
    }
    lock.unlock();
  }

  Optional<Thread> owner() {
    return Optional.ofNullable(lock.holder());
  }

  void block(Thread thread, String reason) {
    blocked = Optional.of(new Blocked(thread, reason));
  }
}
