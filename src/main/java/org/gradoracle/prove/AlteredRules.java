package org.gradoracle.prove;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Rule;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Intercepted;
import org.gradoracle.tensor.Intercepted.Interceptor;
import org.gradoracle.tensor.Intercepted.OperationFilter;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;

/** Rules run with one of their operations altered, from outside. */
final class AlteredRules {

  /** An operation of a rule as it runs. */
  record Operation(String name, Tensor x, List<Object> arguments, Supplier<Tensor> proceed) {}

  /** What such an operation gives instead. */
  @FunctionalInterface
  interface Instead {
    Tensor apply(Operation operation);
  }

  private AlteredRules() {}

  /** The additions of such a thing. */
  static OperationFilter adds(Class<?> what) {
    return (name, arguments) -> name.equals("add") && what.isInstance(arguments.get(0));
  }

  /** The rule with each of the meant operations altered in turn. */
  static List<Rule.Backward> altered(RuleInCase site, OperationFilter filter, Instead instead) {
    List<Rule.Backward> altered = new ArrayList<>();
    for (int i = 0; i < operations(site, filter).size(); i++) {
      altered.add(altered(site.rule().backward(), i, filter, instead));
    }
    return altered;
  }

  /** The operations of the rule that are meant; none if the rule cannot be watched. */
  static List<Operation> operations(RuleInCase site, OperationFilter filter) {
    List<Operation> operations = new ArrayList<>();
    Interceptor watching = watching(filter, operations);
    site.apply(
        (upstream, inputs, output) ->
            intercepted(site.rule().backward(), watching, upstream, inputs, output));
    return operations;
  }

  /** The operations of the step's forward line that are meant. */
  static List<Operation> forwardOperations(RuleInCase site, OperationFilter filter) {
    List<Operation> operations = new ArrayList<>();
    Interceptor watching = watching(filter, operations);
    try {
      site.step()
          .forward(site.inputs().stream().map(input -> Intercepted.of(input, watching)).toList());
    } catch (TensorException | ProgramException e) {
      operations.clear(); // a line over raw arrays, which an intercepted tensor is not
    }
    return operations;
  }

  private static Interceptor watching(OperationFilter filter, List<Operation> operations) {
    return (name, x, arguments, proceed) -> {
      if (filter.test(name, arguments)) {
        operations.add(new Operation(name, x, arguments, proceed));
      }
      return proceed.get();
    };
  }

  private static Rule.Backward altered(
      Rule.Backward right, int index, OperationFilter filter, Instead instead) {
    return (upstream, inputs, output) ->
        intercepted(
            right,
            Intercepted.nth(
                index,
                filter,
                (name, x, arguments, proceed) ->
                    instead.apply(new Operation(name, x, arguments, proceed))),
            upstream,
            inputs,
            output);
  }

  private static Tensor intercepted(
      Rule.Backward backward,
      Interceptor interceptor,
      Tensor upstream,
      List<Tensor> inputs,
      Tensor output) {
    return Intercepted.plain(
        backward.apply(
            Intercepted.of(upstream, interceptor),
            inputs.stream().map(input -> Intercepted.of(input, interceptor)).toList(),
            Intercepted.of(output, interceptor)));
  }

  /** Rows written instead of added: of those with one index the last one counts. */
  static Tensor overwriteRows(Operation addRows) {
    ArrayTensor x = (ArrayTensor) addRows.x();
    ArrayTensor indices = (ArrayTensor) addRows.arguments().get(0);
    ArrayTensor added = (ArrayTensor) addRows.arguments().get(1);
    int columns = x.shape().dim(1);
    Map<Integer, Integer> last = new HashMap<>();
    for (int i = 0; i < indices.size(); i++) {
      last.put((int) indices.at(i), i);
    }
    double[] values = x.values();
    last.forEach(
        (row, from) -> {
          for (int column = 0; column < columns; column++) {
            values[row * columns + column] += added.at(from * columns + column);
          }
        });
    return like(x, values);
  }

  /** A tensor of the same shape and element type. */
  static ArrayTensor like(ArrayTensor other, double[] values) {
    return other.dtype() == Dtype.FLOAT32
        ? FloatTensor.of(other.shape(), i -> values[i])
        : DoubleTensor.of(other.shape(), values);
  }
}
