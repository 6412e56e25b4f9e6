package org.gradoracle.verdict;

import org.gradoracle.program.Rule;
import org.gradoracle.tensor.Shape;

/**
 * What is reported of one rule, checked alone, under the network's own upstream and under random
 * ones.
 *
 * @param step the step's name
 * @param input the input's name
 * @param shape the input's shape
 */
public record RuleResult(String step, String input, Shape shape, Verdict verdict)
    implements StepResult {

  /** The rule's id, {@code step←input}. */
  @Override
  public String name() {
    return Rule.id(step, input);
  }
}
