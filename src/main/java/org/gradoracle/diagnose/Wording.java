package org.gradoracle.diagnose;

import org.gradoracle.diagnose.Line.Watched;
import org.gradoracle.text.Text;

/** An intermediate value in words. */
final class Wording {

  private Wording() {}

  /** What an operation gives, and how it is written: "the sum over axis 1, x.exp().sum(1),". */
  static String of(Watched watched) {
    return Text.format("%s, %s,", noun(watched.operation()), watched.text());
  }

  private static String noun(Operation operation) {
    return switch (operation.name()) {
      case "sum", "sumSqueezed" -> "the sum" + axis(operation);
      case "mean" -> "the mean";
      case "max" -> "the maximum" + axis(operation);
      case "amax", "maximum" -> "the maximum";
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
    return operation.arguments().isEmpty() ? "" : " over axis " + operation.arguments().get(0);
  }
}
