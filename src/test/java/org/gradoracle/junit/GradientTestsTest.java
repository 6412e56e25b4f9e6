package org.gradoracle.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gradoracle.check.FormulaException;
import org.gradoracle.check.NoProgressException;
import org.gradoracle.cli.PlantedFormulas;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.text.InvalidInputException;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.AssertionFailedError;

/** What somebody else's project gets, for a formula of its own. */
@Isolated("an endless formula holds the one collector that all tests of the process share")
class GradientTestsTest {

  /** {@code y = tanh(x)}, then {@code z = y ** 3} with a rule that is to be tested. */
  private record Cube(Function<Tensor, Tensor> slope) implements Formula {

    @Override
    public String name() {
      return "cube";
    }

    @Override
    public String summary() {
      return "a cube";
    }

    @Override
    public String source() {
      return "the test";
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(4, 3));
      var y = p.step("y", x, a -> a.tanh()).grad(x, (dy, a, out) -> out.pow(2).rsub(1).mul(dy));
      return p.program(p.step("z", y, a -> a.pow(3)).grad(y, (dz, a) -> slope.apply(a).mul(dz)));
    }
  }

  private static final Cube RIGHT = new Cube(y -> y.pow(2).mul(3));
  private static final Cube WRONG = new Cube(y -> y.pow(2).mul(6));

  @Test
  void aRightFormulaHasATestForEveryRuleAndGradient() {
    Map<String, DynamicTest> tests = tests(RIGHT);
    assertThat(tests.keySet())
        .containsExactlyInAnyOrder(
            "rule loss←z", "rule z←y", "rule y←x", "gradient z", "gradient y", "gradient x");
    assertThat(tests.values())
        .allSatisfy(
            test ->
                assertThatCode(() -> test.getExecutable().execute()).doesNotThrowAnyException());
  }

  @Test
  void onlyTheWrongRulesTestAndTheGradientsBehindItFail() {
    Map<String, DynamicTest> tests = tests(WRONG);
    assertThatThrownBy(() -> tests.get("rule z←y").getExecutable().execute())
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("cube: FAIL rule z←y: it is autograd's times ")
        .hasMessageContaining("worst at [");
    for (String spoiled : new String[] {"gradient y", "gradient x"}) {
      assertThatThrownBy(() -> tests.get(spoiled).getExecutable().execute())
          .isInstanceOf(AssertionFailedError.class)
          .hasMessageContaining("cube: FAIL " + spoiled + ": ")
          .hasMessageContaining(
              "\n  perhaps only because of what comes before it on the way back and is wrong: z←y\n");
    }
    for (String right : new String[] {"rule loss←z", "rule y←x", "gradient z"}) {
      assertThatCode(() -> tests.get(right).getExecutable().execute()).doesNotThrowAnyException();
    }
  }

  /** A class that the command line can make, and so check at the sample that failed. */
  public static final class WrongCube implements Formula {
    @Override
    public String name() {
      return WRONG.name();
    }

    @Override
    public String summary() {
      return WRONG.summary();
    }

    @Override
    public String source() {
      return WRONG.source();
    }

    @Override
    public Program program(Sample sample) {
      return WRONG.program(sample);
    }
  }

  @Test
  void theCommandThatChecksAgainSaysWhereTheFormulasClassIs() {
    assertThatThrownBy(() -> GradientAssertions.assertGradients(new WrongCube()))
        .hasMessageContaining(
            "again: gradoracle check 'org.gradoracle.junit.GradientTestsTest$WrongCube'"
                + " --classpath target/test-classes --seed 1 --sample ");
    assertThatThrownBy(() -> GradientAssertions.assertGradients(WRONG))
        .hasMessageContaining("again: gradoracle check cube --seed 1 --sample ");
  }

  @Test
  void theAssertionTellsAllThatIsWrongAtOnce() {
    assertThatCode(() -> GradientAssertions.assertGradients(RIGHT)).doesNotThrowAnyException();
    assertThatThrownBy(() -> GradientAssertions.assertGradients(WRONG))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageStartingWith("cube:\n")
        .hasMessageContaining("FAIL rule z←y")
        .hasMessageContaining("\n  spoils 2 gradients: y, x\n")
        .hasMessageNotContaining("FAIL gradient");
  }

  @Test
  void aFailureLeavesItsReportBesideTheBuildsAndNamesIt(@TempDir Path folder) throws IOException {
    System.setProperty("gradoracle.reports", folder.resolve("new").toString());
    try {
      Path page = folder.resolve("new").resolve("gradoracle-cube.html");
      Path json = folder.resolve("new").resolve("gradoracle-cube.json");
      assertThatThrownBy(() -> tests(WRONG).get("rule z←y").getExecutable().execute())
          .hasMessageEndingWith("\nreport: " + page);
      assertThat(page).content(UTF_8).contains("<h1>FAIL: the rule z←y is wrong: it is autograd's");
      assertThat(json).content(UTF_8).contains("\"gradoracle-check\"", "\"verdict\": \"FAIL: ");
      Files.delete(page);
      assertThatThrownBy(() -> GradientAssertions.assertGradients(WRONG))
          .hasMessageEndingWith("\nreport: " + page);
      assertThat(page).exists();
    } finally {
      System.clearProperty("gradoracle.reports");
    }
  }

  @Test
  void aFailureWhoseReportCannotBeWrittenIsStillThatFailure(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    System.setProperty("gradoracle.reports", file.toString());
    try {
      assertThatThrownBy(() -> GradientAssertions.assertGradients(WRONG))
          .hasMessageContaining("FAIL rule z←y")
          .hasMessageContaining("\nno report: output folder '" + file + "' is not a folder");
      System.setProperty("gradoracle.reports", "");
      assertThatThrownBy(() -> GradientAssertions.assertGradients(WRONG))
          .hasMessageContaining("FAIL rule z←y")
          .hasMessageNotContaining("report:");
    } finally {
      System.clearProperty("gradoracle.reports");
    }
  }

  @Test
  void aFormulaThatCannotBeCheckedIsNoPass() {
    Cube broken =
        new Cube(
            y -> {
              throw new IllegalStateException("no idea");
            });
    assertThatThrownBy(() -> GradientAssertions.assertGradients(broken))
        .hasMessageContaining("rule 'z←y' threw java.lang.IllegalStateException: no idea");
    Formula none = new NoProgram();
    assertThatThrownBy(() -> GradientTests.of(none))
        .isInstanceOf(FormulaException.class)
        .hasMessageContaining("formula 'none'")
        .hasMessageContaining("no idea");
  }

  @Test
  void aFormulaThatThrowsAnErrorOrCannotTellItsNameIsNamed() {
    Formula unfinished =
        new Planted("endless") {
          @Override
          public Program program(Sample sample) {
            throw new AssertionError("not yet");
          }
        };
    assertThatThrownBy(() -> GradientTests.of(unfinished))
        .isInstanceOf(FormulaException.class)
        .hasMessageContaining("formula 'endless'")
        .hasMessageContaining("threw java.lang.AssertionError: not yet");
    Formula nameless =
        new Planted("endless") {
          @Override
          public String name() {
            throw new AssertionError("not yet");
          }
        };
    assertThatThrownBy(() -> GradientTests.of(nameless))
        .isInstanceOf(FormulaException.class)
        .hasMessageMatching(
            "formula %s: name\\(\\) threw java.lang.AssertionError: not yet \\(GradientTestsTest.java:\\d+\\)"
                .formatted(Pattern.quote(nameless.getClass().getName())));
  }

  /** They may keep a state between program() and their last line, as they could with one thread. */
  @Test
  void allOfAFormulaRunsInTheThreadOfItsNameWhateverRunsBesideIt() {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    Formula watched =
        new Planted("watched") {
          @Override
          public Program program(Sample sample) {
            var p = new Definition();
            var x = p.parameter("x", sample.values(4, 3));
            var index = p.constant("index", sample.indices(4, 2));
            return p.program(
                p.step("y", x, index, (a, ix) -> here(a.rows(ix)))
                    .grad(x, (dy, a, ix) -> here(a.zerosLike().addRows(ix, dy))));
          }

          private Tensor here(Tensor tensor) {
            threads.add(Thread.currentThread().getName());
            return tensor;
          }
        };
    GradientAssertions.assertGradients(watched);
    assertThat(threads).containsExactly("formula watched");
  }

  @Test
  void aFormulaWithoutProgressFailsByNameAndKeepsNoOtherFromItsCheck() {
    AtomicBoolean over = new AtomicBoolean();
    Formula endless =
        new Planted("endless") {
          @Override
          public Program program(Sample sample) {
            var p = new Definition();
            var x = p.parameter("x", sample.values(4, 3));
            return p.program(p.step("y", x, a -> line(a, over)).grad(x, (dy, a) -> dy.mul(3)));
          }
        };
    System.setProperty("gradoracle.timeout", "2");
    try {
      assertThatThrownBy(() -> GradientTests.of(endless))
          .isInstanceOf(NoProgressException.class)
          .hasMessageStartingWith("formula 'endless' made no progress for 2 seconds, in a forward");
      GradientAssertions.assertGradients(RIGHT);
    } finally {
      System.clearProperty("gradoracle.timeout");
      over.set(true);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, at least 1 second", "ten, a number of seconds"})
  void aTimeoutThatIsNoneIsSaidSo(String seconds, String expected) {
    System.setProperty("gradoracle.timeout", seconds);
    try {
      assertThatThrownBy(() -> GradientTests.of(RIGHT))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("expected " + expected);
    } finally {
      System.clearProperty("gradoracle.timeout");
    }
  }

  private static Tensor line(Tensor a, AtomicBoolean over) {
    while (!(a instanceof ArrayTensor) && !over.get()) {
      Thread.onSpinWait();
    }
    return a.mul(3);
  }

  @Test
  void aFormulaThatCannotBeUsedIsATestThatFailsAndStopsNoOther() throws Throwable {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread()
        .setContextClassLoader(
            new PlantedFormulas(First.class, Second.class, Unfinished.class, Fine.class));
    try {
      List<DynamicContainer> all = GradientTests.ofAllFound().toList();
      assertThat(all)
          .extracting(DynamicContainer::getDisplayName)
          .containsExactly("formulas that cannot be used", "fine", "unfinished");
      assertThatThrownBy(() -> only(all.get(0)).getExecutable().execute())
          .isInstanceOf(AssertionFailedError.class)
          .hasMessageContaining("two formulas are named 'twice': ");
      assertThat(all.get(1).getChildren()).hasSize(4);
      assertThatThrownBy(() -> only(all.get(2)).getExecutable().execute())
          .isInstanceOf(AssertionFailedError.class)
          .hasMessageContaining("formula 'unfinished'")
          .hasMessageContaining("not yet");
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static DynamicTest only(DynamicContainer container) {
    return (DynamicTest) container.getChildren().collect(Collectors.toList()).get(0);
  }

  /** {@code y = 3x}. */
  public abstract static class Planted implements Formula {
    private final String name;

    Planted(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String summary() {
      return "planted";
    }

    @Override
    public String source() {
      return "the test";
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(2, 3));
      return p.program(p.step("y", x, a -> a.mul(3)).grad(x, (dy, a) -> dy.mul(3)));
    }
  }

  /** One of two. */
  public static final class First extends Planted {
    /** Found by the class loader. */
    public First() {
      super("twice");
    }
  }

  /** The other. */
  public static final class Second extends Planted {
    /** Found by the class loader. */
    public Second() {
      super("twice");
    }
  }

  /** Right. */
  public static final class Fine extends Planted {
    /** Found by the class loader. */
    public Fine() {
      super("fine");
    }
  }

  /** Its program is not written. */
  public static final class Unfinished extends Planted {
    /** Found by the class loader. */
    public Unfinished() {
      super("unfinished");
    }

    @Override
    public Program program(Sample sample) {
      throw new AssertionError("not yet");
    }
  }

  @Test
  void severalThreadsMayTestAtOnce() {
    IntStream.range(0, 4).parallel().forEach(i -> GradientAssertions.assertGradients(RIGHT));
  }

  private static Map<String, DynamicTest> tests(Formula formula) {
    return GradientTests.of(formula)
        .collect(Collectors.toMap(DynamicTest::getDisplayName, Function.identity()));
  }

  private static final class NoProgram implements Formula {

    @Override
    public String name() {
      return "none";
    }

    @Override
    public String summary() {
      return "throws";
    }

    @Override
    public String source() {
      return "the test";
    }

    @Override
    public Program program(Sample sample) {
      throw new IllegalStateException("no idea");
    }
  }
}
