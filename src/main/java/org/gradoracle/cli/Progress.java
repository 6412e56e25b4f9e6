package org.gradoracle.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import org.gradoracle.text.Text;

/** Tells now and then what long work is at, for as long as it is open. */
final class Progress implements AutoCloseable {

  /** How often. */
  static final Duration EVERY = Duration.ofSeconds(10);

  private final Timer timer = new Timer("progress", true);

  /** What it is at, as {@code checking softmax (3 of 21)}. */
  Progress(PrintWriter err, String at, Duration every) {
    long start = System.nanoTime();
    TimerTask tell =
        new TimerTask() {
          @Override
          public void run() {
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            Main.say(err, Text.format("%s, for %d s", at, seconds));
          }
        };
    timer.schedule(tell, every.toMillis(), every.toMillis());
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
