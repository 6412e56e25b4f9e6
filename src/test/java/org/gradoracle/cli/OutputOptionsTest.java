package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written where, and that nothing of the user's is lost by it. */
@DisabledOnOs(OS.WINDOWS) // links and modes
class OutputOptionsTest {

  private static final String LEFT = ".gradoracle-01234567-89ab-cdef-0123-456789abcdef.tmp";

  @TempDir Path folder;

  private Path names;

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  @BeforeEach
  void giveNames() throws IOException {
    names = Files.copy(Path.of("names.txt"), folder.resolve("names.txt"));
    Files.createSymbolicLink(folder.resolve("link.txt"), Path.of("names.txt"));
    Files.createLink(folder.resolve("hard.txt"), names);
    Files.createSymbolicLink(folder.resolve("here"), folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"names.txt", "./names.txt", "link.txt", "hard.txt", "here/names.txt"})
  void theNamesFileIsNeverAnOutput(String output) throws IOException {
    Outcome outcome = report("--output", folder.resolve(output).toString());
    assertRefused(outcome, "' is the input '");
    assertThat(names).hasSameBinaryContentAs(Path.of("names.txt"));
  }

  @Test
  void norAsAReportInAFolder() throws IOException {
    Path report = Files.move(names, folder.resolve("report.txt"));
    Outcome outcome = gradoracle("--names", report.toString(), "--output-dir", folder.toString());
    assertRefused(outcome, "' is the input '");
    assertThat(report).hasSameBinaryContentAs(Path.of("names.txt"));
    assertThat(folder.resolve("report.json")).doesNotExist();
  }

  @Test
  void twoFormatsInOneFileThroughALinkAreRefused() {
    Outcome outcome =
        report(
            "--output",
            folder.resolve("a.md").toString(),
            "--format",
            "json",
            "--output",
            folder.resolve("here/a.md").toString());
    assertRefused(outcome, "are one file");
    assertThat(folder.resolve("a.md")).doesNotExist();
  }

  @Test
  void aFileThatIsReplacedKeepsItsModeAndALinkStaysALink() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "old");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Path link = Files.createSymbolicLink(folder.resolve("to-secret"), Path.of("secret.txt"));
    assertThat(report("--output", link.toString()).exitCode()).isZero();
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(secret).content(UTF_8).contains("PASS");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    assertNothingLeft();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "loop"})
  void aLinkToNothingIsAnError(String target) throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("loop"), Path.of(target));
    assertRefused(report("--output", link.toString()), "is a link to nothing");
    assertThat(Files.isSymbolicLink(link)).isTrue();
  }

  @Test
  void aNameAsLongAsTheSystemAllowsIsWritten() {
    Path longest = folder.resolve("n".repeat(255));
    assertThat(report("--output", longest.toString()).exitCode()).isZero();
    assertThat(longest).content(UTF_8).contains("PASS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/stdout", "/dev/fd/1"})
  void standardOutputHasOtherNames(String name) {
    Outcome outcome = report("--output", name);
    assertThat(outcome.out()).contains("PASS");
    assertThat(outcome.exitCode()).isZero();
  }

  /** Memory that looks like a folder of devices. */
  @Test
  @EnabledIf("thereIsSharedMemory")
  void aFileInSharedMemoryIsReplacedAsAnyOther() throws IOException {
    Path file = Files.createTempFile(SHARED_MEMORY, "gradoracle", ".md");
    try {
      Files.writeString(file, "before");
      assertThat(report("--output", file.toString()).exitCode()).isZero();
      assertThat(file).content(UTF_8).contains("PASS").doesNotContain("before");
    } finally {
      Files.delete(file);
    }
  }

  static boolean thereIsSharedMemory() {
    return Files.isDirectory(SHARED_MEMORY) && Files.isWritable(SHARED_MEMORY);
  }

  @Test
  void whereOneOfTwoOutputsCannotBeWrittenNeitherIs() {
    Path file = folder.resolve("a.md");
    Outcome outcome = report("--output", file.toString(), "--output", "/dev/full");
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .contains("output '/dev/full' cannot be written (");
    assertThat(file).doesNotExist();
    assertNothingLeft();
  }

  @Test
  void whatWasWrittenBeforeAFileThatCouldNotBeIsNamed() {
    Path made = folder.resolve("made");
    Outcome outcome =
        gradoracle(
            inputs -> { // after the outputs were found to be possible
              assertThat(made.resolve("report.md").toFile().mkdir()).isTrue();
              return NotebookNetwork.program(inputs);
            },
            "--names",
            names.toString(),
            "--output-dir",
            made.toString());
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .contains("report.md' cannot be written (", "; written before it: [")
        .endsWith("report.json']");
    assertThat(made.resolve("report.json")).isNotEmptyFile();
    assertThat(made.resolve("report.html")).doesNotExist();
  }

  @Test
  void whatAKilledRunLeftIsTakenAwayByTheNextAndNothingElse() throws IOException {
    Path left = Files.writeString(folder.resolve(LEFT), "half a rep");
    Path others = Files.writeString(folder.resolve(".gradoracle-notes.tmp"), "mine");
    Path running = Files.writeString(folder.resolve(LEFT.replace('0', '1')), "half");
    try (FileChannel channel = FileChannel.open(running, StandardOpenOption.WRITE)) {
      channel.lock();
      assertThat(report("--output", folder.resolve("a.txt").toString()).exitCode()).isZero();
    }
    assertThat(left).doesNotExist();
    assertThat(others).hasContent("mine");
    assertThat(running).hasContent("half");
  }

  private Outcome report(String... arguments) {
    return gradoracle(
        Stream.concat(Stream.of("report", "--names", names.toString()), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private void assertNothingLeft() {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> left =
          files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".tmp")).toList();
      assertThat(left).isEmpty();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void assertRefused(Outcome outcome, String expected) {
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains(expected).hasLineCount(1);
    assertNothingLeft();
  }
}
