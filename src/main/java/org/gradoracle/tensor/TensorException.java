package org.gradoracle.tensor;

/**
 * An operation was given tensors it is not defined for. The message names the operation, what it
 * was given and what it expects.
 */
public final class TensorException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** An error with this message. */
  public TensorException(String message) {
    super(message);
  }
}
