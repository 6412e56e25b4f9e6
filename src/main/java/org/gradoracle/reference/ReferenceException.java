package org.gradoracle.reference;

/** The reference could not run; it says nothing about the program. */
public final class ReferenceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** An error with this message. */
  public ReferenceException(String message) {
    super(message);
  }

  /** An error with this message and cause. */
  public ReferenceException(String message, Throwable cause) {
    super(message, cause);
  }
}
