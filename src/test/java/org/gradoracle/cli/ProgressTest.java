package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {

  @Test
  void longWorkIsToldAgainAndAgainAndShortWorkNever() throws InterruptedException {
    StringWriter said = new StringWriter();
    Progress progress = new Progress(new PrintWriter(said), "at work", Duration.ofMillis(5));
    for (int i = 0; i < 2000 && said.toString().lines().count() < 2; i++) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    progress.close();
    assertThat(said.toString().lines()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(said.toString()).startsWith("gradoracle: at work, for 0 s\n");
    StringWriter nothing = new StringWriter();
    new Progress(new PrintWriter(nothing), "at work", Duration.ofHours(1)).close();
    assertThat(nothing.toString()).isEmpty();
  }
}
