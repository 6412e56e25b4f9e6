package org.gradoracle.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.gradoracle.program.Foreign;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Tensor;

/**
 * Raw forward loops, alone, against the forward line beside them: in float32, at the reference's
 * values, at eight points. The truth is the line in float64 at the same values; the reference's own
 * distance from it is the yardstick.
 */
final class KernelCheck {

  private static final int POINTS = 8;

  private static final long SEED = 20_220_912;

  private final List<Trace> runs = new ArrayList<>();

  KernelCheck(Program program, Reference reference) {
    Random random = new Random(SEED);
    runs.add(reference.run(program, Point.of(program)));
    while (runs.size() < POINTS) {
      runs.add(reference.run(program, Point.jittered(program, random)));
    }
  }

  RuleRow row(Step step) {
    Judgement judgement = judge(step);
    return new RuleRow(
        step.name(),
        "",
        "kernel of " + step,
        runs.get(0).value(step).shape(),
        judgement.status(),
        judgement.reason(),
        judgement.proof(),
        judgement.precision(),
        Optional.empty());
  }

  private Judgement judge(Step step) {
    Float32Verdict verdict = new Float32Verdict();
    for (Trace run : runs) {
      List<ArrayTensor> inputs = step.inputs().stream().map(run::value).toList();
      ArrayTensor theirs = run.value(step);
      try {
        verdict.take(step.runKernel(inputs, theirs.shape()), theirs, line(step, inputs));
      } catch (Throwable e) {
        Foreign.requireMemory(e);
        return Judgement.without(Status.FAIL, "the kernel of '" + step + "' " + said(e));
      }
    }
    return verdict.judgement();
  }

  private static String said(Throwable e) {
    return e instanceof ProgramException
        ? String.valueOf(e.getMessage())
        : "threw " + Foreign.text(e);
  }

  private static ArrayTensor line(Step step, List<ArrayTensor> inputs) {
    List<Tensor> wide = new ArrayList<>();
    inputs.forEach(input -> wide.add(Dtype.FLOAT64.cast(input)));
    return (ArrayTensor) step.forward(wide);
  }
}
