package org.gradoracle.attack;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Names files that are none. */
@Tag("attack")
@DisabledOnOs(OS.WINDOWS)
class HostileNamesTest {

  private static final String SEVEN = "ann\nbob\ncid\ndan\neve\nfay\ngus\n";

  @TestFactory
  Stream<DynamicTest> controlCharactersInAName() {
    return Attack.tests(
        IntStream.concat(
                IntStream.concat(
                    IntStream.rangeClosed(0, 0x1f).filter(c -> c != '\n'),
                    IntStream.rangeClosed(0x7f, 0x9f)),
                IntStream.of(0x2028, 0x2029))
            .mapToObj(c -> text("U+" + Integer.toHexString(c), "a" + (char) c + "b\n" + SEVEN)));
  }

  @TestFactory
  Stream<DynamicTest> linesOfNothingThatIsSeen() {
    return Attack.tests(
        IntStream.of(
                ' ', 0xa0, 0xad, 0x115f, 0x180e, 0x2003, 0x200b, 0x200d, 0x2060, 0x3000, 0xfeff)
            .mapToObj(
                c ->
                    text(
                        "a line of U+" + Integer.toHexString(c), SEVEN + (char) c + "\n" + SEVEN)));
  }

  @TestFactory
  Stream<DynamicTest> bytesThatAreNotUtf8() {
    return Attack.tests(
        Stream.of(
                "80",
                "bf",
                "c0af",
                "c1bf",
                "c3",
                "c328",
                "e0809f",
                "e282",
                "e28228",
                "eda080",
                "edbfbf",
                "f08080af",
                "f09f98",
                "f4908080",
                "f5808080",
                "f8888080",
                "fc",
                "fe",
                "ff",
                "fffe",
                "feff")
            .map(
                hex -> {
                  byte[] bytes = HexFormat.of().parseHex(hex);
                  byte[] seven = SEVEN.getBytes(UTF_8);
                  byte[] all = java.util.Arrays.copyOf(seven, seven.length + bytes.length);
                  System.arraycopy(bytes, 0, all, seven.length, bytes.length);
                  return bytes("bytes " + hex, all);
                }));
  }

  @TestFactory
  Stream<DynamicTest> textsThatAreNoNames() {
    List<Attack> attacks = new ArrayList<>();
    attacks.add(text("nothing", ""));
    attacks.add(text("a byte-order mark", "\ufeff"));
    attacks.add(text("line feeds", "\n\n\n\n"));
    attacks.add(text("a blank line", SEVEN + "\n" + SEVEN));
    attacks.add(text("one name", "ann"));
    attacks.add(text("five names", "ann\nbob\ncid\ndan\neve\n"));
    attacks.add(text("a dot", SEVEN + "a.b\n"));
    attacks.add(text("CR alone", SEVEN.replace('\n', '\r')));
    attacks.add(text("an escape", SEVEN + "\u001b[2J\u001b]0;title\u0007\n"));
    attacks.add(text("a table", "name\tcount\nann\t3\nbob\t4\ncid\t5\ndan\t6\neve\t7\nfay\t8\n"));
    attacks.add(text("JSON with tabs", "{\n\t\"names\": [\n\t\t\"ann\"\n\t]\n}\n"));
    for (Charset charset : List.of(UTF_16LE, UTF_16BE, Charset.forName("UTF-32"))) {
      attacks.add(bytes(charset.name(), SEVEN.getBytes(charset)));
    }
    attacks.add(bytes("too large", new byte[(1 << 24) + 1]));
    return Attack.tests(attacks.stream());
  }

  @TestFactory
  Stream<DynamicTest> placesThatAreNoFiles() {
    Attack.Preparation places =
        folder -> {
          Files.createDirectory(folder.resolve("directory"));
          Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
          Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
          Files.writeString(folder.resolve("file"), SEVEN, UTF_8);
        };
    return Attack.tests(
        Stream.of(
                "",
                ".",
                "directory",
                "loop",
                "dangling",
                "missing",
                "file/below",
                "/dev/null",
                "/dev/zero",
                "/proc/self/mem",
                "x".repeat(300),
                "x".repeat(5000),
                "-",
                "--",
                "\u001b[31mred",
                "a\nb",
                "\u202egnp.txt",
                "\u0085",
                "@file",
                "~",
                "*",
                "file\u0000x")
            .filter(name -> name.indexOf(0) < 0)
            .map(name -> Attack.of("names file '" + name + "'", 2, places, "--names", name)));
  }

  private static Attack text(String name, String text) {
    return bytes(name, text.getBytes(UTF_8));
  }

  private static Attack bytes(String name, byte[] bytes) {
    return Attack.of(
        name, 2, folder -> Files.write(folder.resolve("names.txt"), bytes), "--output", "a.html");
  }
}
