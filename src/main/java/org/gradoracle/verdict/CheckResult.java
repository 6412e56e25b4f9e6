package org.gradoracle.verdict;

import java.util.List;
import java.util.stream.Stream;

/**
 * What both checks found of one program.
 *
 * @param network the end-to-end check, which shows every gradient that an error spoils
 * @param rules the local check, which shows the rule that is wrong, from the last step to the first
 * @param kernels of raw forward loops, each beside its line
 */
public record CheckResult(
    NetworkResult network, List<RuleResult> rules, List<KernelResult> kernels) {

  /** A result that keeps copies of the lists. */
  public CheckResult {
    rules = List.copyOf(rules);
    kernels = List.copyOf(kernels);
  }

  /** Whether every rule, every kernel and every gradient is right. */
  public boolean passed() {
    return network.passed() && wrong().isEmpty();
  }

  /** What is checked step by step: every rule, then every kernel. */
  public List<StepResult> local() {
    return Stream.<StepResult>concat(rules.stream(), kernels.stream()).toList();
  }

  /** The rules and kernels that are not right. */
  public List<StepResult> wrong() {
    return local().stream().filter(each -> !each.passed()).toList();
  }
}
