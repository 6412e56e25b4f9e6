package org.gradoracle.verdict;

import org.gradoracle.tensor.Shape;

/**
 * What is reported of raw forward loops, checked alone.
 *
 * @param step the step's name
 * @param shape the shape of its output
 */
public record KernelResult(String step, Shape shape, Verdict verdict) implements StepResult {

  @Override
  public String name() {
    return "kernel of " + step;
  }
}
