package org.gradoracle.reference.djl;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.Supplier;
import org.gradoracle.program.ProgramException;
import org.gradoracle.reference.ReferenceException;

/**
 * Work of the engine in two parts: forward lines are run, and recorded, in the thread that asks;
 * what is then left is PyTorch's alone, and done by whoever comes first, a thread of the JDK's
 * common pool or the one that wants the result.
 */
final class Recording {

  private Recording() {}

  /** Does work that is not worth a second thread. */
  static <T> T whole(Engine engine, Function<NDManager, T> work) {
    try (NDManager manager = engine.newBaseManager()) {
      return inEngine(() -> work.apply(manager));
    }
  }

  /**
   * Does the first part, and begins the second.
   *
   * @param first is given memory for both
   * @return the result of the second part
   * @throws ReferenceException if the engine fails, here or when the result is asked for
   */
  static <T> Supplier<T> begin(Engine engine, Function<NDManager, Supplier<T>> first) {
    NDManager manager = engine.newBaseManager();
    boolean begun = false;
    try {
      Supplier<T> second = inEngine(() -> first.apply(manager));
      FutureTask<T> left =
          new FutureTask<>(
              () -> {
                try (manager) {
                  return inEngine(second);
                }
              });
      ForkJoinPool.commonPool().execute(left);
      begun = true;
      return () -> result(left);
    } finally {
      if (!begun) {
        manager.close();
      }
    }
  }

  /** Waits for it, or does it, if nobody has begun. An interrupt is passed on afterwards. */
  private static <T> T result(FutureTask<T> left) {
    left.run();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return left.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          Throwable cause = Objects.requireNonNull(e.getCause());
          if (cause instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) cause; // a supplier throws no other
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** PyTorch's settings are those of a thread. */
  private static <T> T inEngine(Supplier<T> work) {
    boolean recorded = JniUtils.isGradMode();
    try {
      DjlEngine.setThreads();
      JniUtils.setGradMode(true);
      return work.get();
    } catch (EngineException | UnsupportedOperationException e) {
      throw failed(e, e);
    } catch (ProgramException e) {
      if (e.getCause() instanceof EngineException engine) {
        throw failed(engine, e);
      }
      throw e;
    } finally {
      JniUtils.setGradMode(recorded);
    }
  }

  private static ReferenceException failed(Throwable why, Throwable cause) {
    return new ReferenceException("DJL's PyTorch engine failed: " + why.getMessage(), cause);
  }
}
