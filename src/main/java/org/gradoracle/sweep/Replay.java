package org.gradoracle.sweep;

import java.util.Locale;

/** How a case is written on the command line. */
public final class Replay {

  private Replay() {}

  /** The options of {@code sweep} that run this case alone. */
  public static String options(SweepCase from) {
    return "--formula %s --mood %s --case-seed %d"
        .formatted(from.formula().name(), from.mood().name().toLowerCase(Locale.ROOT), from.seed());
  }
}
