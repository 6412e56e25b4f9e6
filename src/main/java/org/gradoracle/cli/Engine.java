package org.gradoracle.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.reference.djl.DjlReference;
import org.gradoracle.report.Provenance;
import org.gradoracle.report.Tool;

/** The reference that the commands ask. */
final class Engine {

  private Engine() {}

  /** Begins what loading it begins with, while it is not known yet whether it will be needed. */
  static void prepare() {
    Thread thread = new Thread(DjlReference::prepare, "preparing the reference");
    thread.setDaemon(true);
    thread.start();
  }

  /** Loads it, with its progress on standard error. */
  static Reference load(PrintWriter err) {
    return begin().get(err);
  }

  /** Begins to load it, in a thread of its own, while what a user gave is worked on. */
  static Loading begin() {
    return new Loading();
  }

  /** A reference that is being loaded: silently, until it is waited for. */
  static final class Loading {

    private final BlockingQueue<Optional<String>> messages = new LinkedBlockingQueue<>();
    private final FutureTask<Reference> task =
        new FutureTask<>(
            () -> {
              try {
                return DjlReference.load(message -> messages.add(Optional.of(message)));
              } finally {
                messages.add(Optional.empty());
              }
            });

    private Loading() {
      linkNativeMethods();
      Thread thread = new Thread(task, "loading the reference");
      thread.setDaemon(true);
      thread.start();
    }

    /**
     * Calls the JDK's native methods that plain arrays need: in Java 17, the first call of one
     * would wait until all of PyTorch's libraries are loaded.
     */
    private static void linkNativeMethods() {
      float single = Float.intBitsToFloat(Float.floatToRawIntBits(1));
      double one = Double.longBitsToDouble(Double.doubleToRawLongBits(single));
      double sum = StrictMath.sqrt(one) + StrictMath.log(one) + StrictMath.log1p(one);
      sum += StrictMath.expm1(one) + StrictMath.tanh(one);
      sum += StrictMath.sin(one) + StrictMath.cos(one) + StrictMath.atan(one);
      assert sum > 0;
    }

    /**
     * Waits for it, with its progress on standard error.
     *
     * @throws ReferenceException if it cannot be loaded
     */
    Reference get(PrintWriter err) {
      try {
        for (Optional<String> said = messages.take(); said.isPresent(); said = messages.take()) {
          Main.say(err, said.get());
          err.flush();
        }
        return task.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) e.getCause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ReferenceException("interrupted while the reference was loaded", e);
      }
    }
  }

  /** What a report is made with. */
  static Provenance provenance(Reference reference) {
    return new Provenance(Tool.name(), reference.name(), reference.kernels());
  }

  /** The line of a command's output that says what formulas are compared with. */
  static String line(Reference reference) {
    return provenance(reference).line();
  }
}
