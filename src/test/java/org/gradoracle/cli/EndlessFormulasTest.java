package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Functions.F1;
import org.gradoracle.program.Functions.F2;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Formulas that never end; here they do when the test is over. */
@Timeout(120)
@Tag("long")
public class EndlessFormulasTest {

  private static final AtomicBoolean OVER = new AtomicBoolean();

  @BeforeEach
  void begin() {
    OVER.set(false);
  }

  @AfterEach
  void end() throws InterruptedException {
    OVER.set(true);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("formula endless")) {
        thread.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {EndlessRule.class, EndlessProgram.class, EndlessForward.class})
  void aFormulaWithoutProgressIsNamedAndTheOthersAreChecked(Class<?> endless) {
    Outcome outcome =
        gradoracle(new PlantedFormulas(endless, Well.class), "check", "--timeout", "1");
    assertThat(outcome.out()).startsWith("PASS  well-behaved");
    assertThat(outcome.complaints())
        .containsExactly(
            "gradoracle: formula 'endless' made no progress for 1 second, in a rule, a forward line"
                + " or program()");
    assertThat(outcome.exitCode()).isEqualTo(3);
  }

  @Test
  void whereItIsTheReferenceThatRunsItTheOthersAreCheckedJustTheSame() {
    PlantedFormulas formulas = new PlantedFormulas(EndlessOnTheReferencesSide.class, Well.class);
    Outcome outcome = gradoracle(formulas, "check", "--timeout", "1");
    assertThat(outcome.out()).startsWith("PASS  well-behaved");
    assertThat(outcome.complaints())
        .containsExactly(
            "gradoracle: formula 'endless' made no progress for 1 second, in a forward line that"
                + " the reference runs");
    assertThat(outcome.exitCode()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"sweep, cases: 1", "prove, 1 formula not proved"})
  void theOtherCommandsGiveUpAsWell(String command, String said) {
    PlantedFormulas formulas = new PlantedFormulas(EndlessRule.class, Well.class);
    String[] args =
        command.equals("sweep")
            ? new String[] {command, "--timeout", "1", "--cases", "2"}
            : new String[] {command, "--timeout", "1"};
    Outcome outcome = gradoracle(formulas, args);
    assertThat(outcome.complaints())
        .anyMatch(line -> line.contains("formula 'endless' made no progress for 1 second"));
    assertThat(outcome.out()).contains(said);
    assertThat(outcome.exitCode()).isEqualTo(3);
  }

  @Test
  void aTimeoutThatIsNoneIsAnError() {
    Outcome outcome = gradoracle(new PlantedFormulas(Well.class), "check", "--timeout", "0");
    assertThat(outcome.err()).contains("timeout is 0, expected at least 1 second").hasLineCount(1);
    assertThat(outcome.exitCode()).isEqualTo(2);
    Outcome ages =
        gradoracle(new PlantedFormulas(Well.class), "check", "--timeout", "9".repeat(18));
    assertThat(ages.err()).contains(", expected at most 31536000 seconds, a year").hasLineCount(1);
    assertThat(ages.exitCode()).isEqualTo(2);
  }

  @Test
  void theProcessEndsThoughItsThreadsDoNot() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Endless.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(out).contains("formula 'endless' made no progress").doesNotContain("\tat ");
      assertThat(process.exitValue()).isEqualTo(3);
    } finally {
      process.destroyForcibly();
    }
  }

  /** A process of its own. */
  public static final class Endless {

    private Endless() {}

    /** Checks a formula that never ends. */
    public static void main(String[] args) {
      Thread.currentThread()
          .setContextClassLoader(new PlantedFormulas(EndlessOnTheReferencesSide.class, Well.class));
      Main.main(new String[] {"check", "--timeout", "2"});
    }
  }

  private static <T> T endless(T value) {
    while (!OVER.get()) {
      Thread.onSpinWait();
    }
    return value;
  }

  /** Well behaved. */
  public static final class Well extends PlantedFormula {
    /** Found by the class loader. */
    public Well() {
      super("well-behaved");
    }
  }

  /** {@code y = 3x} with another forward line or rule. */
  abstract static class Lines extends PlantedFormula {
    private final F1 line;
    private final F2 rule;

    Lines(F1 line, F2 rule) {
      super("endless");
      this.line = line;
      this.rule = rule;
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(2, 3));
      return p.program(p.step("y", x, line).grad(x, rule));
    }
  }

  /** See the name; so with all that follow. */
  public static final class EndlessRule extends Lines {
    /** Found by the class loader. */
    public EndlessRule() {
      super(a -> a.mul(3), (dy, a) -> endless(dy.mul(3)));
    }
  }

  /** See the name. */
  public static final class EndlessForward extends Lines {
    /** Found by the class loader. */
    public EndlessForward() {
      super(a -> endless(a.mul(3)), (dy, a) -> dy.mul(3));
    }
  }

  /** See the name. */
  public static final class EndlessOnTheReferencesSide extends Lines {
    /** Found by the class loader. */
    public EndlessOnTheReferencesSide() {
      super(EndlessOnTheReferencesSide::line, (dy, a) -> dy.mul(3));
    }

    private static Tensor line(Tensor a) {
      return a instanceof ArrayTensor ? a.mul(3) : endless(a.mul(3));
    }
  }

  /** See the name. */
  public static final class EndlessProgram extends PlantedFormula {
    /** Found by the class loader. */
    public EndlessProgram() {
      super("endless");
    }

    @Override
    public Program program(Sample sample) {
      return endless(super.program(sample));
    }
  }
}
