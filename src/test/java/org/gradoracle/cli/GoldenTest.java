package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Formulas;
import org.gradoracle.reference.djl.RoundingProbe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The same input gives the same bytes, on every machine with the reproducible kernels, in every
 * locale, on every JDK: the reports are compared with files in the repository. After a change that
 * is meant to move them, the files are written anew by
 *
 * <pre>./mvnw test -Dtest=GoldenTest -DexcludedGroups= -Dgolden=write</pre>
 */
class GoldenTest {

  private static final Path GOLDEN = Path.of("src", "test", "golden");
  private static final boolean WRITE = "write".equals(System.getProperty("golden"));

  @BeforeAll
  static void onlyWithTheReproducibleKernels() {
    List<String> others = RoundingProbe.otherKernels();
    assumeTrue(others.isEmpty(), () -> "other kernels here: " + others);
  }

  @TestFactory
  Stream<DynamicTest> theReportHasTheBytesOfTheGoldenFile() {
    return Stream.of("own", "reference")
        .flatMap(
            forward ->
                Stream.of("text", "json")
                    .map(
                        format ->
                            golden(
                                "report-" + forward + (format.equals("text") ? ".txt" : ".json"),
                                "report",
                                "--details",
                                "--forward",
                                forward,
                                "--format",
                                format)));
  }

  /** With other kernels, {@code CatalogueTest} sees that every formula passes. */
  @TestFactory
  @Tag("long")
  Stream<DynamicTest> theCheckOfEveryFormulaHasTheBytesOfItsGoldenFile() {
    return Formulas.find(Formula.class.getClassLoader()).list().stream()
        .map(Formula::name)
        .map(name -> golden("check-" + name + ".txt", "check", name, "--details"));
  }

  private static DynamicTest golden(String file, String... arguments) {
    return DynamicTest.dynamicTest(file, () -> compare(GOLDEN.resolve(file), arguments));
  }

  private static void compare(Path file, String... arguments) throws IOException {
    Outcome outcome = gradoracle(arguments);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    String found = withPlaceholders(outcome.out());
    if (WRITE) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, found);
    }
    assertThat(file)
        .as("made by: ./mvnw test -Dtest=GoldenTest -DexcludedGroups= -Dgolden=write")
        .isRegularFile()
        .content(UTF_8)
        .isEqualTo(found);
  }

  /** What is another with another version, and says nothing of the result. */
  private static String withPlaceholders(String text) {
    return text.replaceAll("gradoracle [0-9][0-9A-Za-z.-]*", "gradoracle VERSION")
        .replaceAll("(kernels\"?: \"?)reproducible \\([^)]*\\)", "$1KERNELS");
  }
}
