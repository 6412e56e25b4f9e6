package org.gradoracle.cli;

import java.time.Duration;
import org.gradoracle.check.Watch;
import org.gradoracle.data.InvalidInputException;
import org.gradoracle.output.Interrupt;
import org.gradoracle.reference.Reference;
import picocli.CommandLine.Option;

/** How long a formula may make no progress. */
final class Patience {

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "Give up on a formula after this many seconds without progress, as in an endless loop"
              + " (${DEFAULT-VALUE}, by default).",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
  private long seconds = Watch.PATIENCE.toSeconds();

  /** A watch of this patience over work that has nothing to say if it is interrupted. */
  Watch watch(Reference reference) {
    return new Watch(reference, Duration.ofSeconds(seconds));
  }

  /**
   * A watch of this patience.
   *
   * @param interrupt that cancels what is watched
   */
  Watch watch(Reference reference, Interrupt interrupt) {
    return new Watch(reference, Duration.ofSeconds(seconds), interrupt::requested);
  }

  /** Refuses what is not a time, before anything is loaded. */
  void require() {
    if (seconds < 1) {
      throw new InvalidInputException("timeout is " + seconds + ", expected at least 1 second");
    }
  }
}
