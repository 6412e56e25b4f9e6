package org.gradoracle.text;

import java.util.Arrays;
import java.util.Locale;

/** Formats as {@link String#format}, but with the same result on every machine. */
public final class Text {

  private Text() {}

  /**
   * Formats with no locale's signs. Numbers with a fraction are rounded, half up, from their
   * {@linkplain Digits#shortest(double) shortest digits}; Java's own formatter starts from other
   * digits before JDK 21 and after.
   */
  public static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, Arrays.stream(arguments).map(Text::exact).toArray());
  }

  private static Object exact(Object argument) {
    if (argument instanceof Double value && Double.isFinite(value) && value != 0) {
      return Digits.shortest(value);
    }
    if (argument instanceof Float value && Float.isFinite(value) && value != 0) {
      return Digits.shortest(value);
    }
    return argument; // zero has a sign, which no BigDecimal has
  }
}
