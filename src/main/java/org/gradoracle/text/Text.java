package org.gradoracle.text;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats as {@link String#format}, but with the same result on every machine. */
public final class Text {

  /** What {@code %e}, {@code %f} and {@code %g} round, and {@code %s} writes as it is. */
  private static final class Decimal extends BigDecimal {

    private static final long serialVersionUID = 1L;

    private Decimal(BigDecimal digits) {
      super(digits.unscaledValue(), digits.scale());
    }

    @Override
    public String toString() {
      return Digits.text(this);
    }
  }

  private Text() {}

  /**
   * Formats with no locale's signs. Numbers with a fraction are rounded, half up, from their
   * {@linkplain Digits#shortest(double) shortest digits}; the digits that Java's own formatter
   * starts from changed with JDK 21.
   */
  public static String format(String format, @Nullable Object... arguments) {
    @Nullable Object[] exact = arguments.clone();
    for (int i = 0; i < exact.length; i++) {
      exact[i] = exact(exact[i]);
    }
    return String.format(Locale.ROOT, format, exact);
  }

  private static @Nullable Object exact(@Nullable Object argument) {
    if (argument instanceof Double value && Double.isFinite(value) && value != 0) {
      return new Decimal(Digits.shortest(value));
    }
    if (argument instanceof Float value && Float.isFinite(value) && value != 0) {
      return new Decimal(Digits.shortest(value));
    }
    return argument; // zero has a sign, which no BigDecimal has
  }

  /** Like {@code 2 rules}, or {@code 1 rule}. */
  public static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
