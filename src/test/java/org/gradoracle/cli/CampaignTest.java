package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Formulas;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The commands sweep and prove as a user meets them. */
class CampaignTest {

  private record Outcome(int exitCode, String out, String err) {}

  /** Half the sum of squares: x * 1 is its gradient, and what the rule multiplies x by. */
  private record Squares(double factor) implements Formula {

    @Override
    public String name() {
      return "squares";
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

  @Test
  void aSweepOfARightFormulaSaysHowNearItCameToAFalseAlarm() {
    Outcome outcome = sweep(1, "--cases", "12");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith("cases: 12, failed: 0\nrules: 24: ")
        .contains("\nrows:  24: ", "ms a case\n", "rule check, float64: ");
    assertThat(outcome.err()).startsWith("gradoracle: ");
  }

  @Test
  void aSweepOfAWrongFormulaPrintsACommandThatRunsTheCaseAgain() {
    Outcome outcome = sweep(1.5, "--cases", "3", "--mood", "ties", "--seed", "4");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("FAIL squares, mood ties, seed ", "\n  rule y←x FAIL: it is autograd's times");
    String again =
        outcome.out().lines().filter(line -> line.startsWith("  again: ")).findFirst().get();
    assertThat(again).startsWith("  again: gradoracle sweep --formula squares --mood ties ");
    Outcome repeated = sweep(1.5, again.strip().split(" sweep ", -1)[1].split(" ", -1));
    assertThat(repeated.exitCode()).isEqualTo(1);
    assertThat(repeated.out()).contains("cases: 1, failed: 1").contains(failure(outcome));
  }

  /** The lines of the first case that failed. */
  private static String failure(Outcome outcome) {
    String from = outcome.out().substring(outcome.out().indexOf("FAIL squares"));
    return from.substring(0, from.indexOf('\n', from.indexOf("  again: ")));
  }

  @Test
  void aProofPrintsTheMatrixAndTheCounts() {
    Outcome outcome = run(new ProveCommand(() -> found(1)));
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("\nsquares: half the mean of squares\n", "\nloss←y  + + + + + + + ")
        .contains("\ny←x     + + + + + + + ")
        .containsPattern("noticed: (\\d+) of \\1\n")
        .endsWith("PASS: the oracle noticed every fault, named the rule and said what is wrong\n");
  }

  @Test
  void aFormulaThatIsWrongToBeginWithIsNoProof() {
    Outcome outcome = run(new ProveCommand(() -> found(1.5)));
    assertThat(outcome.exitCode()).isNotZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sweep --cases 0 | cases is 0, expected at least 1",
        "sweep --formula nothing | there is no formula 'nothing', there is: ",
        "sweep --case-seed 3 | a case seed belongs to one formula and one mood",
        "sweep --mood sad | Invalid value for option '--mood'",
        "prove nothing | there is no formula 'nothing', there is: ",
      })
  void misuseIsOneLineOnStandardErrorAndExitCode2(String args, String expected) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), args.split(" "));
    assertThat(exitCode).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith("gradoracle: ").contains(expected).hasLineCount(1);
  }

  private static Outcome sweep(double factor, String... args) {
    return run(new SweepCommand(() -> found(factor)), args);
  }

  private static Formulas found(double factor) {
    return new Formulas(List.of(new Squares(factor)), List.of());
  }

  private static Outcome run(Callable<Integer> command, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = new CommandLine(command);
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    int exitCode = commandLine.execute(args);
    commandLine.getOut().flush();
    return new Outcome(exitCode, out.toString(), err.toString());
  }
}
