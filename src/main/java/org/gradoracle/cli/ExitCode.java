package org.gradoracle.cli;

/** What the process ends with. An interrupt (Ctrl-C) ends it with 130, which the JVM sets. */
final class ExitCode {

  /** Every gradient is right. */
  static final int PASS = 0;

  /** A gradient is wrong or missing. */
  static final int WRONG = 1;

  /**
   * Wrong usage or bad input. If only some formulas cannot be used, the others are still checked
   * and their report is written.
   */
  static final int BAD_INPUT = 2;

  /**
   * The oracle could not run, a result could not be written, or a formula made no progress, ran out
   * of memory or ended the process.
   */
  static final int NOT_RUN = 3;

  private ExitCode() {}
}
