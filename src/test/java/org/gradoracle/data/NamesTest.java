package org.gradoracle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.gradoracle.text.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  private static final Path OUR_NAMES = Path.of("names.txt");

  @TempDir Path folder;

  @Test
  void ourNamesFileIsTheDocumentedOne() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(OUR_NAMES));
    assertThat(HexFormat.of().formatHex(digest))
        .isEqualTo("200404f4509c97f24f201c25d6b5dcea131613ec73855701740ce04aca5178fb");
  }

  @Test
  void ourNamesFileHas30993Names() {
    Names names = Names.read(OUR_NAMES);
    assertThat(names.size()).isEqualTo(30993);
    assertThat(names.list()).isSorted().doesNotHaveDuplicates();
    assertThat(names.list().subList(0, 2)).containsExactly("aaban", "aabha");
    assertThat(names.list().subList(30991, 30993)).containsExactly("żanetta", "żanna");
    assertThat(names.source()).isEqualTo("names file 'names.txt'");
  }

  @Test
  void ourNamesAreShuffledAsPythonShufflesThem() {
    // python3: words = open("names.txt").read().splitlines(); random.seed(42);
    // random.shuffle(words)
    List<String> shuffled = Names.read(OUR_NAMES).shuffled();
    assertThat(shuffled.subList(0, 5))
        .containsExactly("anina", "matilda", "moniece", "tamarion", "amori");
    assertThat(shuffled.subList(30990, 30993)).containsExactly("adylyn", "attica", "meriwether");
  }

  @Test
  void shufflingLeavesTheNamesInTheOrderOfTheFile() throws IOException {
    Names names = Names.read(file("a\nb\nc\nd\ne\nf\n"));
    assertThat(names.shuffled()).containsExactly("d", "b", "c", "e", "a", "f");
    assertThat(names.shuffled()).containsExactly("d", "b", "c", "e", "a", "f");
    assertThat(names.list()).containsExactly("a", "b", "c", "d", "e", "f");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ewa\nżaneta\nn\uD835\uDC5Bn",
        "ewa\nżaneta\nn\uD835\uDC5Bn\n",
        "ewa\r\nżaneta\r\nn\uD835\uDC5Bn\r\n",
        "ewa\r\nżaneta\r\nn\uD835\uDC5Bn",
        "\uFEFFewa\nżaneta\r\nn\uD835\uDC5Bn\n"
      })
  void lineEndingsAndByteOrderMarkDoNotMatter(String text) throws IOException {
    assertThat(Names.read(file(text)).list()).containsExactly("ewa", "żaneta", "n\uD835\uDC5Bn");
  }

  @Test
  void namesMayHoldSpacesHyphensAndApostrophesAndOccurTwice() throws IOException {
    assertThat(Names.read(file("Mary Ann\nJean-Luc\nO'Neil\nMary Ann\n")).list())
        .containsExactly("Mary Ann", "Jean-Luc", "O'Neil", "Mary Ann");
  }

  @Test
  void missingFileIsAnError() {
    Path missing = folder.resolve("missing.txt");
    assertError(
        missing,
        "does not exist (looked for " + missing + "): give a text file with one name per line");
  }

  @Test
  void missingFileErrorSaysWhereTheRelativePathLed() {
    Path missing = Path.of("no-such-folder", "missing.txt");
    assertError(
        missing,
        "does not exist (looked for "
            + missing.toAbsolutePath()
            + "): give a text file with one name per line");
  }

  @Test
  void directoryIsAnError() {
    assertError(folder, "is a directory: give a text file with one name per line");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void fileWithoutReadPermissionIsAnError() throws IOException {
    Path file = file("ewa\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-wx------"));
    assumeThat(Files.isReadable(file)).as("root may read everything").isFalse();
    assertError(file, "cannot be read, permission denied: give yourself read permission");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void fileThatFailsWhileItIsReadIsAnError() {
    assertError(
        Path.of("/proc/self/mem"),
        "cannot be read (Input/output error): give a text file with one name per line");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void pathThroughFileIsAnError() throws IOException {
    assertError(
        file("ewa\n").resolve("names.txt"),
        "cannot be read (Not a directory): give a text file with one name per line");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\uFEFF"})
  void emptyFileIsAnError(String text) throws IOException {
    assertError(file(text), "is empty: expected one name per line");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ewa\nola\n\njan\n",
        "ewa\r\nola\r\n\r\n",
        "ewa\nola\n   \n",
        "ewa\nola\n\t\njan",
        "ewa\nola\n\u00a0\njan",
        "ewa\nola\n\u200b\u2009\n"
      })
  void blankLineIsAnErrorWithItsNumber(String text) throws IOException {
    assertError(file(text), ", line 3: blank, expected a name: delete the line");
  }

  @Test
  void aByteOrderMarkInsideIsAnError() throws IOException {
    assertError(
        file("\uFEFFewa\n\uFEFFola\n"),
        ", line 2: the name holds a byte-order mark (U+FEFF), as where files were joined: remove it");
  }

  @Test
  void fileOfOneNewlineIsBlankAtLine1() throws IOException {
    assertError(file("\n"), ", line 1: blank, expected a name: delete the line");
  }

  @Test
  void fullStopInNameIsAnErrorWithItsLineNumber() throws IOException {
    assertError(
        file("ewa\nst.john\n"),
        ", line 2: the name holds '.' (U+002E), which marks where names begin and end: remove it"
            + " from the name");
  }

  @Test
  void controlCharacterInNameIsAnErrorWithItsLineNumberAndCodePoint() throws IOException {
    for (String control : new String[] {"\0", "\t", "\u001B", "\u007F", "\u0085", "\u2028"}) {
      assertError(
          file("ewa\nola\nja" + control + "n\n"),
          String.format(
              ", line 3: the name holds the control character U+%04X: remove it, one name per line"
                  + " and nothing else",
              (int) control.charAt(0)));
    }
  }

  @Test
  void carriageReturnsAloneDoNotEndLines() throws IOException {
    assertError(
        file("ewa\rola\rjan\r"),
        ", line 1: the name holds the control character U+000D: end every line with LF or CRLF, not"
            + " CR alone");
  }

  @Test
  void latin1IsAnErrorWithItsLineNumberAndByte() throws IOException {
    assertError(
        file("ewa\nola\nandré\n".getBytes(StandardCharsets.ISO_8859_1)),
        ", line 3: not UTF-8 (byte 0xE9): save the file as UTF-8");
  }

  @Test
  void utf16IsAnError() throws IOException {
    assertError(
        file("\uFEFFewa\nola\n".getBytes(StandardCharsets.UTF_16LE)),
        ", line 1: not UTF-8 (byte 0xFF): save the file as UTF-8");
  }

  @Test
  void overlongAndTruncatedUtf8AreErrors() throws IOException {
    assertError(
        file(new byte[] {'a', '\n', (byte) 0xC0, (byte) 0xAF}),
        ", line 2: not UTF-8 (byte 0xC0): save the file as UTF-8");
    assertError(
        file(new byte[] {'a', '\r', '\n', 'b', (byte) 0xC5}),
        ", line 2: not UTF-8 (byte 0xC5): save the file as UTF-8");
  }

  @Test
  void fileThatIsTooLargeIsAnErrorAndNotReadWhole() throws IOException {
    Path file = folder.resolve("large.txt");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(1L << 32); // sparse
    }
    assertError(file, "is too large: expected at most 16777216 bytes; give a shorter one");
  }

  @Test
  void oneNameAsLongAsTheLargestFileIsRead() throws IOException {
    Path file = file("a".repeat(Names.MAX_BYTES));
    assertThat(Names.read(file).list()).singleElement().asString().hasSize(Names.MAX_BYTES);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void messageStaysOneLineWhateverTheFileIsCalled() {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> Names.read(folder.resolve("na\nmes\u001B[31m")))
        .withMessageContaining("na\\u000ames\\u001b[31m' does not exist");
  }

  private Path file(String text) throws IOException {
    return file(text.getBytes(StandardCharsets.UTF_8));
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("given.txt"), bytes);
  }

  private static void assertError(Path file, String message) {
    String space = message.startsWith(",") ? "" : " ";
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> Names.read(file))
        .withMessage("names file '" + file + "'" + space + message);
  }
}
