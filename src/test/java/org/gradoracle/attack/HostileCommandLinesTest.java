package org.gradoracle.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Command lines that mean nothing, places that take nothing, and machines that lack something. */
@Tag("attack")
@DisabledOnOs(OS.WINDOWS)
class HostileCommandLinesTest {

  private static final List<String> NO_NUMBERS =
      List.of(
          "",
          " ",
          "x",
          "1x",
          "0x10",
          "1e3",
          "1.5",
          "1,5",
          "+-1",
          "--",
          "NaN",
          "inf",
          "1_000",
          "99999999999999999999",
          "1\u00a0",
          "\u001b[31m1",
          "1\n2");

  @TestFactory
  Stream<DynamicTest> optionsThatAreNoNumbers() {
    return Attack.tests(
        NO_NUMBERS.stream()
            .flatMap(
                value ->
                    Stream.of(
                        List.of("--names", "names.txt", "--batch", value),
                        List.of("--names", "names.txt", "--seed", value),
                        List.of("sweep", "--cases", value),
                        List.of("check", "relu", "--sample=" + value)))
            .map(HostileCommandLinesTest::besideNames));
  }

  private static Attack besideNames(List<String> line) {
    return Attack.of(
        line.toString(), 2, HostileCommandLinesTest::names, line.toArray(String[]::new));
  }

  @TestFactory
  Stream<DynamicTest> numbersThatCannotBe() {
    List<List<String>> lines = new ArrayList<>();
    for (String option : List.of("--batch", "--hidden", "--embedding", "--context")) {
      for (String value : List.of("0", "-1", "-2147483648", "2147483647", "100000000")) {
        lines.add(List.of("--names", "names.txt", option, value));
      }
    }
    lines.add(List.of("--names", "names.txt", "--batch", "1"));
    lines.add(List.of("--names", "names.txt", "--seed", "-1"));
    lines.add(List.of("--names", "names.txt", "--batch", "100000", "--hidden", "10000"));
    lines.add(List.of("--names", "names.txt", "--batch", "16000", "--hidden", "1000"));
    lines.add(List.of("check", "--samples", "0"));
    lines.add(List.of("check", "--samples", "-5"));
    lines.add(List.of("check", "--seconds", "-1"));
    lines.add(List.of("check", "--sample", "0"));
    lines.add(List.of("check", "relu", "--timeout", "0"));
    lines.add(List.of("sweep", "--cases", "0"));
    lines.add(List.of("sweep", "--cases", "-1"));
    lines.add(List.of("sweep", "--timeout", "-1"));
    lines.add(List.of("prove", "--timeout", "0"));
    return Attack.tests(lines.stream().map(HostileCommandLinesTest::besideNames));
  }

  private static void names(Path folder) throws java.io.IOException {
    Files.writeString(folder.resolve("names.txt"), "ann\nbob\ncid\ndan\neve\nfay\ngus\n", UTF_8);
  }

  @TestFactory
  Stream<DynamicTest> wordsThatAreNone() {
    List<List<String>> lines = new ArrayList<>();
    for (String word :
        List.of(
            "",
            " ",
            "raport",
            "REPORT",
            "-x",
            "--nonsense",
            "--batch=",
            "--batch",
            "--names",
            "@names.txt",
            "@/dev/zero",
            "@",
            "@@x",
            "\u001b[2J",
            "--\u001b[31m",
            "\u202e",
            "a\nb",
            "--\u0085",
            "$(id)",
            "`id`",
            "; rm -rf .",
            "../..",
            "/dev/zero",
            "%n%s%x",
            "{}",
            "${a}",
            "x".repeat(10000),
            "--" + "x".repeat(10000))) {
      lines.add(List.of(word));
      lines.add(List.of("check", word));
      lines.add(List.of("report", word));
      lines.add(List.of("prove", word));
    }
    lines.removeIf(line -> line.equals(List.of("prove", "@@x")));
    lines.add(List.of("report", "check"));
    lines.add(List.of("list", "everything"));
    lines.add(List.of("help", "nonsense"));
    lines.add(List.of("sweep", "--kind", "sad"));
    lines.add(List.of("sweep", "--case-seed", "1"));
    lines.add(List.of("sweep", "--formula", "relu", "--case-seed", "1"));
    lines.add(List.of("sweep", "--forward", "both"));
    lines.add(List.of("--dtype", "float16"));
    lines.add(List.of("--format", "pdf"));
    lines.add(List.of("--forward", ""));
    lines.add(List.of("--seed", "1", "--seed", "2"));
    lines.add(List.of("compare"));
    lines.add(List.of("compare", "one.json"));
    lines.add(List.of("compare", "1", "2", "3"));
    return Attack.tests(Attack.lines(2, lines));
  }

  @TestFactory
  Stream<DynamicTest> placesThatTakeNothing() {
    Attack.Preparation places =
        folder -> {
          names(folder);
          Files.createDirectory(folder.resolve("directory"));
          Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
          Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
          Files.createSymbolicLink(folder.resolve("link"), Path.of("names.txt"));
          Files.createLink(folder.resolve("hard"), folder.resolve("names.txt"));
          Files.createSymbolicLink(folder.resolve("here"), folder);
        };
    List<List<String>> lines = new ArrayList<>();
    for (String place :
        List.of(
            "",
            "names.txt",
            "./names.txt",
            "here/names.txt",
            "link",
            "hard",
            "directory",
            ".",
            "..",
            "directory/",
            "loop",
            "dangling",
            "missing/a",
            "names.txt/a",
            "x".repeat(256),
            "a\u001b/b",
            "/proc/a",
            "/sys/a")) {
      lines.add(List.of("--output", place));
      lines.add(List.of("--format", "json", "--output", place));
    }
    for (String place : List.of("", "names.txt", "names.txt/a", "loop", "dangling/a", "/proc/a")) {
      lines.add(List.of("--output-dir", place));
    }
    lines.add(List.of("--output", "a.md", "--output", "a.md"));
    lines.add(List.of("--output", "a.md", "--format", "html", "--output", "here/a.md"));
    lines.add(List.of("--output", "a.md", "--output", "missing/b.md"));
    lines.add(List.of("--format", "json", "--format", "html"));
    lines.add(List.of("--output-dir", "new", "--output", "new/report.md"));
    lines.add(List.of("--output-dir", "new/newer", "--output", "missing/b.md"));
    return Attack.tests(
        lines.stream()
            .map(line -> Attack.of(line.toString(), 2, places, line.toArray(String[]::new))));
  }

  @TestFactory
  Stream<DynamicTest> machinesThatLackSomething() {
    Attack list = Attack.of("list", 3, folder -> {}, "list");
    Attack check = Attack.of("check", 3, HostileCommandLinesTest::cache, "check", "relu");
    return Attack.tests(
        Stream.concat(
            Stream.of("--nonsense", "-XX:+Nonsense", "-Xmx1m", "-Xmx", "-cp", "-version:1")
                .map(options -> list.with("GRADORACLE_OPTS", options)),
            Stream.of(
                list.with("JAVA_HOME", "/nowhere"),
                list.with("JAVA_HOME", "/dev/null"),
                list.with("JAVA_TOOL_OPTIONS", "-XX:+Nonsense"),
                check.with("DJL_CACHE_DIR", "file"),
                check.with("DJL_CACHE_DIR", "/proc/nonsense"),
                check.with("DJL_CACHE_DIR", "").with("GRADORACLE_OPTS", "-Duser.home=/nowhere"))));
  }

  private static void cache(Path folder) throws java.io.IOException {
    Files.writeString(folder.resolve("file"), "no folder", UTF_8);
  }

  @TestFactory
  Stream<DynamicTest> placesWhereItIsAllTheSame() {
    Attack list = Attack.of("list", 0, folder -> {}, "list");
    return Attack.tests(
        Stream.of("C", "POSIX", "tr_TR.UTF-8", "ar_EG.UTF-8", "nonsense")
            .map(locale -> list.with("LC_ALL", locale).with("LANG", locale)));
  }
}
