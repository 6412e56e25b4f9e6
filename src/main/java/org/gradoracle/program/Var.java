package org.gradoracle.program;

/** A named value of a program: an input or the output of a step. */
public abstract sealed class Var permits Input, Step {

  private final String name;

  Var(String name) {
    this.name = name;
  }

  /** The name, unique in its program. */
  public final String name() {
    return name;
  }

  /** Whether a gradient is taken with respect to it, so that it has a row in reports. */
  public abstract boolean differentiable();

  @Override
  public final String toString() {
    return name;
  }
}
