package org.gradoracle.judge;

import org.gradoracle.program.Program;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.NetworkResult;

/** Both checks of a program: every rule by itself, and every gradient through the network. */
public final class Checks {

  private Checks() {}

  /**
   * Runs both checks.
   *
   * @param dtype the element type of the reported comparisons; the verdict is made in float64
   * @throws org.gradoracle.program.ProgramException if a forward line is none that could be
   *     checked: it throws, or gives other values when it is run again
   */
  public static CheckResult run(
      Program program, Reference reference, ForwardValues forwardValues, Dtype dtype) {
    OwnPoint own = OwnPoint.of(program, reference);
    ForwardLines.requirePure(program, own);
    KernelCheck kernels = new KernelCheck(program);
    NetworkResult network =
        NetworkCheck.run(program, reference, own, forwardValues, dtype, kernels::take);
    return new CheckResult(network, RuleCheck.run(program, reference, own), kernels.results());
  }
}
