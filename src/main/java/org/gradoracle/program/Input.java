package org.gradoracle.program;

import org.gradoracle.tensor.FloatTensor;

/**
 * A value given to a program from outside, in float32; a run in float64 takes the same values
 * widened. A parameter has a gradient and a row; a constant (indices, targets, masks) has none.
 */
public final class Input extends Var {

  private final FloatTensor value;
  private final boolean constant;

  Input(String name, FloatTensor value, boolean constant) {
    super(name);
    this.value = value;
    this.constant = constant;
  }

  /** The value. */
  public FloatTensor value() {
    return value;
  }

  /** Whether no gradient is taken with respect to it. */
  public boolean constant() {
    return constant;
  }

  @Override
  public boolean differentiable() {
    return !constant;
  }
}
