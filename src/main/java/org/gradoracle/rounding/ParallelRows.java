package org.gradoracle.rounding;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on rows that do not depend on each other in parallel, shared among the processor's
 * cores.
 *
 * <p>The caller takes shares until none is left, and so do threads of the JDK's common pool, if it
 * has any to spare: the caller never waits for a share that nobody has begun, nor is it ever given
 * other work.
 */
public final class ParallelRows {

  /** Work on some of the rows. */
  @FunctionalInterface
  public interface Rows {
    /** Does those from one row to another, exclusive. */
    void run(int from, int to);
  }

  /** With fewer operations, a share is done sooner than another thread has woken up. */
  private static final long SHARE = 4_000_000;

  /**
   * Whether the common pool has threads; without any, a task given to it is never run. {@link
   * java.util.concurrent.ForkJoinPool#getCommonPoolParallelism} cannot be asked: it says 1 even if
   * the pool was configured with 0.
   */
  private static final boolean SHARED =
      Integer.getInteger("java.util.concurrent.ForkJoinPool.common.parallelism", 1) > 0;

  /** Gone when it is done: a thread that comes too late may hold on to this for long. */
  private volatile @Nullable Rows work;

  private final int rows;
  private final int unit;
  private final int shares;
  private final AtomicInteger next = new AtomicInteger();
  private final CountDownLatch left;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private ParallelRows(Rows work, int rows, int unit, int shares) {
    this.work = work;
    this.rows = rows;
    this.unit = unit;
    this.shares = shares;
    left = new CountDownLatch(shares);
  }

  /**
   * Does the work on all rows, which has to give the same whoever does which part.
   *
   * @param unit a share is of whole units, except the last one
   * @param operations for each row
   */
  public static void rows(int rows, int unit, long operations, Rows work) {
    long most = SHARED ? Math.min(rows / unit, rows * operations / SHARE) : 1;
    long shares = most < 2 ? most : Math.min(most, Runtime.getRuntime().availableProcessors());
    if (shares < 2) {
      work.run(0, rows);
      return;
    }
    var parallel = new ParallelRows(work, rows, unit, (int) shares);
    for (int helper = 1; helper < shares; helper++) {
      ForkJoinPool.commonPool().execute(parallel::takeShares);
    }
    parallel.takeShares();
    parallel.await();
    parallel.work = null;
  }

  private void takeShares() {
    Rows own = work;
    if (own == null) {
      return;
    }
    for (int share = next.getAndIncrement(); share < shares; share = next.getAndIncrement()) {
      try {
        own.run(start(share), start(share + 1));
      } catch (Throwable e) {
        failure.compareAndSet(null, e);
      } finally {
        left.countDown();
      }
    }
  }

  private int start(int share) {
    return share == shares ? rows : (int) ((long) (rows / unit) * share / shares) * unit;
  }

  /** An interrupt is passed on afterwards: the others still write to the caller's arrays. */
  private void await() {
    boolean interrupted = false;
    while (left.getCount() > 0) {
      try {
        left.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Throwable thrown = failure.get();
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown != null) {
      throw new IllegalStateException(thrown);
    }
  }
}
