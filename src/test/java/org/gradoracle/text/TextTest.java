package org.gradoracle.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

  @ParameterizedTest
  @ValueSource(strings = {"en", "de", "tr", "ar-EG", "hi-IN-u-nu-deva", "und"})
  @ResourceLock(Resources.LOCALE)
  void noLocaleChangesATextsSigns(String tag) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(tag));
    try {
      assertThat(Text.format("%d of %,d, %.1e, %.2f, %S, %x", 12, 3456, 1.5e-10, 0.5, "title", 255))
          .isEqualTo("12 of 3,456, 1.5e-10, 0.50, TITLE, ff");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "%.1e, 1.25, 1.3e+00",
    "%.1e, 2E-323, 2.0e-323",
    "%.2g, 0.00009996, 0.00010",
    "%.3g, 1234567, 1.23e+06",
    "%.0e, 1E-9, 1e-09",
    "%.2f, 1.005, 1.01",
    "%.2f, -0.0, -0.00",
    "%.1e, Infinity, Infinity",
    "%.1e, NaN, NaN",
    "%s, 8, 8.0",
    "%s, 0x1p-44, 5.684341886080802e-14",
    "%s, -0.0, -0.0"
  })
  void aNumberIsRoundedHalfUpFromItsShortestDigits(String format, double value, String text) {
    assertThat(Text.format(format, value)).isEqualTo(text);
  }

  /** The sum was the same on JDK 17 and 25, where Java's own formatter gives two. */
  @Test
  void anyNumberHasTheSameTextOnEveryJdk() {
    Random random = new Random(1);
    CRC32 sum = new CRC32();
    for (int i = 0; i < 2_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      double small = random.nextInt(100_000) * 0x1p-17;
      float single = Float.intBitsToFloat(random.nextInt());
      String text =
          Text.format("%.1e %.2g %.3g %s %.5f %s", value, value, small, value, small, single);
      sum.update(text.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(sum.getValue()).isEqualTo(239976045L);
  }
}
