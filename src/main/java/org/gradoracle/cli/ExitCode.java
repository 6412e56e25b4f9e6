package org.gradoracle.cli;

/** What the process ends with. */
final class ExitCode {

  /** Every gradient is right. */
  static final int PASS = 0;

  /** A gradient is wrong or missing. */
  static final int WRONG = 1;

  /** Wrong usage or bad input; nothing was written. */
  static final int BAD_INPUT = 2;

  /** The oracle could not run. */
  static final int NOT_RUN = 3;

  private ExitCode() {}
}
