package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands say does not depend on the locale and the encoding of the machine. */
@Tag("long")
class SameBytesTest {

  @TempDir private static Path temp;

  private static Map<String, String> english;

  @BeforeAll
  static void sayAllInEnglish() throws IOException, InterruptedException {
    english = everyOutput("-Duser.language=en -Duser.country=US -Dfile.encoding=UTF-8");
  }

  @Test
  void thereIsSomethingToCompare() {
    assertThat(english)
        .containsKeys(
            "wrong/report.txt", "wrong/report.json", "right/report.md", "right/report.html")
        .containsKey("check-softmax-details.said")
        .hasSize(8 + 17);
    assertThat(english.get("sweep-cases-3-kind-TINY-kind-TIES-forward-OWN.said"))
        .contains("cases: 3, failed: 0")
        .contains("--- exit code 0");
    assertThat(english.get("prove-softmax.said")).contains("--- exit code 0");
    assertThat(english.get("report-details-forward-REFERENCE-dtype-float64.said"))
        .contains("--- exit code 0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Duser.language=de -Duser.country=DE",
        "-Duser.language=tr -Duser.country=TR -Dfile.encoding=US-ASCII",
        "-Duser.language=ar -Duser.country=EG",
        "-Duser.language= -Duser.country= -Dfile.encoding=US-ASCII"
      })
  void aLocaleAndAnEncodingChangeNoByte(String options) throws IOException, InterruptedException {
    Map<String, String> said = everyOutput(options);
    assertThat(said.keySet()).isEqualTo(english.keySet());
    english.forEach((name, text) -> assertThat(said.get(name)).as(name).isEqualTo(text));
  }

  @Test
  void whatIsPrintedIsUtf8WhateverTheEncoding() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(temp, "printed");
    Process process =
        java(
                folder,
                "-Duser.language=ar -Duser.country=EG -Dfile.encoding=US-ASCII",
                Main.class,
                "check",
                "softmax",
                "--details")
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(english.get("check-softmax-details.said")).startsWith(withoutTimes(printed));
    assertThat(printed).contains("←");
  }

  private static Map<String, String> everyOutput(String options)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(temp, "said");
    Files.copy(Path.of("names.txt"), folder.resolve("names.txt"));
    Process process = java(folder, options, EveryOutput.class).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file) && !file.endsWith("names.txt"))
          .collect(
              toMap(
                  file -> folder.relativize(file).toString().replace('\\', '/'),
                  SameBytesTest::read,
                  (one, other) -> one,
                  TreeMap::new));
    }
  }

  private static ProcessBuilder java(
      Path folder, String options, Class<?> main, String... arguments) {
    return Forked.java(folder, List.of(options.split(" ")), main, arguments)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  private static String read(Path file) {
    try {
      return withoutTimes(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutTimes(String text) {
    return text.replaceAll("\\d+\\.\\d+ s\\b", "T s").replaceAll("\\d+ ms a case", "T ms a case");
  }
}
