package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How processes end: with what exit code, and what they leave behind. */
@Tag("long")
@DisabledOnOs(OS.WINDOWS) // signals and a shell
class EndingTest {

  private static final String FULL = "exec \"$@\" > /dev/full";
  private static final String CLOSED = "exec \"$@\" >&-";

  @TempDir Path folder;

  @BeforeEach
  void giveNames() throws IOException {
    Files.copy(Path.of("names.txt"), folder.resolve("names.txt"));
  }

  @ParameterizedTest
  @CsvSource({
    FULL + ", report",
    FULL + ", check relu",
    FULL + ", list",
    FULL + ", --help",
    CLOSED + ", list",
    CLOSED + ", check relu",
  })
  void aResultThatCannotBeWrittenIsExitCode3(String script, String arguments)
      throws IOException, InterruptedException {
    Process process = Forked.shell(folder, script, Main.class, arguments.split(" ")).start();
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(err).isEqualTo(3);
    assertThat(err.lines().filter(line -> line.contains("cannot be written")))
        .containsExactly("gradoracle: standard output cannot be written");
    assertThat(err).doesNotContain("\tat ");
  }

  @Test
  void aReaderThatWantsNoMoreIsNoError() throws IOException, InterruptedException {
    String script = "(\"$@\"; echo \"exit $?\" >&2) | head -1";
    Process process = Forked.shell(folder, script, Main.class, "list").start();
    assertThat(new String(process.getErrorStream().readAllBytes(), UTF_8)).isEqualTo("exit 0\n");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void theShellsOwnPipesTakeAReport() throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "\"$@\" --output >(cat > got.txt); wait $!", "bash"));
    command.addAll(Forked.command(List.of(), Main.class));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(text(folder.resolve("got.txt"))).contains("PASS: all 30 rules");
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalLeavesNothingUnfinished(String signal, int exitCode)
      throws IOException, InterruptedException {
    Process process =
        Forked.java(folder, List.of(), Main.class, "--output-dir", "made/deep")
            .redirectErrorStream(true)
            .start();
    Path made = folder.resolve("made/deep");
    waitFor(() -> Files.isDirectory(made) && !list(made).isEmpty());
    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
    process.getInputStream().readAllBytes();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(exitCode);
    assertThat(list(folder)).containsExactly(folder.resolve("names.txt"));
  }

  /** Seldom one crashed: three of 110, when loading began a fifth of a second earlier. */
  @RepeatedTest(12)
  void badInputThatIsFoundWhilePytorchIsBeingLoadedIsExitCode2()
      throws IOException, InterruptedException {
    Process process =
        Forked.java(folder, List.of(), Main.class, "--names", "missing.txt")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "sweep --cases 100000 --formula relu, against PyTorch, cases",
    "prove, breaking, formulas",
    "check, checked binary-cross-entropy, formulas",
    "check --output-dir made, checked binary-cross-entropy, formulas"
  })
  void longWorkThatIsInterruptedSaysWhatItHasDoneAndGivesNoVerdict(
      String arguments, String begun, String counted) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Process process =
        Forked.java(folder, List.of(), Main.class, arguments.split(" "))
            .redirectOutput(out.toFile())
            .redirectErrorStream(true)
            .start();
    waitFor(() -> text(out).contains(begun));
    TimeUnit.MILLISECONDS.sleep(500);
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(text(out))
        .containsPattern("gradoracle: interrupted after \\d+ of \\d+ " + counted + "\n")
        .doesNotContainPattern("\n(PASS|FAIL|INCOMPLETE): ");
    assertThat(list(folder))
        .containsExactlyInAnyOrder(folder.resolve("names.txt"), folder.resolve("out"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "sweep", "prove", "list"})
  void aFormulaThatEndsTheProcessIsNoPass(String command) throws IOException, InterruptedException {
    Process process =
        Forked.java(folder, List.of(), WithExits.class, command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isEqualTo(3);
    String formula = command.equals("list") ? "a formula" : "formula 'exits'";
    assertThat(out)
        .endsWith(
            "gradoracle: the oracle could not run: " + formula + " ended it, by System.exit\n");
  }

  @Test
  void whatAFormulaPrintsIsNoPartOfTheResult() throws IOException, InterruptedException {
    Process process =
        Forked.java(folder, List.of(), WithPrints.class, "check", "prints", "--format", "json")
            .redirectError(ProcessBuilder.Redirect.PIPE)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(out).startsWith("{").doesNotContain("debugging");
    assertThat(err).contains("debugging");
  }

  private static void runWith(Class<?> formula, String[] args) {
    Thread.currentThread().setContextClassLoader(new PlantedFormulas(formula));
    Main.main(args);
  }

  /** The command line with a formula that prints. */
  static final class WithPrints {
    private WithPrints() {}

    public static void main(String[] args) {
      runWith(Prints.class, args);
    }
  }

  /** Prints what its sizes are. */
  public static final class Prints extends PlantedFormula {
    public Prints() {
      super("prints");
    }

    @Override
    public Program program(Sample sample) {
      System.out.println("debugging");
      return super.program(sample);
    }
  }

  /** The command line with a formula that ends it. */
  static final class WithExits {
    private WithExits() {}

    public static void main(String[] args) {
      runWith(args[0].equals("list") ? NamedByExit.class : Exits.class, args);
    }
  }

  /** Ends the process in its rule, as if all were well. */
  public static final class Exits extends PlantedFormula {
    public Exits() {
      super("exits");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(3));
      return p.program(
          p.step("y", x, a -> a.mul(2))
              .grad(
                  x,
                  (up, a) -> {
                    System.exit(0);
                    return up;
                  }));
    }
  }

  /** Ends the process when it is asked for its name. */
  public static final class NamedByExit extends PlantedFormula {
    public NamedByExit() {
      super("exits");
    }

    @Override
    public String name() {
      System.exit(0);
      return "";
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void waitFor(Condition condition) throws IOException, InterruptedException {
    for (int i = 0; i < 3000 && !condition.holds(); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(condition.holds()).isTrue();
  }

  private static String text(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file, UTF_8) : "";
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
