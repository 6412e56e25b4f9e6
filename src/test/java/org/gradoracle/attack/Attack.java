package org.gradoracle.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * One hostile command line against the distribution, in a folder of its own, and what it has to end
 * with: its exit code, at most one line on standard error, nothing that a terminal would obey, and
 * every file as it was.
 *
 * @param name what is tried
 * @param arguments of the tool
 * @param exitCode what it has to end with
 * @param environment more variables; an empty value takes one away
 * @param prepare fills the folder
 */
record Attack(
    String name,
    List<String> arguments,
    int exitCode,
    Map<String, String> environment,
    Preparation prepare) {

  /** Fills a folder. */
  @FunctionalInterface
  interface Preparation {
    void in(Path folder) throws IOException;
  }

  static final Path TOOL =
      Path.of(System.getProperty("test.distribution", "target/distribution"), "bin/gradoracle");

  private static final int SECONDS = 60;

  /** What the tool says of its progress. */
  private static final Pattern PROGRESS =
      Pattern.compile(
          "gradoracle: (loading|unpacking|waiting|checked|took|breaking|checking|\\d+ of).*");

  /** What a terminal obeys, or shows in another order. */
  private static final Pattern OBEYED =
      Pattern.compile("[\\p{Cntrl}\u0080-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069&&[^\n\t]]");

  static Attack of(String name, int exitCode, Preparation prepare, String... arguments) {
    return new Attack(name, List.of(arguments), exitCode, Map.of(), prepare);
  }

  /** Command lines in an empty folder, each its own name. */
  static Stream<Attack> lines(int exitCode, List<List<String>> lines) {
    return lines.stream()
        .map(line -> new Attack(line.toString(), line, exitCode, Map.of(), folder -> {}));
  }

  Attack with(String variable, String value) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put(variable, value);
    return new Attack(name, arguments, exitCode, all, prepare);
  }

  /** A test of each; they run side by side. */
  static Stream<DynamicTest> tests(Stream<Attack> attacks) {
    ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    Map<Attack, Future<?>> runs = new LinkedHashMap<>();
    attacks.forEach(each -> runs.put(each, threads.submit(each::run)));
    threads.shutdown();
    return runs.entrySet().stream()
        .map(
            each -> DynamicTest.dynamicTest(printable(each.getKey().name()), each.getValue()::get));
  }

  private static String printable(String name) {
    String all = OBEYED.matcher(name).replaceAll("?");
    return all.length() > 100 ? all.substring(0, 100) : all;
  }

  private void run() {
    try {
      Path folder = Files.createTempDirectory("attack");
      try {
        attack(folder);
      } finally {
        delete(folder);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void attack(Path folder) throws IOException, InterruptedException {
    Path work = Files.createDirectory(folder.resolve("work"));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    prepare.in(work);
    Map<String, String> before = snapshot(work);
    List<String> command = new ArrayList<>(List.of("sh", TOOL.toAbsolutePath().toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder
        .environment()
        .put("GRADORACLE_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    environment.forEach(
        (variable, value) -> {
          builder.environment().remove(variable);
          if (!value.isEmpty()) {
            builder.environment().put(variable, value);
          }
        });
    Process process = builder.start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(err, UTF_8);
    String all = Files.readString(out, UTF_8) + said;
    String what = arguments + " said:\n" + all;
    assertThat(ended).as("ends in time: %s", what).isTrue();
    assertThat(process.exitValue()).as("exit code of %s", what).isEqualTo(exitCode);
    assertThat(said.lines().filter(line -> !PROGRESS.matcher(line).matches()).toList())
        .as("lines on standard error of %s", what)
        .hasSizeLessThanOrEqualTo(1)
        .allMatch(line -> line.startsWith("gradoracle: "));
    assertThat(all).as("no stack trace").doesNotContain("\tat ", "Exception in thread");
    assertThat(OBEYED.matcher(all).find()).as("what a terminal obeys in %s", what).isFalse();
    assertThat(snapshot(work)).as("files after %s", what).isEqualTo(before);
  }

  /** Every file below a folder, with its mode and what is in it. */
  private static Map<String, String> snapshot(Path folder) throws IOException {
    Map<String, String> snapshot = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.toList()) {
        snapshot.put(
            each.toString(),
            Files.getAttribute(each, "unix:mode", LinkOption.NOFOLLOW_LINKS)
                + (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)
                    ? " " + Files.size(each) + " " + digest(each)
                    : ""));
      }
    }
    return snapshot;
  }

  private static int digest(Path file) throws IOException {
    return Files.size(file) > 1 << 26 ? 0 : Arrays.hashCode(Files.readAllBytes(file));
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
