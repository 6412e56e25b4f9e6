package org.gradoracle.cli;

/**
 * The main class of the distribution's jar. It runs {@link Main}, and ends with exit code 3 where
 * classes are damaged or missing: the JVM itself would end with 1, which means that a gradient is
 * wrong. It needs no other class to be loaded.
 */
public final class Start {

  /** Set by the launcher to learn whether Java starts at all, and reads the jar. */
  private static final String ONLY = "gradoracle.start.only";

  private Start() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    if (Boolean.getBoolean(ONLY)) {
      return;
    }
    try {
      Main.main(args);
    } catch (Throwable e) {
      System.err.print("gradoracle: the oracle could not run: " + e + "\n");
      Runtime.getRuntime().halt(ExitCode.NOT_RUN);
    }
  }
}
