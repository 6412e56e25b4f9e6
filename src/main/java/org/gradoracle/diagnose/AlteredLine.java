package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Step;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Intercepted;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.text.Text;

/**
 * A step's forward line with one thing changed: a rule that is right for it is wrong for the step
 * in exactly that way.
 *
 * @param explanation what its gradient is, seen from the step's
 * @param line the line; it takes the inputs and {@code more}
 * @param inputs of the line
 * @param picker picks the gradient out of the products for all inputs and the step's own gradient
 */
record AlteredLine(
    Explanation explanation,
    Function<List<Tensor>, Tensor> line,
    List<ArrayTensor> inputs,
    Picker picker) {

  /** How the gradient is found among the line's products. */
  @FunctionalInterface
  interface Picker {
    Optional<ArrayTensor> pick(List<Optional<ArrayTensor>> products, ArrayTensor truth);
  }

  /** All that make sense for a step. */
  static List<AlteredLine> of(Step step, int index, List<ArrayTensor> inputs) {
    List<AlteredLine> lines = new ArrayList<>();
    lines.addAll(withoutATerm(step, index, inputs));
    lines.addAll(withoutAUse(step, index, inputs));
    lines.addAll(overwriting(step, index, inputs));
    return lines;
  }

  /** The gradient of the altered line; none if the alteration does not fit the line. */
  Optional<ArrayTensor> product(Reference reference, ArrayTensor upstream, ArrayTensor truth) {
    try {
      return picker.pick(reference.pullback(line, inputs, upstream), truth);
    } catch (TensorException | ProgramException e) {
      return Optional.empty();
    }
  }

  /** A scalar term, such as an epsilon, is not added. */
  private static List<AlteredLine> withoutATerm(Step step, int index, List<ArrayTensor> inputs) {
    List<Double> terms = new ArrayList<>();
    step.forward(
        intercepted(
            List.copyOf(inputs),
            (operation, x, arguments, proceed) -> {
              if (addsNumber(operation, arguments)) {
                terms.add((Double) arguments.get(0));
              }
              return proceed.get();
            }));
    List<AlteredLine> lines = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      int dropped = i;
      lines.add(
          new AlteredLine(
              new Explanation(
                  Kind.TERM_DROPPED,
                  Text.format(
                      "the gradient of the step without the term %s: it is dropped",
                      PythonNumber.repr(terms.get(i)))),
              values ->
                  Intercepted.plain(
                      step.forward(
                          intercepted(
                              values,
                              Intercepted.nth(
                                  dropped,
                                  AlteredLine::addsNumber,
                                  (operation, x, arguments, proceed) -> x)))),
              inputs,
              (products, truth) -> products.get(index)));
    }
    return lines;
  }

  private static boolean addsNumber(String operation, List<Object> arguments) {
    return operation.equals("add") && arguments.get(0) instanceof Double;
  }

  /** The input is used several times; one use contributes nothing. */
  private static List<AlteredLine> withoutAUse(Step step, int index, List<ArrayTensor> inputs) {
    List<String> uses = uses(step, index, inputs);
    List<AlteredLine> lines = new ArrayList<>();
    List<ArrayTensor> copies = new ArrayList<>(inputs);
    for (int use = 0; use < uses.size(); use++) {
      copies.add(inputs.get(index));
    }
    for (int use = 0; use < uses.size(); use++) {
      int missed = use;
      lines.add(
          new AlteredLine(
              new Explanation(
                  Kind.USE_DROPPED,
                  Text.format(
                      "autograd's without one contribution: that of '%s' in the operation %s",
                      step.inputs().get(index), uses.get(use))),
              values -> {
                List<Tensor> separate = new ArrayList<>(values);
                int[] next = {inputs.size()};
                separate.set(
                    index,
                    Intercepted.of(
                        () -> values.get(next[0]++),
                        (operation, x, arguments, proceed) -> proceed.get()));
                return Intercepted.plain(step.forward(intercepted(separate)));
              },
              copies,
              (products, truth) ->
                  products
                      .get(inputs.size() + missed)
                      .map(contribution -> truth.sub(contribution))));
    }
    return lines;
  }

  /** The operations that the line uses one of its inputs in, in the order they run. */
  private static List<String> uses(Step step, int index, List<ArrayTensor> inputs) {
    List<Tensor> copies = new ArrayList<>();
    List<String> operations = new ArrayList<>();
    Intercepted.Interceptor watching =
        (operation, x, arguments, proceed) -> {
          for (int use = 0; use < copies.size(); use++) {
            if (copies.get(use) == x || arguments.contains(copies.get(use))) {
              operations.set(use, operation);
            }
          }
          return proceed.get();
        };
    List<Tensor> values = new ArrayList<>(inputs);
    values.set(
        index,
        Intercepted.of(
            () -> {
              copies.add(inputs.get(index).mul(1));
              operations.add("shape"); // until an operation meets the copy
              return copies.get(copies.size() - 1);
            },
            watching));
    step.forward(intercepted(values, watching));
    return operations;
  }

  /** Rows that are taken by a repeated index keep the gradient of the last one only. */
  private static List<AlteredLine> overwriting(Step step, int index, List<ArrayTensor> inputs) {
    List<AlteredLine> lines = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      int indices = i;
      List<ArrayTensor> withMask = new ArrayList<>(inputs);
      withMask.add(lastOccurrences(inputs.get(i)));
      lines.add(
          new AlteredLine(
              new Explanation(
                  Kind.OVERWRITTEN,
                  Text.format(
                      "autograd's with repeated indices of '%s' overwritten instead of added",
                      step.inputs().get(i))),
              values ->
                  Intercepted.plain(
                      step.forward(
                          intercepted(
                              values,
                              (operation, x, arguments, proceed) ->
                                  operation.equals("rows")
                                          && arguments.get(0) == values.get(indices)
                                      ? proceed.get().mul(values.get(inputs.size()))
                                      : proceed.get()))),
              withMask,
              (products, truth) -> products.get(index)));
    }
    return lines;
  }

  /** 1 where an index is the last of its value, else 0; with one more axis, of size 1. */
  private static ArrayTensor lastOccurrences(ArrayTensor indices) {
    Map<Double, Integer> last = new HashMap<>();
    for (int i = 0; i < indices.size(); i++) {
      last.put(indices.at(i), i);
    }
    int[] dimensions = new int[indices.shape().rank() + 1];
    for (int axis = 0; axis < indices.shape().rank(); axis++) {
      dimensions[axis] = indices.shape().dim(axis);
    }
    dimensions[indices.shape().rank()] = 1;
    return DoubleTensor.of(
        Shape.of(dimensions), i -> last.getOrDefault(indices.at(i), -1) == i ? 1 : 0);
  }

  private static List<Tensor> intercepted(List<Tensor> values) {
    return intercepted(values, (operation, x, arguments, proceed) -> proceed.get());
  }

  /** Those that are not intercepted already. */
  private static List<Tensor> intercepted(
      List<Tensor> values, Intercepted.Interceptor interceptor) {
    List<Tensor> intercepted = new ArrayList<>();
    for (Tensor value : values) {
      intercepted.add(
          java.lang.reflect.Proxy.isProxyClass(value.getClass())
              ? value
              : Intercepted.of(value, interceptor));
    }
    return intercepted;
  }
}
