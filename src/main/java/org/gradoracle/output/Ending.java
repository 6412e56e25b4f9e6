package org.gradoracle.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * How a run ends: at its end, or before it, by a signal (Ctrl-C) or by a formula that calls {@code
 * System.exit}. Then nothing unfinished is left behind, long work says what it has done, and the
 * exit code never says that all is right. {@code Runtime.halt} and SIGKILL are beyond reach.
 */
public final class Ending {

  /** Something that is removed again if the run does not reach its end. */
  interface Unfinished {
    /** It is finished, or gone. */
    void done();
  }

  /** Held while outputs change; once the end has begun, for ever, so that nothing new is begun. */
  private static final ReentrantLock CHANGES = new ReentrantLock();

  private static final Set<Runnable> UNFINISHED = new LinkedHashSet<>();

  private final Consumer<String> say;
  private final int exitCode;
  private final Thread hook = new Thread(this::endEarly, "ending");

  private Ending(Consumer<String> say, int exitCode) {
    this.say = say;
    this.exitCode = exitCode;
  }

  /**
   * Watches over this process's end.
   *
   * @param say takes a line if a formula ends it, or if something cannot be removed
   * @param exitCode of a process that a formula ends
   */
  public static Ending watched(Consumer<String> say, int exitCode) {
    Ending ending = new Ending(say, exitCode);
    Runtime.getRuntime().addShutdownHook(ending.hook);
    return ending;
  }

  /** The run has reached its end. */
  public void reached() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it ends already, and the hook decides
    }
  }

  /** Remembers what to do if the end comes early. */
  public static Unfinished unfinished(Runnable takeAway) {
    whole(() -> UNFINISHED.add(takeAway));
    return () -> whole(() -> UNFINISHED.remove(takeAway));
  }

  /** Something that makes a file or a folder. */
  @FunctionalInterface
  interface Making<T> {
    T make() throws IOException;
  }

  /** Makes a file or a folder that was registered before, unless the end has begun. */
  static <T> T making(Making<T> making) throws IOException {
    CHANGES.lock();
    try {
      return making.make();
    } finally {
      CHANGES.unlock();
    }
  }

  /** Makes changes that an early end cannot interrupt: it waits until they are done. */
  public static void whole(Runnable changes) {
    CHANGES.lock();
    try {
      changes.run();
    } finally {
      CHANGES.unlock();
    }
  }

  private void endEarly() {
    boolean signalled = isSignalled();
    if (signalled) {
      Interrupt.stopAll();
    }
    CHANGES.lock();
    List<Runnable> latestFirst = new ArrayList<>(UNFINISHED);
    Collections.reverse(latestFirst); // a folder is empty once its files are gone
    for (Runnable takeAway : latestFirst) {
      try {
        takeAway.run();
      } catch (NotWrittenException e) {
        say.accept(String.valueOf(e.getMessage()));
      }
    }
    if (!signalled) {
      say.accept("the oracle could not run: " + ender() + " ended it, by System.exit");
      Runtime.getRuntime().halt(exitCode);
    }
  }

  /** The formula whose thread waits for the process to end, as {@code check.Watchdog} names it. */
  private static String ender() {
    String formula = "formula ";
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(
            each ->
                each.getKey().getName().startsWith(formula)
                    && Arrays.stream(each.getValue())
                        .anyMatch(frame -> frame.getClassName().equals("java.lang.Runtime")))
        .map(each -> formula + "'" + each.getKey().getName().substring(formula.length()) + "'")
        .findFirst()
        .orElse("a formula");
  }

  /** The JVM's handler of a signal runs in a thread of this name. */
  private static boolean isSignalled() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().matches("SIG[A-Z]+ handler"));
  }
}
