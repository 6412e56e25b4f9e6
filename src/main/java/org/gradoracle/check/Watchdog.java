package org.gradoracle.check;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.gradoracle.reference.ObservedReference;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.text.InvalidInputException;

/**
 * Works on formulas in threads of their own, and gives up on one that makes no progress; progress
 * is a run of the reference begun or done, of which a sample has dozens.
 *
 * <p>Java cannot stop a thread. One that is given up on ends at its next use of the reference, or
 * never; it keeps no process alive.
 */
public final class Watchdog {

  /** How long a formula may make no progress, unless it is said otherwise. */
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final long MOST = 365 * 24 * 60 * 60;

  private final Reference reference;
  private final Duration patience;
  private final BooleanSupplier cancelled;

  /**
   * A patience of so many seconds.
   *
   * @throws InvalidInputException if it is less than one, or more than a year
   */
  public static Duration patience(long seconds) {
    if (seconds < 1) {
      throw new InvalidInputException("timeout is " + seconds + ", expected at least 1 second");
    }
    if (seconds > MOST) {
      throw new InvalidInputException(
          "timeout is " + seconds + ", expected at most " + MOST + " seconds, a year");
    }
    return Duration.ofSeconds(seconds);
  }

  /**
   * A watchdog.
   *
   * @param patience how long a formula may make no progress
   */
  public Watchdog(Reference reference, Duration patience) {
    this(reference, patience, () -> false);
  }

  /**
   * A watchdog over work that may be cancelled.
   *
   * @param cancelled asked before every run of the reference
   */
  public Watchdog(Reference reference, Duration patience, BooleanSupplier cancelled) {
    this.reference = reference;
    this.patience = patience;
    this.cancelled = cancelled;
  }

  /**
   * Works on a formula, and waits for it.
   *
   * @param name the formula's
   * @param work is given a reference to use; what it throws is thrown here
   * @throws NoProgressException if it makes no progress
   * @throws CancellationException if it is cancelled: then there is no result
   */
  public <T> T on(String name, Function<Reference, T> work) {
    Watched watched = new Watched(reference);
    FutureTask<T> task = new FutureTask<>(() -> work.apply(watched));
    Thread thread = new Thread(task, "formula " + name);
    thread.setDaemon(true);
    thread.start();
    try {
      while (true) {
        long left = patience.toNanos() - watched.idle();
        try {
          T result = task.get(Math.max(left, 1), TimeUnit.NANOSECONDS);
          requireNotCancelled(); // what was cancelled within may have been taken for something else
          return result;
        } catch (TimeoutException e) {
          if (watched.idle() >= patience.toNanos()) {
            throw giveUp(name, watched);
          }
        }
      }
    } catch (ExecutionException e) {
      throw Watchdog.<RuntimeException>thrown(Objects.requireNonNull(e.getCause()));
    } catch (InterruptedException e) {
      watched.giveUp();
      Thread.currentThread().interrupt();
      throw new ReferenceException("interrupted while working on formula '" + name + "'", e);
    }
  }

  private void requireNotCancelled() {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("interrupted");
    }
  }

  private NoProgressException giveUp(String name, Watched watched) {
    watched.giveUp();
    return new NoProgressException(
        name,
        patience,
        watched.inRun()
            ? "a forward line that the reference runs"
            : "a rule, a forward line or program()");
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException thrown(Throwable cause) throws E {
    throw (E) cause;
  }

  /** Tells when it was last used, and ends the work that uses it after that was given up on. */
  private final class Watched extends ObservedReference {
    private long last = System.nanoTime();
    private boolean inRun;
    private boolean givenUp;

    Watched(Reference reference) {
      super(reference);
    }

    synchronized long idle() {
      return System.nanoTime() - last;
    }

    synchronized boolean inRun() {
      return inRun;
    }

    synchronized void progress() {
      last = System.nanoTime();
    }

    synchronized void giveUp() {
      givenUp = true;
    }

    private synchronized void mark(boolean begins) {
      if (begins && givenUp) {
        throw new ReferenceException("given up on, for making no progress");
      }
      inRun = begins;
      progress();
    }

    @Override
    protected void begins() {
      requireNotCancelled();
      mark(true);
    }

    @Override
    protected void ends() {
      mark(false);
    }
  }
}
