package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Libraries that are unpacked half, or damaged later, never take the JVM with them. */
@Tag("long")
@EnabledOnOs(OS.LINUX) // names of libraries
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DamagedCacheTest {

  @TempDir private static Path cache;

  /** Comes first, as long as the cache is empty. */
  @Test
  @Order(1)
  void whatAnInterruptedRunHasUnpackedIsTakenAwayAndAKilledOnesByTheNext()
      throws IOException, InterruptedException {
    assertThat(endWhileUnpacking("TERM")).isEqualTo(143);
    assertThat(unfinished()).isEmpty();
    assertThat(endWhileUnpacking("KILL")).isEqualTo(137);
    assertThat(unfinished()).hasSize(1);
    Files.createDirectory(cache.resolve("pytorch/tmp-of-somebody-else"));
    assertThat(check()).contains("unpacking PyTorch").contains("PASS  relu");
    assertThat(unfinished()).isEmpty();
  }

  @Order(2)
  @ParameterizedTest
  @ValueSource(strings = {"libtorch_cpu.so", "libc10.so", "0.36.0-libdjl_torch.so"})
  void aLibraryThatIsCutShortIsNamedAndUnpackedAnew(String library)
      throws IOException, InterruptedException {
    try (FileChannel channel = FileChannel.open(find(library), StandardOpenOption.WRITE)) {
      channel.truncate(1000);
    }
    assertThat(check())
        .contains(library + " is damaged (it has 1000 bytes, expected ")
        .contains("PASS  relu");
  }

  @Test
  @Order(3)
  void aLibraryThatHoldsZerosIsNamedAndUnpackedAnewAndTheNextRunBelievesTheStamp()
      throws IOException, InterruptedException {
    try (FileChannel channel = FileChannel.open(find("libc10.so"), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(5000), 4000);
    }
    assertThat(check()).contains("libc10.so is damaged (its checksum").contains("PASS  relu");
    assertThat(check()).doesNotContain("unpacking");
    assertThat(find(".gradoracle-verified")).content(UTF_8).contains("libtorch_cpu.so 446372105 ");
  }

  @Test
  @Order(4)
  void aLibraryThatIsMissingIsUnpackedAnew() throws IOException, InterruptedException {
    Files.delete(find("libtorch_cpu.so"));
    assertThat(check()).contains("libtorch_cpu.so is missing in ").contains("PASS  relu");
  }

  @Test
  void withoutAHomeNoFolderOfAnybodysIsTaken() throws IOException, InterruptedException {
    Path home = cache.resolve("no home");
    ProcessBuilder builder =
        Forked.java(cache, List.of("-Duser.home=" + home), Main.class, "check", "relu")
            .redirectErrorStream(true);
    builder.environment().remove("DJL_CACHE_DIR"); // as of whoever runs the tests
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(out)
        .isEqualTo(
            "gradoracle: the oracle could not run: there is no home folder to unpack PyTorch into"
                + " ('"
                + home
                + "' cannot be written): set DJL_CACHE_DIR to a folder of yours\n");
  }

  @ParameterizedTest
  @CsvSource({
    "pytorch-native, '', pytorch-native-cpu with the classifier ",
    "pytorch-native, version=2.7.1, pytorch-native-cpu with the classifier ",
    "pytorch-jni, '', pytorch-jni is not on the class path"
  })
  void aLibraryThatGradleLeavesOutIsNamed(String missing, String placeholder, String told)
      throws IOException, InterruptedException {
    Path instead = Files.createDirectories(cache.resolve("instead"));
    if (!placeholder.isEmpty()) { // the jar without a classifier, which Gradle takes
      Path file = instead.resolve("native/lib/pytorch.properties");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "placeholder=true\n" + placeholder + "\n");
    }
    List<String> command = Forked.command(List.of(), Main.class, "check", "relu");
    int classPath = command.indexOf("-cp") + 1;
    command.set(
        classPath,
        Stream.concat(
                Stream.of(instead.toString()),
                Stream.of(command.get(classPath).split(File.pathSeparator)))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(missing))
            .collect(Collectors.joining(File.pathSeparator)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DJL_CACHE_DIR", cache.resolve("empty").toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(said)
        .startsWith("gradoracle: the oracle could not run: ai.djl.pytorch:" + told)
        .hasLineCount(1);
  }

  @Test
  void aCacheThatCannotBeWrittenSaysWhatToDo() throws IOException, InterruptedException {
    Process process = start("/proc/nowhere");
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(out)
        .contains("gradoracle: the oracle could not run: PyTorch cannot be unpacked into ")
        .contains("set DJL_CACHE_DIR to a folder of yours")
        .doesNotContain("\tat ");
  }

  /** Though the engine is prepared before the arguments are read. */
  @Test
  void aMisspeltOptionUnpacksNothing(@TempDir Path empty) throws IOException, InterruptedException {
    ProcessBuilder builder =
        Forked.java(Path.of("."), List.of(), Main.class, "check", "relu", "--sed", "1")
            .redirectErrorStream(true);
    builder.environment().put("DJL_CACHE_DIR", empty.toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(said).startsWith("gradoracle: Unknown option: '--sed'").hasLineCount(1);
    assertThat(empty).isEmptyDirectory();
  }

  private static String check() throws IOException, InterruptedException {
    Process process = start(cache.toString());
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }

  private static Process start(String cache) throws IOException {
    ProcessBuilder builder =
        Forked.java(Path.of("."), List.of(), Main.class, "check", "relu").redirectErrorStream(true);
    builder.environment().put("DJL_CACHE_DIR", cache);
    return builder.start();
  }

  private static int endWhileUnpacking(String signal) throws IOException, InterruptedException {
    Process process = start(cache.toString());
    for (int i = 0; i < 3000 && unfinished().isEmpty(); i++) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  private static List<Path> unfinished() throws IOException {
    Path pytorch = cache.resolve("pytorch");
    if (!Files.exists(pytorch)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(pytorch)) {
      return files.filter(file -> file.getFileName().toString().matches("tmp\\d+")).toList();
    }
  }

  private static Path find(String name) throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }
}
