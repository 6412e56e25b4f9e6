package org.gradoracle.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gradoracle.program.Gradient;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Intercepted;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;

/**
 * The hand-written network in float32's precision without float32's range: in float64, with the
 * result of every operation rounded to float32's 24 bits.
 *
 * <p>It shows how much rounding a row carries where float32 itself overflows and shows nothing. A
 * line that casts its tensors to arrays cannot be run so.
 */
final class WideFloat32 {

  /** The bits of a double's significand that a float does not have, and half of the last it has. */
  private static final long DROPPED = (1L << 29) - 1;

  private static final long HALF = 1L << 28;

  private WideFloat32() {}

  /** A run from a point; none if a forward line cannot be run so. */
  static Optional<Trace> run(Program program, Point point) {
    try {
      Map<String, ArrayTensor> values = new LinkedHashMap<>(point.in(Dtype.FLOAT64).values());
      for (Step step : program.steps()) {
        List<Tensor> inputs =
            step.inputs().stream().map(input -> rounding(values.get(input.name()))).toList();
        values.put(step.name(), plain(step.forward(inputs)));
      }
      Program rounding = program;
      for (Rule rule : program.rules()) {
        rounding = rounding.with(rounding(rule));
      }
      return Optional.of(PlainNetwork.backward(rounding, values));
    } catch (ClassCastException e) {
      return Optional.empty();
    }
  }

  /** What a rule gives at these float64 values. */
  static Gradient apply(
      Rule rule,
      ArrayTensor upstream,
      List<ArrayTensor> inputs,
      ArrayTensor output,
      Shape expected) {
    return rounding(rule).apply(upstream, inputs, output, expected);
  }

  private static Rule rounding(Rule rule) {
    return new Rule(
        rule.step(),
        rule.input(),
        (upstream, inputs, output) ->
            plain(
                rule.formula()
                    .apply(
                        rounding(upstream),
                        inputs.stream().map(WideFloat32::rounding).toList(),
                        rounding(output))));
  }

  private static Tensor rounding(Tensor tensor) {
    return Intercepted.of(
        tensor, (operation, x, arguments, proceed) -> round((ArrayTensor) proceed.get()));
  }

  private static ArrayTensor plain(Tensor tensor) {
    return (ArrayTensor) Intercepted.plain(tensor);
  }

  private static ArrayTensor round(ArrayTensor tensor) {
    return DoubleTensor.of(tensor.shape(), i -> round(tensor.at(i)));
  }

  /** To the nearest number of 24 bits. */
  static double round(double number) {
    return Double.isFinite(number)
        ? Double.longBitsToDouble((Double.doubleToRawLongBits(number) + HALF) & ~DROPPED)
        : number;
  }
}
