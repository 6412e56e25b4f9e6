package org.gradoracle.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
public final class ForwardLines {

  private ForwardLines() {}

  /**
   * Runs every line twice, at the program's own inputs, in both element types.
   *
   * @throws ProgramException if a line gives other values, bit for bit, or another shape on the
   *     reference's side; it names the step
   */
  public static void requirePure(Program program, OwnPoint reference) {
    for (Dtype dtype : Dtype.values()) {
      Point point = Point.of(program).in(dtype);
      Trace first = new Trace(PlainNetwork.forward(program, point), Map.of());
      Trace theirs = reference.in(dtype);
      for (Step step : program.steps()) {
        requireSame(step, first.value(step), again(step, first));
        requireShape(step, first.value(step), theirs.value(step));
      }
    }
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
    for (int i = 0; i < first.size(); i++) {
      if (Double.doubleToLongBits(first.at(i)) != Double.doubleToLongBits(again.at(i))) {
        throw new ProgramException(
            said
                + Text.format(
                    "at %s %s, then %s",
                    first.shape().position(i),
                    PythonNumber.repr(first.at(i)),
                    PythonNumber.repr(again.at(i))));
      }
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
