package org.gradoracle.judge;

import org.gradoracle.program.Program;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.NetworkResult;

/** Both checks of a program: every rule by itself, and every gradient through the network. */
public final class Checks {

  private final Program program;
  private final OurRuns ours;
  private final ForwardValues forwardValues;

  private Checks(Program program, ForwardValues forwardValues) {
    this.program = program;
    this.ours = OurRuns.of(program);
    this.forwardValues = forwardValues;
  }

  /**
   * Runs both checks.
   *
   * @param dtype the element type of the reported comparisons; the verdict is made in float64
   * @throws org.gradoracle.program.ProgramException if a forward line is none that could be
   *     checked: it throws, or gives other values when it is run again
   */
  public static CheckResult run(
      Program program, Reference reference, ForwardValues forwardValues, Dtype dtype) {
    return begin(program, forwardValues).against(reference, dtype);
  }

  /**
   * Begins both checks with what needs no reference, which may be loaded meanwhile. {@link
   * #against} ends them, once.
   *
   * @throws org.gradoracle.program.ProgramException if a forward line is none that could be
   *     checked: it throws, or gives other values when it is run again
   */
  public static Checks begin(Program program, ForwardValues forwardValues) {
    return new Checks(program, forwardValues);
  }

  /**
   * The rest of both checks.
   *
   * @param dtype the element type of the reported comparisons; the verdict is made in float64
   * @throws org.gradoracle.program.ProgramException if a forward line is none that could be checked
   */
  public CheckResult against(Reference reference, Dtype dtype) {
    OwnPoint own = OwnPoint.of(program, reference);
    ForwardLines.requireSameShapes(program, ours, own);
    RuleCheck rules = RuleCheck.begin(program, reference, own);
    KernelCheck kernels = new KernelCheck(program);
    NetworkResult network =
        new NetworkCheck(program, ours, reference, forwardValues).run(own, dtype, kernels::take);
    return new CheckResult(network, rules.check(program), kernels.results());
  }
}
