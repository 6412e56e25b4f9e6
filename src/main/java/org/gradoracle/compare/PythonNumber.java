package org.gradoracle.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.gradoracle.tensor.Dtype;

/** Numbers as Python writes them: the shortest text that reads back as the same number. */
public final class PythonNumber {

  private PythonNumber() {}

  /** A double as Python's {@code repr} writes it. */
  public static String repr(double value) {
    return repr(value, Dtype.FLOAT64);
  }

  /** The shortest text that reads back as the same number of this element type. */
  public static String repr(double value, Dtype dtype) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value > 0 ? "0.0" : "-0.0";
    }
    BigDecimal shortest = shortest(value, dtype);
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = shortest.precision() - shortest.scale() - 1;
    String sign = value < 0 ? "-" : "";
    return sign
        + (exponent < -4 || exponent >= 16
            ? scientific(digits, exponent)
            : positional(digits, exponent));
  }

  private static BigDecimal shortest(double value, Dtype dtype) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; ; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      double back = dtype == Dtype.FLOAT32 ? rounded.floatValue() : rounded.doubleValue();
      if (back == value) {
        return rounded;
      }
    }
  }

  private static String scientific(String digits, int exponent) {
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static String positional(String digits, int exponent) {
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    }
    int whole = exponent + 1;
    return digits.length() <= whole
        ? digits + "0".repeat(whole - digits.length()) + ".0"
        : digits.substring(0, whole) + "." + digits.substring(whole);
  }
}
