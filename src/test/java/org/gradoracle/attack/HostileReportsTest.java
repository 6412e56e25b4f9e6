package org.gradoracle.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Reports to compare that are none, or not what they seem. */
@Tag("attack")
@DisabledOnOs(OS.WINDOWS)
class HostileReportsTest {

  private static final String ROW =
      "{\"name\": \"x\", \"shape\": [1], \"status\": \"PASS\", \"gradient\": {\"exact\": true,"
          + " \"maxdiff\": 0.0}}";

  private static final String RULE =
      "{\"id\": \"y\u2190x\", \"status\": \"PASS\", \"float32\": {\"error\": 0.5}}";

  private static final String RIGHT =
      "{\"format\": \"gradoracle-report\", \"version\": 1, \"facts\": {\"run\": \"one\"}, \"dtype\":"
          + " \"float32\", \"rules\": ["
          + RULE
          + "], \"rows\": ["
          + ROW
          + "]}";

  @TestFactory
  Stream<DynamicTest> aReportThatIsOneIsComparedWithItself() {
    return Attack.tests(
        Stream.of(
            Attack.of("itself", 0, folder -> write(folder, RIGHT), "compare", "a.json", "b.json")));
  }

  @TestFactory
  Stream<DynamicTest> reportsThatAreCutShort() {
    return Attack.tests(
        IntStream.range(0, 30)
            .map(i -> i * (RIGHT.length() - 1) / 30)
            .mapToObj(length -> text("cut at " + length, RIGHT.substring(0, length))));
  }

  @TestFactory
  Stream<DynamicTest> reportsThatAreSomethingElse() {
    Map<String, String> changes = new LinkedHashMap<>();
    changes.put("\"version\": 1", "");
    for (String version :
        new String[] {
          "0", "2", "-1", "1.9", "4294967297", "1e400", "\"1\"", "null", "[1]", "NaN"
        }) {
      changes.put("version " + version, RIGHT.replace("\"version\": 1", "\"version\": " + version));
    }
    for (String exact : new String[] {"\"yes\"", "1", "null", "[]", "TRUE", "'true'"}) {
      changes.put("exact " + exact, RIGHT.replace("\"exact\": true", "\"exact\": " + exact));
    }
    for (String number : new String[] {"NaN", "Infinity", "01", "+1", ".5", "5.", "0x1", "\"x\""}) {
      changes.put("maxdiff " + number, RIGHT.replace("0.0", number));
    }
    for (String status :
        new String[] {"\"pass\"", "\"OK\"", "1", "null", "\"\"", "\"\\u001b[2J\""}) {
      changes.put("status " + status, RIGHT.replace("\"PASS\"", status));
    }
    changes.put("a row twice", RIGHT.replace(ROW, ROW + "," + ROW.replace("PASS", "FAIL")));
    changes.put("a rule twice", RIGHT.replace(RULE, RULE + "," + RULE));
    changes.put("a member twice", RIGHT.replace("\"dtype\"", "\"dtype\": \"float64\", \"dtype\""));
    changes.put("nothing in it", RIGHT.replace(ROW, "").replace(RULE, ""));
    changes.put("no rows", RIGHT.replace("\"rows\"", "\"ro\""));
    changes.put("rows of numbers", RIGHT.replace(ROW, "1, 2"));
    changes.put("rows that are one", RIGHT.replace("[" + ROW + "]", ROW));
    changes.put("another format", RIGHT.replace("gradoracle-report", "gradoracle-export"));
    changes.put("a comment", "/* */" + RIGHT);
    changes.put("a hash", "# report\n" + RIGHT);
    changes.put("a name without quotes", RIGHT.replace("\"dtype\"", "dtype"));
    changes.put("single quotes", RIGHT.replace('"', '\''));
    changes.put("a comma at the end", RIGHT.replace("]}", "],}"));
    changes.put("more behind it", RIGHT + RIGHT);
    changes.put("a bracket behind it", RIGHT + "]");
    changes.put("a secure prefix", ")]}'\n" + RIGHT);
    changes.put("an escape in a name", RIGHT.replace("\"x\"", "\"\\u001b[2J\\n0 worse\""));
    changes.put("an escape, raw", RIGHT.replace("\"x\"", "\"\u001b[2J\""));
    changes.put("a lone surrogate", RIGHT.replace("\"x\"", "\"\\ud800\""));
    changes.put("deep", "[".repeat(100_000));
    changes.put("deeper", "{\"a\":".repeat(100_000));
    changes.put("a long number", RIGHT.replace("0.0", "1".repeat(100_000)));
    changes.put("HTML", "<!doctype html><title>report</title>");
    changes.put("a string", "\"gradoracle-report\"");
    changes.put("null", "null");
    changes.put("nothing", "");
    changes.put("bytes", "\u0000\u0001\u0002");
    return Attack.tests(
        changes.entrySet().stream().map(each -> text(each.getKey(), each.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> placesThatAreNoReports() {
    Attack.Preparation places =
        folder -> {
          write(folder, RIGHT);
          Files.createDirectory(folder.resolve("directory"));
          Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
          Files.write(
              folder.resolve("latin1.json"), RIGHT.replace("one", "\u00e9").getBytes(ISO_8859_1));
          try (RandomAccessFile large =
              new RandomAccessFile(folder.resolve("large").toFile(), "rw")) {
            large.setLength(3L << 30);
          }
        };
    return Attack.tests(
        Stream.of(
                "",
                "directory",
                "loop",
                "missing",
                "latin1.json",
                "large",
                "/dev/zero",
                "/dev/null",
                "\u001b[2J",
                "a.json/b",
                "-")
            .flatMap(
                place ->
                    Stream.of(
                        Attack.of("first '" + place + "'", 2, places, "compare", place, "b.json"),
                        Attack.of(
                            "second '" + place + "'", 2, places, "compare", "a.json", place))));
  }

  private static Attack text(String name, String later) {
    return Attack.of(
        name,
        2,
        folder -> {
          write(folder, RIGHT);
          Files.writeString(folder.resolve("b.json"), later, UTF_8);
        },
        "compare",
        "a.json",
        "b.json");
  }

  private static void write(Path folder, String report) throws IOException {
    Files.writeString(folder.resolve("a.json"), report, UTF_8);
    Files.writeString(folder.resolve("b.json"), report, UTF_8);
  }
}
