package org.gradoracle.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Signals at any moment: nothing is destroyed, nothing is half there, nothing stays. */
@Tag("attack")
@DisabledOnOs(OS.WINDOWS)
class SignalsTest {

  private static final List<String> SIGNALS = List.of("INT", "TERM", "KILL");

  private static final List<Integer> CODES = List.of(130, 143, 137);

  private static final List<String> REPORTS =
      List.of("report.html", "report.json", "report.md", "report.txt");

  /** How many; fewer while the libraries are unpacked, which takes longer. */
  private static final int RUNS = Integer.getInteger("test.signals", 100);

  private static final int UNPACKING_RUNS = Math.max(SIGNALS.size(), RUNS / 11);

  private static final String EARLIER = "an earlier report";

  private final Random random = new Random(20_261_126);

  @TempDir Path folder;

  @Test
  void signalsLeaveEachReportAsItWasOrWhole() throws IOException, InterruptedException {
    Path made = folder.resolve("made");
    assertThat(run(made, List.of()).waitFor()).isZero();
    List<Long> sizes = sizes(made);
    long whole = duration(made);
    for (int i = 0; i < RUNS; i++) {
      for (String report : REPORTS) {
        Files.writeString(made.resolve(report), EARLIER, UTF_8);
      }
      List<String> before = files(made); // what a killed run left, the next that ends cleans up
      int code = interrupted(made, i, moment(i, whole), List.of());
      assertThat(List.of(0, CODES.get(i % 3))).as("run %d", i).contains(code);
      for (int k = 0; k < REPORTS.size(); k++) {
        Path report = made.resolve(REPORTS.get(k));
        assertThat(report).as("run %d", i).exists();
        boolean earlier = Files.size(report) == EARLIER.length();
        assertThat(earlier || Files.size(report) == sizes.get(k))
            .as("%s is whole after run %d, of %d bytes", report, i, Files.size(report))
            .isTrue();
      }
      if (i % 3 < 2) {
        assertThat(before).as("files before run %d", i).containsAll(files(made));
      }
    }
    assertThat(run(made, List.of()).waitFor()).isZero();
    assertThat(files(made)).isEqualTo(REPORTS);
    assertThat(sizes(made)).isEqualTo(sizes);
  }

  @Test
  void whileItUnpacksToo() throws IOException, InterruptedException {
    Path made = folder.resolve("made");
    for (int i = 0; i < UNPACKING_RUNS; i++) {
      Path cache = folder.resolve("cache" + i);
      List<String> environment = List.of("DJL_CACHE_DIR", cache.toString());
      interrupted(made, i, 300 + random.nextLong(3000), environment);
      assertThat(run(made, environment).waitFor()).as("the run after run %d", i).isZero();
      assertThat(files(cache.resolve("pytorch")))
          .as("what is in the cache after run %d", i)
          .noneMatch(name -> name.startsWith("tmp"));
      assertThat(files(made)).isEqualTo(REPORTS);
      Attack.delete(cache);
    }
  }

  /** Half of them towards the end, where reports are written; before it, none is touched. */
  private long moment(int number, long whole) {
    return number % 2 == 0
        ? random.nextLong(whole + whole / 10)
        : whole / 2 + random.nextLong(whole * 6 / 10);
  }

  private int interrupted(Path made, int number, long millis, List<String> environment)
      throws IOException, InterruptedException {
    Process process = run(made, environment);
    TimeUnit.MILLISECONDS.sleep(millis);
    new ProcessBuilder("kill", "-" + SIGNALS.get(number % 3), String.valueOf(process.pid()))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("run %d ends", number).isTrue();
    return process.exitValue();
  }

  private long duration(Path made) throws IOException, InterruptedException {
    long start = System.nanoTime();
    assertThat(run(made, List.of()).waitFor()).isZero();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private static Process run(Path made, List<String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh",
            Attack.TOOL.toAbsolutePath().toString(),
            "--names",
            Path.of("names.txt").toAbsolutePath().toString(),
            "--output-dir",
            made.toString());
    for (int i = 0; i < environment.size(); i += 2) {
      builder.environment().put(environment.get(i), environment.get(i + 1));
    }
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static List<String> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> String.valueOf(each.getFileName())).sorted().toList();
    }
  }

  private static List<Long> sizes(Path folder) throws IOException {
    List<Long> sizes = new ArrayList<>();
    for (String report : REPORTS) {
      sizes.add(Files.size(folder.resolve(report)));
    }
    return sizes;
  }
}
