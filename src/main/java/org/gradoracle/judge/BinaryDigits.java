package org.gradoracle.judge;

import java.util.List;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.Trait;

/**
 * The binary digits that a tensor's elements have in common: all are multiples of {@code 2^last},
 * and below {@code 2^first} in magnitude. From that of its operands it is known whether an
 * operation rounds in float64, whatever the order of its sums.
 */
record BinaryDigits(int first, int last) {

  private static final int FLOAT64 = 53;

  /** A result of at most this many digits was not rounded: rounding fills nearly all 53. */
  private static final int FEW = 46;

  /** Exponents up to this, of either sign, are far from overflow and underflow. */
  private static final int LARGE = 500;

  /** Of a tensor of zeros; of any other, first is greater than last. */
  private static final BinaryDigits NONE = new BinaryDigits(0, 0);

  /** Whether all elements together have few digits; what is not finite has too many. */
  static boolean few(ArrayTensor tensor) {
    return of(tensor).within(FEW);
  }

  /** Whether an operation of {@link Tensor} gives exactly what it means, on such operands. */
  static boolean exact(String operation, Tensor x, List<Object> arguments) {
    if (!(x instanceof ArrayTensor tensor)) {
      return false;
    }
    if (Trait.EXACT.isOf(operation)) {
      return true;
    }
    BinaryDigits digits = of(tensor);
    return switch (operation) {
      case "add", "sub", "rsub" -> digits.with(of(arguments.get(0))).summed(2);
      case "mul" -> digits.times(of(arguments.get(0))).summed(1);
      case "matmul" -> digits.times(of(arguments.get(0))).summed(tensor.size());
      case "sum", "sumSqueezed", "cumsum" -> digits.summed(tensor.size());
      case "addRows", "addAt" ->
          digits.with(of(arguments.get(1))).summed(1L + tensor.size() + size(arguments.get(1)));
      case "scatterAdd" ->
          digits.with(of(arguments.get(2))).summed(1L + tensor.size() + size(arguments.get(2)));
      case "pow" -> arguments.get(0) instanceof Double exponent && digits.power(exponent);
      case "oneMinusSquare" -> digits.times(digits).with(of(1.0)).summed(2);
      default -> false;
    };
  }

  private static long size(Object argument) {
    return argument instanceof ArrayTensor tensor ? tensor.size() : 1;
  }

  private static BinaryDigits of(Object operand) {
    double[] values =
        operand instanceof ArrayTensor tensor
            ? tensor.values()
            : new double[] {operand instanceof Double number ? number : Double.NaN};
    BinaryDigits digits = NONE;
    for (double value : values) {
      if (value != 0) {
        digits = digits.equals(NONE) ? of(value) : digits.with(of(value));
      }
    }
    return digits;
  }

  private static BinaryDigits of(double value) {
    int exponent = Math.getExponent(value);
    long significand = (Double.doubleToLongBits(value) & 0xfffffffffffffL) | 0x10000000000000L;
    return new BinaryDigits(exponent + 1, exponent - 52 + Long.numberOfTrailingZeros(significand));
  }

  private BinaryDigits with(BinaryDigits other) {
    if (equals(NONE) || other.equals(NONE)) {
      return equals(NONE) ? other : this;
    }
    return new BinaryDigits(Math.max(first, other.first), Math.min(last, other.last));
  }

  private BinaryDigits times(BinaryDigits other) {
    return equals(NONE) || other.equals(NONE)
        ? NONE
        : new BinaryDigits(first + other.first, last + other.last);
  }

  private boolean power(double exponent) {
    return (exponent == 1 || exponent == 2 || exponent == 3)
        && new BinaryDigits(first * (int) exponent, last * (int) exponent).within(FLOAT64);
  }

  /** Whether every sum of {@code terms} such numbers is exact. */
  private boolean summed(long terms) {
    int carried = Long.SIZE - Long.numberOfLeadingZeros(terms - 1);
    return new BinaryDigits(first + carried, last).within(FLOAT64);
  }

  /**
   * Whether the digits fit, and the numbers are far from underflow and from overflow; what is not
   * finite has an exponent beyond {@link #LARGE}.
   */
  private boolean within(int digits) {
    return first - last <= digits && first < LARGE && last > -LARGE;
  }
}
