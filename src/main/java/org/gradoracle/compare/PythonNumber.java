package org.gradoracle.compare;

import org.gradoracle.tensor.Dtype;
import org.gradoracle.text.Digits;

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
    return Digits.text(
        dtype == Dtype.FLOAT32 ? Digits.shortest((float) value) : Digits.shortest(value));
  }
}
