package org.gradoracle.compare;

import java.math.BigDecimal;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.text.Digits;
import org.gradoracle.text.Text;

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
    BigDecimal shortest =
        dtype == Dtype.FLOAT32 ? Digits.shortest((float) value) : Digits.shortest(value);
    String digits = shortest.stripTrailingZeros().unscaledValue().abs().toString();
    int exponent = Digits.exponent(shortest);
    String sign = value < 0 ? "-" : "";
    return sign
        + (exponent < -4 || exponent >= 16
            ? scientific(digits, exponent)
            : positional(digits, exponent));
  }

  private static String scientific(String digits, int exponent) {
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return Text.format("%se%s%02d", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
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
