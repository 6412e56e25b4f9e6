package org.gradoracle.check;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Shape;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.Verdict;

/**
 * Steps whose forward value holds NaN at every sample, in float64, though their inputs are finite:
 * where the line is not defined, a gradient that agrees with autograd's says nothing. An infinity
 * may be intended, as in a mask.
 */
final class NanSteps {

  private final Map<String, Finding> found = new LinkedHashMap<>();
  private final Set<String> defined = new LinkedHashSet<>();

  /** Takes in the program of a sample. */
  void take(Program program, Case at) {
    Trace trace =
        new Trace(PlainNetwork.forward(program, Point.of(program).in(Dtype.FLOAT64)), Map.of());
    for (Step step : program.steps()) {
      int place = firstNaN(trace.value(step));
      if (place < 0) {
        defined.add(step.name());
      } else if (step.inputs().stream().allMatch(input -> NonFinite.isFinite(trace.value(input)))) {
        found.putIfAbsent(step.name(), finding(step, trace.value(step).shape(), place, at));
      }
    }
  }

  /** The findings, with those that there are of such steps instead of those on their gradients. */
  Stream<Finding> among(Stream<Finding> gradients) {
    Map<String, Finding> left = new LinkedHashMap<>(found);
    left.keySet().removeAll(defined);
    Map<String, Finding> all = new LinkedHashMap<>();
    gradients.forEach(gradient -> all.put(gradient.name(), gradient));
    all.putAll(left);
    return all.values().stream();
  }

  private static Finding finding(Step step, Shape shape, int place, Case at) {
    return new Finding(
        Kind.GRADIENT,
        step.name(),
        shape,
        Verdict.without(
            Status.NONFINITE,
            Text.format(
                "the forward value of '%s' is NaN at every sample, here at %s: draw inputs that its line is defined at",
                step, shape.position(place))),
        at);
  }

  private static int firstNaN(ArrayTensor value) {
    for (int i = 0; i < value.size(); i++) {
      if (Double.isNaN(value.at(i))) {
        return i;
      }
    }
    return -1;
  }
}
