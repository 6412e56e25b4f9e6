package org.gradoracle.check;

/**
 * A formula that cannot be checked: it gives no program, one without a parameter, one whose inputs
 * hold NaN or infinity, or two different ones for the same sample; or a forward line throws or
 * gives other values when it is run again. The message names the formula and, if it is known, the
 * sample.
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
