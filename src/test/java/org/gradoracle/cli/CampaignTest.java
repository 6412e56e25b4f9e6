package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands sweep and prove as a user meets them. */
class CampaignTest {

  /** Half the mean of squares, with a rule that may be off by a factor. */
  private abstract static class Squares implements Formula {

    private final String name;
    private final double factor;

    Squares(String name, double factor) {
      this.name = name;
      this.factor = factor;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String summary() {
      return "half the mean of squares";
    }

    @Override
    public String source() {
      return "none";
    }

    @Override
    public Program program(Sample sample) {
      int n = sample.size(2, 5);
      var p = new Definition();
      var x = p.parameter("x", sample.values(n));
      var y = p.step("y", x, a -> a.pow(2)).grad(x, (dy, a) -> a.mul(2 * factor).mul(dy));
      var loss =
          p.step("loss", y, a -> a.mean())
              .grad(y, (dloss, a) -> a.onesLike().mul(dloss.mul(1.0 / n)));
      return p.program(loss);
    }
  }

  /** Right. */
  public static final class Right extends Squares {
    public Right() {
      super("squares", 1);
    }
  }

  /** Half as much again. */
  public static final class Wrong extends Squares {
    public Wrong() {
      super("off-squares", 1.5);
    }
  }

  /** Its constructor throws. */
  public static final class CannotBeMade extends Squares {
    public CannotBeMade() {
      super("cannot-be-made", 1);
      throw new IllegalStateException("not today");
    }
  }

  /** Its program throws. */
  public static final class Throws extends Squares {
    public Throws() {
      super("throws", 1);
    }

    @Override
    public Program program(Sample sample) {
      throw new IllegalStateException("no sizes");
    }
  }

  @Test
  void aSweepOfARightFormulaSaysHowNearItCameToAFalseAlarm() {
    Outcome outcome = gradoracle(List.of(Right.class), "sweep", "--cases", "12");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("\ncases: 12, failed: 0\nrules: 24: ")
        .contains("\nrows:  24: ", "rule check, float64: ");
    assertThat(outcome.err()).startsWith("gradoracle: ").contains(" ms a case");
  }

  @Test
  void aSweepOfAWrongFormulaPrintsACommandThatRunsTheCaseAgain() {
    Outcome outcome =
        gradoracle(List.of(Wrong.class), "sweep", "--cases", "3", "--kind", "ties", "--seed", "4");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains(
            "FAIL off-squares, kind ties, seed ", "\n  rule y←x FAIL: it is autograd's times");
    String again =
        outcome.out().lines().filter(line -> line.startsWith("  again: ")).findFirst().get();
    assertThat(again).startsWith("  again: gradoracle sweep --formula off-squares --kind ties ");
    Outcome repeated =
        gradoracle(List.of(Wrong.class), again.strip().split("gradoracle ", -1)[1].split(" ", -1));
    assertThat(repeated.exitCode()).isEqualTo(1);
    assertThat(repeated.out()).contains("cases: 1, failed: 1").contains(failure(outcome));
  }

  /** The lines of the first case that failed. */
  private static String failure(Outcome outcome) {
    String from = outcome.out().substring(outcome.out().indexOf("FAIL off-squares"));
    return from.substring(0, from.indexOf('\n', from.indexOf("  again: ")));
  }

  @Test
  void aProofPrintsTheMatrixAndTheCounts() {
    Outcome outcome = gradoracle(List.of(Right.class), "prove");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("\nsquares: half the mean of squares\n", "\nloss←y  + + + + + + + ")
        .contains("\ny←x     + + + + + + + ")
        .containsPattern("noticed: (\\d+) of \\1\n")
        .endsWith(
            "PASS: the oracle noticed every fault, named the rule and, wherever that is expected,"
                + " said what is wrong\n");
  }

  @Test
  void aFormulaThatIsWrongToBeginWithIsNoProof() {
    assertThat(gradoracle(List.of(Wrong.class), "prove").exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sweep --cases 0 | cases is 0, expected at least 1",
        "sweep --formula notebok | there is no formula 'notebok', did you mean 'notebook'?",
        "sweep nothing | there is no formula 'nothing' ('gradoracle list' shows all)",
        "prove --formula nothing | there is no formula 'nothing' ('gradoracle list' shows all)",
        "check --formula nothing | there is no formula 'nothing' ('gradoracle list' shows all)",
        "sweep --case-seed 3 | a case seed belongs to one formula and one kind of input",
        "sweep --kind sad | Invalid value for option '--kind'",
        "prove nothing | there is no formula 'nothing' ('gradoracle list' shows all)",
      })
  void misuseIsOneLineOnStandardErrorAndExitCode2(String args, String expected) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), args.split(" "));
    assertThat(exitCode).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith("gradoracle: ").contains(expected).hasLineCount(1);
  }

  @Test
  void anUnknownNameSuggestsTheNearestAndNothingRuns() {
    for (String[] args : new String[][] {{"prove", "sqares"}, {"sweep", "--formula", "sqares"}}) {
      Outcome outcome = gradoracle(List.of(Right.class, CannotBeMade.class), args);
      assertThat(outcome.err())
          .startsWith("gradoracle: there is no formula 'sqares', did you mean 'squares'?")
          .contains("not today")
          .hasLineCount(1);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void aFormulaThatCannotBeUsedIsToldAndTheOthersAreProved() {
    Outcome outcome =
        gradoracle(List.of(CannotBeMade.class, Throws.class, Wrong.class, Right.class), "prove");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("gradoracle: a formula cannot be used: ", "not today")
        .contains(
            "gradoracle: formula 'throws' (kind plain, seed 1) threw java.lang.IllegalStateEx");
    assertThat(outcome.out())
        .contains(
            "\noff-squares: not right to begin with, which proves nothing; run: gradoracle check off-")
        .contains("\nsquares: half the mean of squares\n")
        .endsWith(
            "FAIL: 0 faults not noticed, 0 not named, 0 not explained; 3 formulas not proved\n");
  }

  @Test
  void whereNothingIsProvedTheReasonIsAllThatIsTold() {
    Outcome outcome = gradoracle(List.of(Wrong.class), "prove");
    assertThat(outcome.out())
        .contains("\noff-squares: not right to begin with")
        .doesNotContain("The faults:")
        .endsWith("\nFAIL: 1 formula not proved\n");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void aFormulaThatCannotBeUsedIsToldAndTheOthersAreSwept() {
    Outcome outcome = gradoracle(List.of(CannotBeMade.class, Right.class), "sweep", "--cases", "2");
    assertThat(outcome.err()).contains("not today");
    assertThat(outcome.out()).contains("\ncases: 2, failed: 0");
    assertThat(outcome.exitCode()).isEqualTo(2);
    Outcome alone = gradoracle(List.of(CannotBeMade.class), "sweep", "--cases", "2");
    assertThat(alone.out()).contains("\ncases: 0, failed: 0");
    assertThat(alone.exitCode()).isEqualTo(2);
  }

  @Test
  void whoNamesAFormulaHearsNothingOfOthersThatCannotBeUsed() {
    Outcome outcome = gradoracle(List.of(CannotBeMade.class, Right.class), "prove", "squares");
    assertThat(outcome.err()).doesNotContain("not today");
    assertThat(outcome.exitCode()).isZero();
  }

  private static Outcome gradoracle(List<Class<?>> formulas, String... args) {
    return Outcome.gradoracle(new PlantedFormulas(formulas.toArray(Class<?>[]::new)), args);
  }
}
