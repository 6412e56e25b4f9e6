package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.gradoracle.formula.Formula;
import org.gradoracle.text.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Formulas that somebody else compiled, found by {@code --classpath}. */
class ClassPathOptionTest {

  private static final String SERVICES = "META-INF/services/" + Formula.class.getName();

  @TempDir private Path folder;

  /** A folder whose name a shell would take apart. */
  private Path classes;

  @BeforeEach
  void makeFolder() throws IOException {
    classes = Files.createDirectories(folder.resolve("it's classes"));
  }

  // --- what is compiled

  private static String formula(String className, String name, String line, String rule) {
    return """
        package far.away;
        import org.gradoracle.formula.*;
        import org.gradoracle.program.*;
        final class %s implements Formula {
          public String name() { return "%s"; }
          public String summary() { return "compiled"; }
          public String source() { return "the test"; }
          public Program program(Sample sample) {
            var p = new Definition();
            var x = p.parameter("x", sample.values(sample.size(2, 4), 3));
            return p.program(p.step("y", x, a -> %s).grad(x, (dy, a) -> %s));
          }
        }
        """
        .formatted(className, name, line, rule);
  }

  private static String right(String className, String name) {
    return formula(className, name, "a.mul(3)", "dy.mul(3)");
  }

  private void compile(Path into, Path against, String className, String source)
      throws IOException {
    Path file = folder.resolve(className + ".java");
    Files.writeString(file, source);
    List<String> options =
        List.of(
            "-proc:none",
            "-d",
            into.toString(),
            "-cp",
            against + File.pathSeparator + "target/classes",
            file.toString());
    int failed =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new));
    assertThat(failed).isZero();
  }

  private void compile(String className, String source) throws IOException {
    compile(classes, classes, className, source);
  }

  private void service(Path in, String... lines) throws IOException {
    Path file = in.resolve(SERVICES);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
  }

  @Test
  void theCommandThatRunsASampleOfACaseAgainSaysWhereTheFormulaIs() throws IOException {
    compile("Mine", right("Mine", "mine"));
    Path exported = folder.resolve("the case");
    Path gradients = folder.resolve("gradients");
    Outcome export =
        gradoracle(
            "export",
            "far.away.Mine",
            "--classpath",
            classes.toString(),
            "--output",
            exported.toString());
    assertThat(export.exitCode()).as(export.err()).isZero();
    Path from = exported.resolve("sample-01");
    Path to = Files.createDirectories(gradients.resolve("sample-01"));
    Files.copy(from.resolve("x.npy"), to.resolve("dx.npy"));
    String[] judge = {"judge", exported.toString(), gradients.toString()};
    Outcome wrong = gradoracle(judge[0], judge[1], judge[2], "--classpath", classes.toString());
    assertThat(wrong.out())
        .contains("FAIL")
        .contains("again: gradoracle judge '" + exported + "' " + gradients)
        .contains(" --classpath " + Shell.word(classes.toString()) + " --sample 1)");
    assertThat(gradoracle(judge).err())
        .contains("is a case of mine (far.away.Mine): there is no formula 'mine'");
  }

  private Path jar(String name) throws IOException {
    Path jar = folder.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream out = new ZipOutputStream(file);
        Stream<Path> all = Files.walk(classes)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(each).toString().replace('\\', '/')));
        out.write(Files.readAllBytes(each));
      }
    }
    return jar;
  }

  private Outcome run(String command, Path... path) {
    List<String> args = new ArrayList<>(List.of(command.split(" ")));
    args.add("--classpath");
    args.add(String.join(File.pathSeparator, Stream.of(path).map(Path::toString).toList()));
    return gradoracle(args.toArray(String[]::new));
  }

  private static void requireOneLine(Outcome outcome, String... parts) {
    assertThat(outcome.complaints()).singleElement().asString().contains(parts);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  // --- found

  @Test
  void servicesOfAFolderAndOfAJarAreAllThatIsListedAndChecked() throws IOException {
    compile("Tripled", right("Tripled", "tripled"));
    service(classes, "far.away.Tripled # ours");
    Path jar = jar("some.jar");
    for (Path entry : List.of(classes, jar)) {
      assertThat(run("list", entry).out())
          .isEqualTo("far.away\n  tripled: compiled\n      the test\n");
      Outcome check = run("check", entry);
      assertThat(check.out()).startsWith("PASS  tripled  2 rules, 2 gradients\n");
      assertThat(check.exitCode()).as(check.err()).isZero();
    }
    assertThat(run("sweep --cases 2", jar).out()).contains("cases: 2, failed: 0");
    assertThat(run("check tripled relu", classes).out()).contains("PASS: 2 formulas");
    assertThat(run("list", classes, jar).out())
        .isEqualTo("far.away\n  tripled: compiled\n      the test\n");
  }

  @Test
  void aFormulaWithoutAnEntryIsFoundByItsClass() throws IOException {
    compile("Tripled", right("Tripled", "tripled"));
    assertThat(run("check far.away.Tripled", classes).out()).startsWith("PASS  tripled");
    assertThat(run("prove far.away.Tripled", jar("some.jar")).exitCode()).isZero();
    requireOneLine(run("check", classes), "no formula was found in '" + classes + "'");
    requireOneLine(
        run("check far.away.Missing", classes),
        "there is no formula 'far.away.Missing', and no class of this name in '" + classes + "'");
  }

  @Test
  void theToolsOwnFormulasOnTheClassPathAreNotTheUsers() throws IOException {
    compile("Tripled", right("Tripled", "tripled"));
    service(classes, "far.away.Tripled");
    Path tool = Path.of("target", "classes");
    assertThat(run("list", classes, tool).out())
        .isEqualTo("far.away\n  tripled: compiled\n      the test\n");
    requireOneLine(run("check", tool), "no formula was found in 'target/classes'");
  }

  @Test
  void whatItSaysToRunAgainRunsAgainWhenItIsPasted() throws Exception {
    compile("Wrong", formula("Wrong", "wrong", "a.mul(3)", "dy.mul(2)"));
    service(classes, "far.away.Wrong");
    for (String command : List.of("check wrong", "check far.away.Wrong", "sweep wrong --cases 1")) {
      Outcome outcome = run(command, classes);
      assertThat(outcome.exitCode()).isEqualTo(1);
      String again = outcome.out().replaceAll("(?s).*?again: gradoracle ([^\\n]*).*", "$1");
      again = again.endsWith(")") ? again.substring(0, again.length() - 1) : again;
      Process words =
          new ProcessBuilder("sh", "-c", "printf '%s\\n' " + again)
              .redirectErrorStream(true)
              .start();
      String[] args =
          new String(words.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
              .strip()
              .split("\n");
      assertThat(args).contains(classes.toString());
      Outcome replayed = gradoracle(args);
      assertThat(replayed.exitCode()).as(again).isEqualTo(1);
      assertThat(replayed.out()).contains("rule y←x");
    }
  }

  @Test
  void aNameThatTheToolHasTooIsOneLineAndTheClassTellsThemApart() throws IOException {
    compile("Relu", right("Relu", "relu"));
    service(classes, "far.away.Relu");
    for (String command : List.of("check relu", "check")) {
      requireOneLine(
          run(command, classes),
          "two formulas are named 'relu': org.gradoracle.formula.activation.Relu and far.away.Relu in '"
              + classes
              + "'; neither is used, rename one, or name the class");
    }
    assertThat(run("check far.away.Relu", classes).out()).startsWith("PASS  relu");
  }

  // --- what cannot be

  @Test
  void anEntryThatIsNotThereOrNoJarIsOneLine() throws IOException {
    Path missing = folder.resolve("missing");
    requireOneLine(run("check", missing), "class path entry '" + missing + "' does not exist");
    Path text = Files.writeString(folder.resolve("some.jar"), "no jar");
    requireOneLine(
        run("list", classes, text),
        "class path entry '" + text + "' is neither a folder nor a jar that can be read");
    requireOneLine(gradoracle("check", "--classpath", ""), "the class path is empty");
  }

  @Test
  void aServiceFileThatNamesNoClassIsOneLineAndStopsNoOther() throws IOException {
    compile("Tripled", right("Tripled", "tripled"));
    service(classes, "far.away.Gone", "far.away.Tripled");
    Outcome outcome = run("check", classes);
    assertThat(outcome.out()).startsWith("PASS  tripled");
    assertThat(outcome.complaints())
        .containsExactly(
            "gradoracle: there is no class far.away.Gone, but '"
                + classes
                + "' has a service file that names it");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "newer"})
  void aClassThatDoesNotLoadIsOneLine(String how) throws IOException {
    compile("Tripled", right("Tripled", "tripled"));
    service(classes, "far.away.Tripled");
    Path file = classes.resolve("far/away/Tripled.class");
    byte[] bytes = Files.readAllBytes(file);
    if (how.equals("newer")) {
      bytes[7] = 99; // the major version
      Files.write(file, bytes);
    } else {
      Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    }
    for (String command : List.of("check", "check far.away.Tripled", "list")) {
      requireOneLine(
          run(command, classes),
          "a class cannot be loaded: ",
          how.equals("newer") ? "UnsupportedClassVersionError" : "ClassFormatError",
          "(far.away.Tripled in '" + classes + "')");
    }
  }

  @Test
  void aClassOfAnOldVersionOfTheInterfaceIsOneLine() throws IOException {
    Path old = Files.createDirectories(folder.resolve("old"));
    compile(
        old,
        old,
        "Formula",
        """
        package org.gradoracle.formula;
        import org.gradoracle.program.*;
        public interface Formula { String name(); Program program(Sample sample); }
        """);
    compile(
        classes, old, "Old", right("Old", "old").replaceAll("(?m)^.*(summary|source)\\(.*\n", ""));
    requireOneLine(
        run("check far.away.Old", classes),
        "java.lang.AbstractMethodError",
        "compiled against another version of that class: compile it again",
        "(far.away.Old in '");
  }

  @ParameterizedTest
  @ValueSource(strings = {"program", "line", "rule"})
  void aMethodThatIsNotThereAnyMoreIsOneLineWhereverItIsCalled(String where) throws IOException {
    Path old = Files.createDirectories(folder.resolve("old"));
    compile(old, old, "Gone", "package far.away; class Gone { static int factor() { return 3; } }");
    String source =
        switch (where) {
          case "line" -> formula("Old", "old", "a.mul(Gone.factor())", "dy.mul(3)");
          case "rule" -> formula("Old", "old", "a.mul(3)", "dy.mul(Gone.factor())");
          default -> right("Old", "old").replace("var p =", "Gone.factor();\n    var p =");
        };
    compile(classes, old, "Old", source);
    compile(classes, classes, "Gone", "package far.away; class Gone {}");
    requireOneLine(
        run("check far.away.Old", classes),
        "java.lang.NoSuchMethodError",
        "compile it again",
        "(far.away.Old in '" + classes + "')");
  }

  @Test
  void aClassThatIsNoFormulaOrCannotBeMadeIsOneLine() throws IOException {
    compile("Plain", "package far.away; class Plain {}");
    compile(
        "Maker",
        right("Maker", "maker")
            .replace("public String name", "Maker(int n) {}\n public String name"));
    compile(
        "Throws",
        right("Throws", "throws")
            .replace(
                "public String name",
                "Throws() { throw new Error(\"not today\"); }\n public String name"));
    requireOneLine(
        run("check far.away.Plain", classes),
        "the class is not an org.gradoracle.formula.Formula (far");
    requireOneLine(
        run("check far/away/Plain", classes),
        "there is no class far/away/Plain, but '"
            + classes
            + "' has a file of that name: write do");
    requireOneLine(
        run("check far.away.Maker", classes), "the class has no constructor without parameters");
    requireOneLine(
        run("check far.away.Throws", classes), "the constructor threw java.lang.Error: not today");
  }
}
