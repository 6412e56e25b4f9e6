package org.gradoracle.diagnose;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.tensor.Intercepted;
import org.gradoracle.tensor.Tensor;

/**
 * One operation of a line as it runs.
 *
 * @param name a method of {@link Tensor}
 * @param x the tensor it is called on
 * @param arguments its arguments: tensors, numbers, an axis, a shape
 */
public record Operation(String name, Tensor x, List<Object> arguments) {

  /** An operation that keeps a copy of its arguments. */
  public Operation {
    arguments = List.copyOf(arguments);
  }

  /** What it gives. */
  Tensor run() {
    for (Method method : Tensor.class.getMethods()) {
      if (method.getName().equals(name) && takes(method)) {
        return (Tensor) Intercepted.call(method, x, arguments);
      }
    }
    throw new IllegalStateException("no operation " + name + " takes " + arguments);
  }

  Operation on(Tensor other) {
    return new Operation(name, other, arguments);
  }

  Operation named(String other) {
    return new Operation(other, x, arguments);
  }

  /** With another argument of this number, from zero. */
  Operation with(int index, Object argument) {
    List<Object> changed = new ArrayList<>(arguments);
    changed.set(index, argument);
    return new Operation(name, x, changed);
  }

  /** The tensors it takes: the one it is called on and its arguments. */
  List<Tensor> operands() {
    List<Tensor> operands = new ArrayList<>(List.of(x));
    for (Object argument : arguments) {
      if (argument instanceof Tensor tensor) {
        operands.add(tensor);
      } else if (argument instanceof Tensor[] several) {
        operands.addAll(List.of(several));
      }
    }
    return operands;
  }

  /** With another operand of this number, as {@link #operands} counts. */
  Operation withOperand(int index, Tensor other) {
    if (index == 0) {
      return on(other);
    }
    int before = 1;
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i) instanceof Tensor && before++ == index) {
        return with(i, other);
      }
      if (arguments.get(i) instanceof Tensor[] several) {
        if (index < before + several.length) {
          Tensor[] changed = several.clone();
          changed[index - before] = other;
          return with(i, changed);
        }
        before += several.length;
      }
    }
    throw new IllegalArgumentException("no operand " + index + " of " + operands().size());
  }

  /** As it is written in Java, its operands by their texts. */
  public String text(Function<Tensor, String> texts) {
    return arguments.stream()
        .map(argument -> text(argument, texts))
        .collect(Collectors.joining(", ", texts.apply(x) + "." + name + "(", ")"));
  }

  private static String text(Object argument, Function<Tensor, String> texts) {
    if (argument instanceof Tensor tensor) {
      return texts.apply(tensor);
    }
    if (argument instanceof Tensor[] several) {
      return Stream.of(several).map(texts).collect(Collectors.joining(", "));
    }
    if (argument instanceof Double number) {
      return PythonNumber.repr(number);
    }
    return argument instanceof int[] axes
        ? IntStream.of(axes).mapToObj(String::valueOf).collect(Collectors.joining(", "))
        : argument.toString();
  }

  private boolean takes(Method method) {
    Class<?>[] types = method.getParameterTypes();
    if (types.length != arguments.size()) {
      return false;
    }
    for (int i = 0; i < types.length; i++) {
      Object argument = arguments.get(i);
      boolean fits =
          types[i] == double.class
              ? argument instanceof Double
              : types[i] == int.class ? argument instanceof Integer : types[i].isInstance(argument);
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
