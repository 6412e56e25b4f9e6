package org.gradoracle.program;

/**
 * A program that is not valid: the message names the step, what was found and what was expected.
 */
public final class ProgramException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** An error with this message. */
  public ProgramException(String message) {
    super(message);
  }

  /** An error with this message and cause. */
  public ProgramException(String message, Throwable cause) {
    super(message, cause);
  }
}
