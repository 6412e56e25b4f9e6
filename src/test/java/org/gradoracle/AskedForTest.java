package org.gradoracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What the build was asked to test under is what the tests run under. */
class AskedForTest {

  @Test
  @ResourceLock(Resources.LOCALE)
  void theDefaultLocaleIsTheOneAskedFor() {
    assumeTrue(AskedLocale.asked().isPresent(), "no locale was asked for");
    Locale asked = AskedLocale.asked().orElseThrow();
    assertThat(asked.getLanguage().isEmpty())
        .as("%s is not a language", System.getProperty("test.locale"))
        .isEqualTo(System.getProperty("test.locale").equals("C"));
    assertThat(Locale.getDefault()).isEqualTo(asked);
    assertThat(Locale.getDefault(Locale.Category.FORMAT)).isEqualTo(asked);
  }

  @Test
  void theArgumentsOfTheJvmReachedIt() {
    String[] asked =
        Arrays.stream(System.getProperty("test.jvm.args", "").split("\\s+"))
            .filter(Predicate.not(String::isEmpty))
            .toArray(String[]::new);
    assumeTrue(asked.length > 0, "no arguments were asked for");
    assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments()).contains(asked);
  }
}
