package org.gradoracle.cli;

import org.gradoracle.check.Watchdog;
import org.gradoracle.output.Interrupt;
import org.gradoracle.reference.Reference;
import picocli.CommandLine.Option;

/** How long a formula may make no progress. */
final class TimeoutOption {

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "Give up on a formula after this many seconds without progress, as in an endless loop"
              + " (${DEFAULT-VALUE}, by default).",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
  private long seconds = Watchdog.PATIENCE.toSeconds();

  /** A watchdog with this timeout over work that has nothing to say if it is interrupted. */
  Watchdog watchdog(Reference reference) {
    return new Watchdog(reference, Watchdog.patience(seconds));
  }

  /**
   * A watchdog with this timeout.
   *
   * @param interrupt that cancels what is watched
   */
  Watchdog watchdog(Reference reference, Interrupt interrupt) {
    return new Watchdog(reference, Watchdog.patience(seconds), interrupt::requested);
  }

  /** Refuses what is not a time, before anything is loaded. */
  void require() {
    Watchdog.patience(seconds);
  }
}
