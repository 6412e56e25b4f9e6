package org.gradoracle.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {

  /** Those that {@code Double.toString} of JDK 18 writes with more digits, and powers of two. */
  @ParameterizedTest
  @CsvSource({
    "0x1p-24, 5.960464477539063E-8",
    "0x1p-44, 5.684341886080802E-14",
    "2.0E-3, 0.002",
    "2E23, 2E+23",
    "4.9E-324, 5E-324",
    "-0x1p-44, -5.684341886080802E-14"
  })
  void aDoubleHasTheFewestDigitsThatReadBack(double value, BigDecimal digits) {
    assertThat(Digits.shortest(value)).isEqualByComparingTo(digits);
  }

  @Test
  void everyPowerOfTwoReadsBackFromNoMoreDigitsThanItsNeighboursNeed() {
    for (int exponent = -1074; exponent <= 1023; exponent++) {
      double value = Math.scalb(1.0, exponent);
      BigDecimal digits = Digits.shortest(value);
      assertThat(digits.doubleValue()).isEqualTo(value);
      assertThat(withOneDigitLess(digits))
          .as("%s with a digit less", digits)
          .noneMatch(fewer -> fewer.doubleValue() == value);
    }
  }

  @Test
  void anyNumberReadsBackAndNoShorterTextDoes() {
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        BigDecimal digits = Digits.shortest(value);
        assertThat(digits.doubleValue()).isEqualTo(value);
        assertThat(withOneDigitLess(digits)).noneMatch(fewer -> fewer.doubleValue() == value);
      }
      float single = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(single)) {
        BigDecimal digits = Digits.shortest(single);
        assertThat(digits.floatValue()).isEqualTo(single);
        assertThat(withOneDigitLess(digits)).noneMatch(fewer -> fewer.floatValue() == single);
      }
    }
  }

  /** The two decimals around it that have one digit less; none if it has a single one. */
  private static List<BigDecimal> withOneDigitLess(BigDecimal digits) {
    BigDecimal all = digits.stripTrailingZeros();
    if (all.precision() == 1) {
      return List.of();
    }
    var down = new MathContext(all.precision() - 1, RoundingMode.DOWN);
    var up = new MathContext(all.precision() - 1, RoundingMode.UP);
    return List.of(all.round(down), all.round(up));
  }

  @ParameterizedTest
  @ValueSource(ints = {-300, -10, -9, -1, 0, 1, 9, 22, 300})
  void theExponentOfAPowerOfTenIsThatPower(int power) {
    double value = Double.parseDouble("1e" + power);
    assertThat(Digits.exponent(value)).isEqualTo(power);
    assertThat(Digits.exponent(-5 * value)).isEqualTo(power);
    assertThat(Digits.exponent(Math.nextDown(value))).isEqualTo(power - 1);
  }
}
