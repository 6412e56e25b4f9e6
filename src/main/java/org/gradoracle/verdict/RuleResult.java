package org.gradoracle.verdict;

import java.util.List;
import org.gradoracle.program.Rule;
import org.gradoracle.tensor.Shape;

/**
 * What is reported of one rule, checked alone, under the network's own upstream and under random
 * ones.
 *
 * @param step the step's name
 * @param input the input's name
 * @param shape the input's shape
 * @param alternatives the ids of other rules that may be wrong instead of this one
 */
public record RuleResult(
    String step, String input, Shape shape, Verdict verdict, List<String> alternatives)
    implements StepResult {

  /** A result that is of this rule and of no other. */
  public RuleResult(String step, String input, Shape shape, Verdict verdict) {
    this(step, input, shape, verdict, List.of());
  }

  /** The rule's id, {@code step←input}. */
  @Override
  public String name() {
    return Rule.id(step, input);
  }
}
