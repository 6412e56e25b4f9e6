package org.gradoracle.check;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gradoracle.program.Input;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.text.Text;

/** Whether two programs are the same, as far as inputs, steps and their values show. */
final class SameProgram {

  private SameProgram() {}

  /** The first difference, in words; none if they are the same. */
  static Optional<String> difference(Program first, Program second) {
    return outline(first).equals(outline(second))
        ? values(first, second)
        : Optional.of(Text.format("%s, and the next time %s", outline(first), outline(second)));
  }

  /** Inputs with their shapes, steps with what they read, and what rules there are. */
  private static String outline(Program program) {
    List<String> inputs =
        program.inputs().stream().map(input -> input + " " + input.value().shape()).toList();
    List<String> steps =
        program.steps().stream().map(step -> step + " of " + step.inputs()).toList();
    List<String> rules = program.rules().stream().map(Rule::id).toList();
    return Text.format("inputs %s, steps %s, rules %s", inputs, steps, rules);
  }

  private static Optional<String> values(Program first, Program second) {
    for (int i = 0; i < first.inputs().size(); i++) {
      Input input = first.inputs().get(i);
      Optional<String> difference =
          difference(input, input.value(), second.inputs().get(i).value());
      if (difference.isPresent()) {
        return difference;
      }
    }
    Trace values = forward(first);
    Trace others = forward(second);
    for (Step step : first.steps()) {
      Optional<String> difference = difference(step, values.value(step), others.value(step));
      if (difference.isPresent()) {
        return difference.filter(found -> pure(step, values));
      }
    }
    return Optional.empty();
  }

  /** Without the rules: a first call of theirs is for the check to see. */
  private static Trace forward(Program program) {
    return new Trace(PlainNetwork.forward(program, Point.of(program)), Map.of());
  }

  /** Whether the line gives the same again: what draws at each run is judged where lines are. */
  private static boolean pure(Step step, Trace values) {
    List<Tensor> inputs = step.inputs().stream().<Tensor>map(values::value).toList();
    return step.forward(inputs) instanceof ArrayTensor again
        && difference(step, values.value(step), again).isEmpty();
  }

  private static Optional<String> difference(Var var, ArrayTensor first, ArrayTensor second) {
    if (!first.shape().equals(second.shape())) {
      return Optional.of(
          Text.format(
              "'%s' has shape %s, and the next time %s", var, first.shape(), second.shape()));
    }
    int at = Arrays.mismatch(first.values(), second.values());
    return at < 0
        ? Optional.empty()
        : Optional.of(
            Text.format(
                "'%s' at %s is %s, and the next time %s",
                var, first.shape().position(at), first.at(at), second.at(at)));
  }
}
