package org.gradoracle.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Predicate;

/**
 * The decimal digits of a number: the fewest that read back as it, and of several such the nearest.
 *
 * <p>{@link Double#toString} is not used: its digits changed with JDK 19.
 */
public final class Digits {

  /** With this many digits the nearest decimal reads back as any double. */
  private static final int ENOUGH = 17;

  private Digits() {}

  /** Of a double. */
  public static BigDecimal shortest(double value) {
    return shortest(new BigDecimal(value), text -> text.doubleValue() == value);
  }

  /** Of a float. */
  public static BigDecimal shortest(float value) {
    return shortest(new BigDecimal(value), text -> text.floatValue() == value);
  }

  /** The number with as many digits as count, if it is known to this fraction of itself. */
  public static double rounded(double value, double fraction) {
    int digits = Math.max(1, -exponent(fraction));
    return new BigDecimal(value).round(new MathContext(digits)).doubleValue();
  }

  /** The power of ten of the first digit; the number is not zero. */
  public static int exponent(double value) {
    return exponent(shortest(value));
  }

  /** The power of ten of the first digit; the number is not zero. */
  public static int exponent(BigDecimal value) {
    return value.precision() - value.scale() - 1;
  }

  /** Digits as Python writes those of a float; they are not zero. */
  public static String text(BigDecimal value) {
    String digits = value.stripTrailingZeros().unscaledValue().abs().toString();
    int exponent = exponent(value);
    return (value.signum() < 0 ? "-" : "")
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

  private static BigDecimal shortest(BigDecimal exact, Predicate<BigDecimal> readsBack) {
    for (int digits = 1; digits < ENOUGH; digits++) {
      // a power of two has twice the room above it that it has below: the nearest decimal of this
      // length may lie below and miss it, while the next one above reads back as it
      BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (readsBack.test(nearest)) {
        return nearest;
      }
      BigDecimal larger = exact.round(new MathContext(digits, RoundingMode.UP));
      if (readsBack.test(larger)) {
        return larger;
      }
    }
    return exact.round(new MathContext(ENOUGH, RoundingMode.HALF_EVEN));
  }
}
