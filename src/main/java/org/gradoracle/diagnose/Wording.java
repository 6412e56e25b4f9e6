package org.gradoracle.diagnose;

import static java.util.stream.Collectors.joining;

import java.util.stream.IntStream;
import org.gradoracle.diagnose.Line.Watched;
import org.gradoracle.text.Text;

/** An intermediate value in words. */
final class Wording {

  private Wording() {}

  /** What an operation gives, and how it is written: "the sum over axis 1, x.exp().sum(1),". */
  static String of(Watched watched) {
    return Text.format("%s, %s,", noun(watched.written()), watched.text());
  }

  private static String noun(Operation operation) {
    return switch (operation.name()) {
      case "sum", "sumSqueezed" -> "the sum" + axis(operation);
      case "mean" -> "the mean" + axis(operation);
      case "var" -> "the variance" + axis(operation);
      case "softmax", "logsumexp" -> "the " + operation.name() + axis(operation);
      case "max" -> "the maximum" + axis(operation);
      case "amax", "maximum" -> "the maximum";
      case "min" -> "the minimum" + axis(operation);
      case "amin", "minimum" -> "the minimum";
      case "cumsum" -> "the running sum" + axis(operation);
      case "sqrt" -> "the square root";
      case "exp" -> "the exponential";
      case "log" -> "the logarithm";
      case "pow" -> "the power";
      case "sub", "rsub" -> "the difference";
      case "mul", "matmul", "prod" -> "the product";
      case "div" -> "the quotient";
      default -> "the result of " + operation.name();
    };
  }

  private static String axis(Operation operation) {
    if (operation.arguments().isEmpty()) {
      return "";
    }
    Object first = operation.arguments().get(0);
    return first instanceof int[] axes
        ? (axes.length == 1 ? " over axis " : " over axes ")
            + IntStream.of(axes).mapToObj(String::valueOf).collect(joining(", "))
        : " over axis " + first;
  }
}
