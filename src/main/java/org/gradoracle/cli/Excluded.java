package org.gradoracle.cli;

import org.gradoracle.text.InvalidInputException;
import picocli.CommandLine.Model.CommandSpec;

/** Options that another one leaves no meaning. */
final class Excluded {

  private Excluded() {}

  /**
   * Refuses options that were given beside one that decides without them.
   *
   * @throws InvalidInputException if one was
   */
  static void by(String option, CommandSpec spec, String... others) {
    for (String other : others) {
      if (spec.commandLine().getParseResult().hasMatchedOption(other)) {
        throw new InvalidInputException(
            other + " has no meaning beside " + option + ": leave one of them out");
      }
    }
  }
}
