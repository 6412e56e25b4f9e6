package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class ManyRuleChecksTest {

  private static final long MEGABYTE = 1024; // of KB

  @TempDir Path folder;

  @Test
  void manyChecksInOneProcessHoldNoMoreThanFewInHeapAndBeside() throws Exception {
    assumeTrue(Files.isReadable(Path.of("/proc/self/status")));
    List<Long> resident = residentAfterEachTenth(1500);
    assertThat(resident).hasSize(10);
    assertThat(resident.get(9) - resident.get(4)).isLessThan(4 * MEGABYTE);
  }

  private List<Long> residentAfterEachTenth(int rules) throws IOException, InterruptedException {
    Process process =
        Forked.java(folder, List.of("-Xmx64m"), ManyRuleChecks.class, String.valueOf(rules))
            .redirectErrorStream(true)
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(process.waitFor()).as(() -> String.join("\n", lines)).isZero();
    return lines.stream().map(line -> Long.valueOf(line.split(" ", -1)[1])).toList();
  }
}
