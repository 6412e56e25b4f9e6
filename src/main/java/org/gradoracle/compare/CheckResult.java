package org.gradoracle.compare;

import java.util.List;
import org.gradoracle.program.Program;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.Dtype;

/**
 * What both checks found of one program.
 *
 * @param network the end-to-end check, which shows every row that an error spoils
 * @param rules the local check, which shows the rule that is wrong
 */
public record CheckResult(NetworkResult network, List<RuleRow> rules) {

  /** A result that keeps a copy of the rules. */
  public CheckResult {
    rules = List.copyOf(rules);
  }

  /**
   * Runs both checks.
   *
   * @throws org.gradoracle.program.ProgramException if a forward line is none that could be
   *     checked: it throws, or gives other values when it is run again
   */
  public static CheckResult of(
      Program program, Reference reference, ForwardValues forwardValues, Dtype dtype) {
    ForwardLines.requirePure(program, reference);
    return new CheckResult(
        NetworkCheck.run(program, reference, forwardValues, dtype),
        RuleCheck.run(program, reference));
  }

  /** Whether every rule and every row is right. */
  public boolean passed() {
    return network.passed() && wrongRules().isEmpty();
  }

  /** The rules that are not right, from the last step to the first. */
  public List<RuleRow> wrongRules() {
    return rules.stream().filter(rule -> !rule.status().passed()).toList();
  }
}
