package org.gradoracle.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.text.Text;

/**
 * What both checks take for granted of a program's forward lines: each gives the same values
 * whenever it runs at the same inputs, and a value of the same shape on the reference's side.
 * Without that, a right rule would fail, or a wrong one would be blamed on nothing.
 */
final class ForwardLines {

  /** What a value's rounding in float64 is of that in float32, 2^-29, with some to spare. */
  private static final double ROUNDED = 0x1p-24;

  /**
   * By this fraction of what goes into them, values in float64 may differ and count as the same.
   */
  private static final double SAME = 0x1p-44;

  private ForwardLines() {}

  /**
   * Runs every line twice from a point.
   *
   * @return every input and every step's output, by name
   * @throws ProgramException if a line gives other values, bit for bit; it names the step
   */
  static Map<String, ArrayTensor> twice(Program program, Point point) {
    Map<String, ArrayTensor> values = PlainNetwork.forward(program, point);
    Trace first = new Trace(values, Map.of());
    program.steps().forEach(step -> requireSame(step, first.value(step), again(step, first)));
    return values;
  }

  /**
   * Compares the values of both networks.
   *
   * @throws ProgramException if a line gives another shape on the reference's side; it names the
   *     step
   */
  static void requireSameShapes(Program program, OurRuns ours, OwnPoint reference) {
    for (Dtype dtype : Dtype.values()) {
      for (Step step : program.steps()) {
        requireShape(step, ours.in(dtype).value(step), reference.in(dtype).value(step));
      }
    }
  }

  /** Whether each line gives the reference's values at its inputs in float64, but for rounding. */
  static boolean giveTheSame(Program program, PointRuns runs) {
    Trace exact = runs.float64().reference();
    return program.steps().stream()
        .allMatch(
            step -> {
              ArrayTensor ours = (ArrayTensor) again(step, exact);
              double rounded =
                  Extremes.distance(runs.float32().reference().value(step), exact.value(step));
              double largest =
                  step.inputs().stream()
                      .mapToDouble(input -> Extremes.largest(exact.value(input)))
                      .reduce(Extremes.largest(ours), Math::max);
              return Extremes.distance(ours, exact.value(step))
                  <= Math.max(ROUNDED * rounded, SAME * largest);
            });
  }

  private static Tensor again(Step step, Trace first) {
    List<Tensor> inputs = new ArrayList<>();
    step.inputs().forEach(input -> inputs.add(first.value(input)));
    return step.forward(inputs);
  }

  private static void requireSame(Step step, ArrayTensor first, Tensor second) {
    String said = "step '" + step + "': the forward line gives other values when run again: ";
    if (!(second instanceof ArrayTensor again) || !again.shape().equals(first.shape())) {
      throw new ProgramException(
          said + "first of shape " + first.shape() + ", then of shape " + second.shape());
    }
    int at = first.mismatch(again);
    if (at >= 0) {
      throw new ProgramException(
          said
              + Text.format(
                  "at %s %s, then %s",
                  first.shape().position(at),
                  PythonNumber.repr(first.at(at)),
                  PythonNumber.repr(again.at(at))));
    }
  }

  private static void requireShape(Step step, ArrayTensor ours, ArrayTensor theirs) {
    if (!ours.shape().equals(theirs.shape())) {
      throw new ProgramException(
          Text.format(
              "step '%s': the forward line gives shape %s on plain arrays and %s on the reference's side",
              step, ours.shape(), theirs.shape()));
    }
  }
}
