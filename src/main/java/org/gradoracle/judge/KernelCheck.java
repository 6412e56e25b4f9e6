package org.gradoracle.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gradoracle.program.AuthorCode;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.verdict.KernelResult;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.Verdict;

/**
 * Raw forward loops, alone, against the forward line beside them: in float32, at the reference's
 * values, at every point of the network check. The truth is the line in float64 at the same values;
 * the reference's own distance from it is the yardstick.
 */
final class KernelCheck {

  private final List<Step> steps;
  private final Map<Step, Float32Verdict> verdicts = new LinkedHashMap<>();
  private final Map<Step, KernelResult> broken = new HashMap<>();
  private final Map<Step, Shape> shapes = new HashMap<>();

  KernelCheck(Program program) {
    steps = program.steps().stream().filter(Step::hasKernel).toList();
  }

  /** Runs the loops at the values of a run of the reference's in float32. */
  void take(Trace run) {
    for (Step step : steps) {
      shapes.putIfAbsent(step, run.value(step).shape());
      if (!broken.containsKey(step)) {
        take(step, run);
      }
    }
  }

  private void take(Step step, Trace run) {
    List<ArrayTensor> inputs = step.inputs().stream().map(run::value).toList();
    ArrayTensor theirs = run.value(step);
    try {
      verdicts
          .computeIfAbsent(step, each -> new Float32Verdict())
          .take(step.runKernel(inputs, theirs.shape()), theirs, line(step, inputs));
    } catch (Throwable e) {
      AuthorCode.rethrowOutOfMemory(e);
      broken.put(
          step,
          result(step, Verdict.without(Status.FAIL, "the kernel of '" + step + "' " + said(e))));
    }
  }

  /** What all runs say together, in the order of the steps. */
  List<KernelResult> results() {
    return steps.stream().map(this::result).toList();
  }

  private KernelResult result(Step step) {
    KernelResult known = broken.get(step);
    return known != null
        ? known
        : result(step, Objects.requireNonNull(verdicts.get(step)).verdict());
  }

  private KernelResult result(Step step, Verdict verdict) {
    return new KernelResult(step.name(), Objects.requireNonNull(shapes.get(step)), verdict);
  }

  private static String said(Throwable e) {
    return e instanceof ProgramException
        ? String.valueOf(e.getMessage())
        : "threw " + AuthorCode.describe(e);
  }

  private static ArrayTensor line(Step step, List<ArrayTensor> inputs) {
    List<Tensor> wide = new ArrayList<>();
    inputs.forEach(input -> wide.add(Dtype.FLOAT64.cast(input)));
    return (ArrayTensor) step.forward(wide);
  }
}
