package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher, where Java does not start: never exit code 1, which is a wrong gradient. */
@Tag("long")
@DisabledOnOs(OS.WINDOWS) // a shell
class LauncherTest {

  private static final Path LAUNCHER = Path.of("src/main/dist/bin/gradoracle");

  @TempDir Path folder;

  private Path home;

  @BeforeEach
  void install() throws IOException {
    home = install(folder.resolve("a folder"));
  }

  @Test
  void itRunsTheTool() throws IOException, InterruptedException {
    Outcome outcome = launch(Map.of("GRADORACLE_OPTS", "-Xmx100m -Xss1m"), "list");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("relu");
  }

  @ParameterizedTest
  @CsvSource({
    "GRADORACLE_OPTS, --nonsense, Unrecognized option",
    "GRADORACLE_OPTS, -Xmx1m, Too small maximum heap",
    "JAVA_TOOL_OPTIONS, -Xmx, Invalid maximum heap size",
    "JAVA_HOME, /nowhere, /nowhere/bin/java",
  })
  void aJavaThatDoesNotStartIsExitCode3(String variable, String value, String reason)
      throws IOException, InterruptedException {
    assertNotRun(launch(Map.of(variable, value), "list"), reason);
  }

  @Test
  void soIsOneThatIsTooOld() throws IOException, InterruptedException {
    Path java = Files.createDirectories(folder.resolve("old/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho UnsupportedClassVersionError >&2\nexit 1\n", UTF_8);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Outcome outcome = launch(Map.of("JAVA_HOME", folder.resolve("old").toString()), "list");
    assertNotRun(outcome, "(17 or newer is needed; options come from GRADORACLE_OPTS): Unsupp");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  void soIsAJarThatIsCutShort(int size) throws IOException, InterruptedException {
    Path jar = home.resolve("gradoracle.jar");
    Files.write(jar, Arrays.copyOf(Files.readAllBytes(jar), size));
    assertNotRun(launch(Map.of(), "list"), "corrupt jarfile");
  }

  @Test
  void soIsAJarWithoutItsClasses() throws IOException, InterruptedException {
    writeJar(home.resolve("gradoracle.jar"), "");
    assertNotRun(launch(Map.of(), "list"), "NoClassDefFoundError: org/gradoracle/cli/Main");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", "end!"})
  void soIsAFolderThatJavaCannotReadJarsIn(String name) throws IOException, InterruptedException {
    home = install(folder.resolve(name));
    assertNotRun(launch(Map.of(), "list"), "whose path holds ':' or '!/'");
  }

  @Test
  void theNamesThatCameWithItAreReadWhereThereAreNone() throws IOException, InterruptedException {
    Files.copy(Path.of("names.txt"), home.resolve("names.txt"));
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Outcome outcome = launch(elsewhere, Map.of(), "report", "--batch", "4");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    Path names = home.toRealPath().resolve("names.txt");
    assertThat(outcome.err())
        .contains("gradoracle: there is no 'names.txt' here: reading '" + names + "'");
    assertThat(outcome.out()).startsWith("names: names.txt, 30993 names");
    Files.writeString(elsewhere.resolve("names.txt"), "emma\n");
    assertThat(launch(elsewhere, Map.of(), "report").exitCode()).isEqualTo(2);
  }

  @Test
  void anAsciiLocaleHasAllLetters() throws IOException, InterruptedException {
    home = install(withOtherLetters());
    Outcome outcome = launch(home, Map.of("LC_ALL", "C"), "list");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
  }

  @Test
  void aFolderThatJavaCannotNameIsExitCode3() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String jar = home.resolve("gradoracle.jar").toString();
    Path here = Files.createDirectories(withOtherLetters());
    Outcome outcome = run(here, Map.of("LC_ALL", "C"), List.of(java, "-jar", jar, "list"));
    assertNotRun(outcome, "set LC_ALL=C.UTF-8");
  }

  private Path withOtherLetters() {
    String letters = "\u0142\u00f6";
    String encoding = System.getProperty("sun.jnu.encoding");
    assumeTrue(Charset.forName(encoding).newEncoder().canEncode(letters), encoding);
    return folder.resolve(letters);
  }

  private static void assertNotRun(Outcome outcome, String reason) {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(3);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.complaints()).singleElement().asString().contains(reason);
  }

  private static Path install(Path home) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.copy(LAUNCHER, home.resolve("bin/gradoracle"));
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" "));
    writeJar(home.resolve("gradoracle.jar"), classPath);
    return home;
  }

  /** A jar with {@link Start} alone, and the rest elsewhere. */
  private static void writeJar(Path jar, String classPath) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, Start.class.getName());
    main.put(Attributes.Name.CLASS_PATH, classPath);
    String start = Start.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.putNextEntry(new ZipEntry(start));
      out.write(Files.readAllBytes(Path.of("target/classes", start)));
    }
  }

  private Outcome launch(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return launch(Path.of("").toAbsolutePath(), environment, arguments);
  }

  private Outcome launch(Path in, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    String launcher = home.resolve("bin/gradoracle").toString();
    return run(
        in, environment, Stream.concat(Stream.of("sh", launcher), Stream.of(arguments)).toList());
  }

  private Outcome run(Path in, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    Path out = folder.resolve("out");
    builder.directory(in.toFile()).redirectOutput(out.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), Files.readString(out, UTF_8), err);
  }
}
