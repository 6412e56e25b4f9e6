package org.gradoracle.verdict;

/** What is found of one step alone: a rule or a kernel. */
public sealed interface StepResult extends Judged permits RuleResult, KernelResult {

  /** The step's name. */
  String step();
}
