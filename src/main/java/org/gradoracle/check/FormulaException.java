package org.gradoracle.check;

/**
 * A formula that cannot be checked: it gives no program, or one at values that are not numbers. The
 * message names the formula and the sample.
 */
public final class FormulaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** An error with this message. */
  public FormulaException(String message) {
    super(message);
  }

  /** An error with this message and cause. */
  public FormulaException(String message, Throwable cause) {
    super(message, cause);
  }
}
