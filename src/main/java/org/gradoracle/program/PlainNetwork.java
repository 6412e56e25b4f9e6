package org.gradoracle.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gradoracle.program.Gradient.Absent;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Gradient.Reason;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.text.Text;

/** Runs a program on plain Java arrays: its forward lines in order, its rules in reverse. */
public final class PlainNetwork {

  private PlainNetwork() {}

  /**
   * Forward and backward from a point.
   *
   * @throws TensorException if a forward line gives an operation tensors that do not fit
   * @throws ProgramException if a forward line throws anything else, or gives no array of the
   *     point's element type
   */
  public static Trace run(Program program, Point point) {
    return backward(program, forward(program, point));
  }

  /**
   * Forward alone: every input and every step's output, by name.
   *
   * @throws TensorException if a forward line gives an operation tensors that do not fit
   * @throws ProgramException if a forward line throws anything else, or gives no array of the
   *     point's element type
   */
  public static Map<String, ArrayTensor> forward(Program program, Point point) {
    Map<String, ArrayTensor> values = new LinkedHashMap<>(point.values());
    program.steps().forEach(step -> values.put(step.name(), forward(step, values, point.dtype())));
    return values;
  }

  /** Forward through one step, at the values of its inputs. */
  static ArrayTensor forward(Step step, Map<String, ArrayTensor> values, Dtype dtype) {
    try {
      return requireType(step, step.forward(inputs(step, values)), dtype);
    } catch (TensorException e) {
      throw new TensorException("step '" + step + "': " + e.getMessage() + AuthorCode.where(e));
    }
  }

  private static ArrayTensor requireType(Step step, Tensor output, Dtype dtype) {
    if (!(output instanceof ArrayTensor value)) {
      throw new ProgramException(
          "step '" + step + "': the forward line returned " + AuthorCode.describe(output));
    }
    if (value.dtype() != dtype) {
      throw new ProgramException(
          Text.format(
              "step '%s': the forward line %s", step, Rule.otherType(value.dtype(), dtype)));
    }
    return value;
  }

  /**
   * The hand-written backward pass, reading these forward values: the rules of each step, from the
   * last to the first; the contributions to one value are added in that order, which is the
   * notebook's own. A rule that is missing or fails leaves its row, and those after it, absent.
   *
   * @param values every input and every step's output, by name
   */
  public static Trace backward(Program program, Map<String, ArrayTensor> values) {
    Map<Var, Gradient> gradients = new HashMap<>();
    Step loss = program.loss();
    gradients.put(loss, new Known(value(loss, values).onesLike()));
    for (int i = program.steps().size() - 1; i >= 0; i--) {
      Step step = program.steps().get(i);
      Gradient upstream = gradients.get(step);
      if (upstream == null) {
        continue; // the loss does not depend on this step
      }
      for (Var input : step.inputs()) {
        if (input.differentiable()) {
          gradients.merge(
              input, contribution(program, step, input, upstream, values), PlainNetwork::sum);
        }
      }
    }
    Map<String, Gradient> rows = new LinkedHashMap<>();
    for (Var row : program.traced()) {
      Gradient gradient = gradients.get(row);
      rows.put(
          row.name(), gradient == null ? Gradient.unreached(row, value(row, values)) : gradient);
    }
    return new Trace(values, rows);
  }

  private static Gradient contribution(
      Program program, Step step, Var input, Gradient upstream, Map<String, ArrayTensor> values) {
    String id = Rule.id(step.name(), input.name());
    Optional<Rule> rule = program.rule(step, input);
    if (rule.isEmpty()) {
      return new Absent(Reason.MISSING, "the rule '" + id + "' is not written");
    }
    if (upstream instanceof Absent absent && absent.reason() == Reason.FLOAT32_ONLY) {
      return absent;
    }
    if (!(upstream instanceof Known known)) {
      return new Absent(
          Reason.MISSING, "the rule '" + id + "' needs the gradient of '" + step + "'");
    }
    return rule.get()
        .apply(
            known.tensor(),
            inputs(step, values),
            value(step, values),
            value(input, values).shape());
  }

  private static Gradient sum(Gradient first, Gradient next) {
    if (first instanceof Known a && next instanceof Known b) {
      return new Known(a.tensor().add(b.tensor()));
    }
    boolean nextSaysMore =
        first instanceof Known
            || (first instanceof Absent absent
                && absent.reason() == Reason.FLOAT32_ONLY
                && next instanceof Absent);
    return nextSaysMore ? next : first;
  }

  static List<Tensor> inputs(Step step, Map<String, ArrayTensor> values) {
    List<Tensor> inputs = new ArrayList<>();
    step.inputs().forEach(input -> inputs.add(value(input, values)));
    return inputs;
  }

  static ArrayTensor value(Var var, Map<String, ArrayTensor> values) {
    ArrayTensor value = values.get(var.name());
    if (value == null) {
      throw new IllegalArgumentException("there is no value for '" + var + "'");
    }
    return value;
  }
}
