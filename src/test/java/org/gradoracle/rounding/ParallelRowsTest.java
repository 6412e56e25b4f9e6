package org.gradoracle.rounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class ParallelRowsTest {

  private static final long MUCH = 1_000_000_000;

  @Test
  void everyRowIsDoneOnceHoweverManyThereAre() {
    for (int rows : new int[] {1, 3, 4, 8, 12, 100, 101}) {
      for (long operations : new long[] {1, MUCH}) {
        AtomicIntegerArray done = new AtomicIntegerArray(rows);
        ParallelRows.rows(
            rows,
            4,
            operations,
            (from, to) -> {
              assertThat(from % 4).isZero();
              for (int row = from; row < to; row++) {
                done.incrementAndGet(row);
              }
            });
        int[] once = new int[rows];
        Arrays.fill(once, 1);
        assertThat(done).hasToString(Arrays.toString(once));
      }
    }
  }

  @Test
  void whatAShareThrowsIsThrownByTheWhole() {
    assertThatThrownBy(
            () ->
                ParallelRows.rows(
                    100,
                    1,
                    MUCH,
                    (from, to) -> {
                      throw new IllegalArgumentException("no");
                    }))
        .hasStackTraceContaining("IllegalArgumentException: no");
    assertThatThrownBy(
            () ->
                ParallelRows.rows(
                    100,
                    1,
                    MUCH,
                    (from, to) -> {
                      throw new OutOfMemoryError("none");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void anInterruptIsKeptAndTheWorkIsDone() {
    int[] done = new int[100];
    Thread.currentThread().interrupt();
    ParallelRows.rows(100, 1, MUCH, (from, to) -> Arrays.fill(done, from, to, 1));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(done).containsOnly(1);
  }

  @Test
  void aBusyPoolIsNotWaitedFor() throws InterruptedException {
    Object gate = new Object();
    boolean[] open = {false};
    for (int i = 0; i < ForkJoinPool.getCommonPoolParallelism(); i++) {
      ForkJoinPool.commonPool()
          .execute(
              () -> {
                synchronized (gate) {
                  while (!open[0]) {
                    try {
                      gate.wait();
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                }
              });
    }
    int[] done = new int[100];
    ParallelRows.rows(100, 1, MUCH, (from, to) -> Arrays.fill(done, from, to, 1));
    assertThat(done).containsOnly(1);
    synchronized (gate) {
      open[0] = true;
      gate.notifyAll();
    }
  }
}
