package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands {@code check} and {@code list}, on formulas that are planted on the class path. */
class CheckCommandTest {

  @Test
  void aRightFormulaIsALineThatCountsWhatWasChecked() {
    Outcome outcome = gradoracle(new PlantedFormulas(Triple.class), "check");
    assertThat(outcome.out())
        .matches(
            "PASS  triple  2 rules, 2 gradients\n"
                + "against PyTorch 2\\.7\\.1 \\(DJL\\), kernels: .+\n"
                + "20 samples: 6 plain, 2 ties, 1 equal rows, 2 extreme, 1 tiny, 2 huge, 2 wide,"
                + " 2 spread, 1 whole, 1 offset\n");
    assertThat(outcome.err()).containsPattern("gradoracle: checked triple in \\d+\\.\\d\\d s\n");
    assertThat(outcome.complaints()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void aWrongFormulaIsFollowedByWhatIsWrongInIt() {
    Outcome outcome = gradoracle(new PlantedFormulas(Triple.class, WrongAtZero.class), "check");
    assertThat(outcome.out().lines())
        .anyMatch(line -> line.startsWith("PASS  triple         2 rules, 2 gradients"))
        .anyMatch(
            line ->
                line.startsWith("FAIL  wrong-at-zero  1 of 2 rules wrong, 1 of 2 gradients wrong"))
        .anyMatch(
            line ->
                line.matches(
                    " +FAIL rule y←x: .*\\(sample 2, ties; again: gradoracle check wrong-at-zero --seed 1 --sample 2\\)"))
        .contains("        spoils 1 gradient: x")
        .noneMatch(line -> line.contains("FAIL gradient x"))
        .noneMatch(line -> line.contains("rule loss←y") || line.contains("gradient y"))
        .contains(
            "each at 20 samples: 6 plain, 2 ties, 1 equal rows, 2 extreme, 1 tiny, 2 huge, 2 wide,"
                + " 2 spread, 1 whole, 1 offset")
        .contains("FAIL: 1 of 2 formulas wrong, 1 of 4 rules, 1 of 4 gradients");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void whereTheLineHasAKinkAutogradsConventionDecidesAndIsNotCalledTheTruth() {
    Outcome outcome = gradoracle(new PlantedFormulas(IdentityWithAKink.class), "check");
    assertThat(outcome.out())
        .contains("FAIL rule y←x: it is right but at ties and kinks, where autograd has another ")
        .containsPattern(
            "central differences give \\S+ and side with the rule; where the two disagree"
                + " autograd's convention decides: -?0\\.0\n")
        .doesNotContain("truth");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aRuleThatIsRightInPartOfItsRangeIsToldWhereItIsNot(int seed) {
    Outcome outcome =
        gradoracle(new PlantedFormulas(SigmoidBeyondFive.class), "check", "--seed", "" + seed);
    assertThat(outcome.out())
        .containsPattern(
            "FAIL rule y←x: it is right but where 'x' is (at least|from) [5-9]\\.\\d+.*: all \\d+"
                + " elements there are off, and none of the others");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void theDiagnosisIsOfAPlainSampleOfSeveralRowsAndColumns(int seed) {
    Outcome outcome = gradoracle(new PlantedFormulas(NoSquare.class), "check", "--seed", "" + seed);
    assertThat(outcome.out())
        .containsPattern("FAIL rule y←x: it is .*\\(sample \\d+, plain; again: ")
        .containsPattern("worst at \\[\\d, \\d\\]")
        .containsPattern("(\\d\\d|[4-9]) of (\\d\\d|[4-9]) elements differ");
  }

  @Test
  void whatIsExplainedWhereItIsFiniteIsNotHiddenBySamplesWhereItIsNot() {
    Outcome outcome = gradoracle(new PlantedFormulas(DoubleAndOverflows.class), "check");
    assertThat(outcome.out()).contains("FAIL rule y←x: it is autograd's times a constant 2.0");
  }

  /** At the few samples where the mistake shows, it is right with something else in its place. */
  @Test
  void aRuleThatPassesAtMostSamplesIsNotToBeChangedEverywhere() {
    Outcome outcome = gradoracle(new PlantedFormulas(DoubleIfLarge.class), "check");
    assertThat(outcome.out())
        .contains("FAIL rule y←x: no simple mistake that was tried gives its values");
  }

  @Test
  void detailsTellWhatEveryRuleAndGradientWasProvedWith() {
    Outcome outcome = gradoracle(new PlantedFormulas(Triple.class), "check", "--details", "triple");
    assertThat(outcome.out().lines())
        .anyMatch(
            line ->
                line.matches(
                    " +PASS rule y←x: sensitivity \\S+e-\\d\\d, verified \\d+/\\d+, float32 \\S+ ULP,"
                        + " \\S+ times torch's \\(sample \\d+, [a-z ]+\\)"))
        .anyMatch(line -> line.startsWith("      PASS gradient y: sensitivity "));
  }

  @Test
  void aRuleThatIsNotWrittenIsNamed() {
    Outcome outcome = gradoracle(new PlantedFormulas(Unwritten.class), "check");
    assertThat(outcome.out())
        .contains("MISSING rule y←x: it is not written")
        .contains(" 1 of 2 rules missing, 1 of 2 gradients missing")
        .contains("\n        spoils 1 gradient: x\n");
    assertThat(gradoracle(new PlantedFormulas(Unwritten.class), "check", "--details").out())
        .contains("MISSING gradient x: ");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void anUnknownNameSuggestsTheNearestAndNothingRuns() {
    Outcome outcome =
        gradoracle(new PlantedFormulas(Triple.class, Unwritten.class), "check", "tripel");
    assertThat(outcome.err())
        .startsWith("gradoracle: there is no formula 'tripel', did you mean 'triple'?")
        .hasLineCount(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void formulasThatCannotBeCheckedAreALineEachAndTheOthersRun() {
    Outcome outcome =
        gradoracle(
            new PlantedFormulas(
                CannotBeMade.class,
                Triple.class,
                SecondTriple.class,
                UnrulyFormulasTest.After.class,
                Blank.class,
                NotANumber.class,
                Throws.class,
                DoesNotFit.class),
            "check");
    assertThat(outcome.out())
        .startsWith("PASS  well-behaved ")
        .contains("\n\nINCOMPLETE: 6 formulas could not be checked; right: 1 formula, ")
        .hasLineCount(5);
    assertThat(outcome.complaints())
        .hasSize(6)
        .allMatch(line -> line.startsWith("gradoracle: "))
        .anyMatch(line -> line.contains("CannotBeMade") && line.contains("not today"))
        .anyMatch(line -> line.contains("two formulas are named 'triple'"))
        .anyMatch(line -> line.contains("Blank has a blank name"))
        .anyMatch(
            line ->
                line.contains("formula 'not-a-number' (sample 1, plain)")
                    && line.contains("value of 'x' at [1] is NaN, expected a finite number"))
        .anyMatch(line -> line.contains("formula 'throws'") && line.contains("no sizes"))
        .anyMatch(
            line -> line.contains("'does-not-fit'") && line.contains("step 'y': add: shapes (2)"));
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void whatAutogradItselfCannotTellIsSaidAndLeftToTheOtherSamples() {
    Outcome outcome = gradoracle(new PlantedFormulas(Exponential.class), "check");
    assertThat(outcome.out())
        .startsWith("PASS  exponential")
        .containsPattern(
            "\n      not judged where autograd is not finite either: [4-8] times \\(see --details\\)\n");
    Outcome details = gradoracle(new PlantedFormulas(Exponential.class), "check", "--details");
    assertThat(details.out().lines())
        .filteredOn(line -> line.startsWith("      not judged: "))
        .hasSizeBetween(4, 8)
        .allMatch(line -> line.contains("autograd is not finite either, at the same elements: "))
        .allMatch(line -> line.matches(".*, (huge|spread|offset); again: .*"))
        .anyMatch(line -> line.contains("(sample 6, huge; again: "))
        .anyMatch(line -> line.contains("NONFINITE rule y←x: "))
        .anyMatch(line -> line.contains("NONFINITE gradient x: "));
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void whatNoSampleCanJudgeFails() {
    Outcome outcome = gradoracle(new PlantedFormulas(NeverFinite.class), "check");
    assertThat(outcome.out())
        .startsWith("FAIL  never-finite")
        .contains("NONFINITE rule y←x: autograd is not finite either, at the same elements: ");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void whatIsFiniteWhereAutogradIsNotFails() {
    Outcome outcome = gradoracle(new PlantedFormulas(FiniteAlone.class), "check");
    assertThat(outcome.out())
        .contains("NONFINITE rule y←x: at [0, 0] ")
        .containsPattern("autograd -?inf");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void theCommandThatIsSaidReplaysOneSampleWithAllDetails() {
    ClassLoader planted = new PlantedFormulas(WrongAtZero.class);
    Outcome all = gradoracle(planted, "check", "--seed", "7");
    String command = "gradoracle check wrong-at-zero --seed 7 --sample 2";
    assertThat(all.out()).contains("(sample 2, ties; again: " + command + ")");
    String[] words = command.substring("gradoracle ".length()).split(" ", -1);
    Outcome one = gradoracle(planted, words);
    assertThat(one.out())
        .startsWith("FAIL  wrong-at-zero")
        .contains("PASS rule loss←y: ")
        .contains("      sizes drawn: none\n")
        .endsWith("1 sample: 1 ties\n");
    String failure = "FAIL rule y←x: ";
    assertThat(one.out().lines().filter(line -> line.contains(failure)).toList())
        .isNotEmpty()
        .isEqualTo(all.out().lines().filter(line -> line.contains(failure)).toList());
    assertThat(one.exitCode()).isEqualTo(1);
    words[words.length - 1] = "1";
    Outcome plain = gradoracle(planted, words);
    assertThat(plain.out()).startsWith("PASS  wrong-at-zero").endsWith("1 sample: 1 plain\n");
    assertThat(plain.exitCode()).isZero();
  }

  @Test
  void aReplayTellsTheSizesThatWereDrawn() {
    Outcome outcome = gradoracle(new PlantedFormulas(Triple.class), "check", "--sample", "3");
    assertThat(outcome.out())
        .containsPattern("\n      sizes drawn: [345] of 1 to 5\n")
        .contains("(sample 3, equal rows)");
    assertThat(gradoracle(new PlantedFormulas(Triple.class), "check").out())
        .doesNotContain("sizes drawn");
  }

  @Test
  void moreSamplesAreDrawnForANumberOrForATime() {
    ClassLoader planted = new PlantedFormulas(Triple.class);
    assertThat(gradoracle(planted, "check", "--samples", "22").out())
        .endsWith(
            "22 samples: 7 plain, 3 ties, 1 equal rows, 2 extreme, 1 tiny, 2 huge, 2 wide,"
                + " 2 spread, 1 whole, 1 offset\n");
    long start = System.nanoTime();
    String timed = gradoracle(planted, "check", "--seconds", "1").out();
    assertThat(System.nanoTime() - start).isGreaterThan(1_000_000_000L);
    assertThat(timed).containsPattern("\n(2\\d|[3-9]\\d|\\d{3,}) samples: ");
  }

  @ParameterizedTest
  @CsvSource({
    "--samples, 19, samples is 19, expected at least 20",
    "--seconds, -1, seconds is -1, expected at least 0",
    "--sample, 0, sample is 0, expected at least 1",
  })
  void aNumberOfSamplesThatChecksLessIsAnError(String option, String value, String complaint) {
    Outcome outcome = gradoracle(new PlantedFormulas(Triple.class), "check", option, value);
    assertThat(outcome.err()).contains(complaint).hasLineCount(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "check triple --sample 1 --samples 30, --samples has no meaning beside --sample",
    "check triple --sample 1 --seconds 3, --seconds has no meaning beside --sample",
    "sweep triple --kind plain --case-seed 5 --cases 9, --cases has no meaning beside --case-seed",
  })
  void anOptionThatAnotherLeavesNoMeaningIsAnError(String command, String complaint) {
    Outcome outcome = gradoracle(new PlantedFormulas(Triple.class), command.split(" "));
    assertThat(outcome.err()).contains(complaint).hasLineCount(1);
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void rawLoopsTellWhatTheyCouldNotShow() {
    Outcome outcome = gradoracle(new PlantedFormulas(RawTriple.class), "check");
    assertThat(outcome.out())
        .startsWith("PASS  raw-triple")
        .containsPattern(
            "\n      raw loops y←x: errors below 1e-06 of the largest element are seen at no sample,"
                + " above [1-9]e-06 at half of them, above [1-9]e-06 at every one\n      raw loops"
                + " kernel of y: errors below 1e-06 of the largest element are seen at no sample, ");
    assertThat(gradoracle(new PlantedFormulas(Triple.class), "check").out())
        .doesNotContain("seen at no sample");
  }

  @Test
  void noFormulaAtAllIsAnError() {
    Outcome outcome = gradoracle(new PlantedFormulas(), "check");
    assertThat(outcome.err()).contains("no formula was found").hasLineCount(1);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(gradoracle(new PlantedFormulas(), "list").exitCode()).isEqualTo(2);
  }

  @Test
  void theListTellsWhatEachFormulaIsAndItsSource() {
    Outcome outcome = gradoracle(new PlantedFormulas(Unwritten.class, Triple.class), "list");
    assertThat(outcome.out())
        .isEqualTo(
            """
            org.gradoracle.cli
              triple: planted
                  the test
              unwritten: planted
                  the test
            """);
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void theListShowsTheProjectsOwnFormulas() {
    Outcome outcome = gradoracle(CheckCommandTest.class.getClassLoader(), "list");
    assertThat(outcome.out())
        .contains(
            "\nnotebook\n  notebook: character-level MLP", "\nattention\n  causal-attention: ");
  }

  /** Where there are as many rows as columns, the shape is right, and the values are not. */
  @Test
  void aWrongShapeIsToldEvenIfMostSamplesAreSquare() {
    Outcome outcome = gradoracle(new PlantedFormulas(WrongAxis.class), "check");
    assertThat(outcome.out())
        .containsPattern("SHAPE rule y←x: step 'y': gradient for input 'x' has shape")
        .contains("spoils 1 gradient: x");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void whereShapesDoNotFitTheRulesLineIsTold() {
    Outcome outcome = gradoracle(new PlantedFormulas(Unfit.class), "check");
    assertThat(outcome.out())
        .containsPattern(
            "SHAPE rule y←x: rule 'y←x': matmul: shapes .* \\(CheckCommandTest.java:\\d+\\)");
  }

  // What is planted

  /** Its product's operands do not fit. */
  public static final class Unfit extends PlantedFormula {
    public Unfit() {
      super("unfit");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(2, 3));
      return p.program(p.step("y", x, a -> a.matmul(a.t())).grad(x, (dy, a) -> a.matmul(dy)));
    }
  }

  /** Sums over the rows instead of the columns. */
  public static final class WrongAxis extends Planted {
    public WrongAxis() {
      super("wrong-axis");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      int n = sample.size(3, 4);
      int m = sample.size(1, 4) > 1 ? n : 7 - n;
      var x = p.parameter("x", sample.values(n, 1));
      var b = p.parameter("b", sample.values(1, m));
      var y =
          p.step("y", x, b, (a, c) -> a.add(c))
              .grad(x, (up, a, c) -> up.sum(0).t())
              .grad(b, (up, a, c) -> up.sum(0));
      return p.program(y);
    }
  }

  /** Twice the gradient of a steep sigmoid, infinity over infinity at most negative values. */
  public static final class DoubleAndOverflows extends Planted {
    public DoubleAndOverflows() {
      super("double-and-overflows");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(sample.size(1, 3), sample.size(1, 6)));
      var y =
          p.step("y", x, a -> a.mul(5000).sigmoid())
              .grad(
                  x,
                  (up, a) -> {
                    var e = a.mul(-5000).exp();
                    return e.div(e.add(1).pow(2)).mul(10000).mul(up);
                  });
      return p.program(y);
    }
  }

  /** Twice the gradient if a row has a large element; the inputs exchanged have none. */
  public static final class DoubleIfLarge extends Planted {
    public DoubleIfLarge() {
      super("double-if-large");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      int n = sample.size(2, 3);
      int m = sample.size(2, 6);
      var x = p.parameter("x", sample.values(n, m));
      var e = p.parameter("e", sample.normal(0.01, n, m));
      var y =
          p.step("y", x, e, (a, b) -> a.add(b).sin())
              .grad(x, (up, a, b) -> a.add(b).cos().mul(up).mul(a.gt(15).mul(a.lt(30)).add(1)))
              .grad(e, (up, a, b) -> a.add(b).cos().mul(up));
      return p.program(y);
    }
  }

  /** Without the factor 2. */
  public static final class NoSquare extends Planted {
    public NoSquare() {
      super("no-square");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(sample.size(1, 4), sample.size(1, 4)));
      return p.program(p.step("y", x, a -> a.mul(a)).grad(x, (up, a) -> up.mul(a)));
    }
  }

  /** Takes a sigmoid for 1 a little early. */
  public static final class SigmoidBeyondFive extends Planted {
    public SigmoidBeyondFive() {
      super("sigmoid-beyond-five");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(sample.size(1, 6), sample.size(2, 7)));
      var y =
          p.step("y", x, a -> a.sigmoid())
              .gradRaw(
                  x,
                  (up, in, out, gradient) -> {
                    for (int i = 0; i < gradient.length; i++) {
                      double slope = in[0][i] > 5 ? 0 : out[i] * (1 - out[i]);
                      gradient[i] = (float) (slope * up[i]);
                    }
                  });
      return p.program(y);
    }
  }

  /** x, as the difference of its positive and its negative part: autograd gives 0 at 0. */
  public static final class IdentityWithAKink extends Planted {
    public IdentityWithAKink() {
      super("identity-with-a-kink");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(sample.size(1, 3), sample.size(1, 5)));
      var y = p.step("y", x, a -> a.relu().sub(a.neg().relu())).grad(x, (up, a) -> up);
      return p.program(y);
    }
  }

  /** A formula of one name. */
  abstract static class Planted extends PlantedFormula {
    Planted(String name) {
      super(name);
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(sample.size(1, 5), 2));
      return p.program(p.step("y", x, a -> a.mul(3)).grad(x, (dy, a) -> dy.mul(3)));
    }
  }

  /** Right. */
  public static final class Triple extends Planted {
    public Triple() {
      super("triple");
    }
  }

  /** Of a name that is taken. */
  public static final class SecondTriple extends Planted {
    public SecondTriple() {
      super("triple");
    }
  }

  /** Without a name. */
  public static final class Blank extends Planted {
    public Blank() {
      super(" ");
    }
  }

  /** Its constructor throws. */
  public static final class CannotBeMade extends Planted {
    public CannotBeMade() {
      super("cannot-be-made");
      throw new IllegalStateException("not today");
    }
  }

  /** Its program throws. */
  public static final class Throws extends Planted {
    public Throws() {
      super("throws");
    }

    @Override
    public Program program(Sample sample) {
      throw new IllegalStateException("no sizes");
    }
  }

  /** Right wherever two values of a row differ: it takes the last maximum, autograd the first. */
  public static final class WrongAtZero extends Planted {
    public WrongAtZero() {
      super("wrong-at-zero");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(20, 2));
      return p.program(
          p.step("y", x, a -> a.max(1)).grad(x, (dy, a) -> a.neg().oneHotMax(1).rsub(1).mul(dy)));
    }
  }

  /** Right, in loops. */
  public static final class RawTriple extends Planted {
    public RawTriple() {
      super("raw-triple");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(sample.size(1, 5), 2));
      return p.program(
          p.step("y", x, a -> a.mul(3))
              .kernel(
                  (in, y) -> {
                    for (int i = 0; i < y.length; i++) {
                      y[i] = 3 * in[0][i];
                    }
                  })
              .gradRaw(
                  x,
                  (dy, in, y, dx) -> {
                    for (int i = 0; i < dx.length; i++) {
                      dx[i] = 3 * dy[i];
                    }
                  }));
    }
  }

  /** Its rule is not written. */
  public static final class Unwritten extends Planted {
    public Unwritten() {
      super("unwritten");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      return p.program(p.step("y", p.parameter("x", sample.values(2)), a -> a.mul(3)));
    }
  }

  /** Its sample holds NaN. */
  public static final class NotANumber extends Planted {
    public NotANumber() {
      super("not-a-number");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", FloatTensor.of(Shape.of(2), 1, Float.NaN));
      return p.program(p.step("y", x, a -> a.mul(3)).grad(x, (dy, a) -> dy.mul(3)));
    }
  }

  /** Its forward line does not fit. */
  public static final class DoesNotFit extends Planted {
    public DoesNotFit() {
      super("does-not-fit");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var a = p.parameter("a", sample.values(2));
      var b = p.parameter("b", sample.values(3));
      return p.program(p.step("y", a, b, (x, z) -> x.add(z)));
    }
  }

  /** The logarithm of zero. */
  public static final class NeverFinite extends Planted {
    public NeverFinite() {
      super("never-finite");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(3));
      return p.program(
          p.step("y", x, a -> a.mul(0).log()).grad(x, (dy, a) -> dy.div(a.mul(0)).mul(0)));
    }
  }

  /** The exponential, with a gradient that does not overflow where autograd's does. */
  public static final class FiniteAlone extends Planted {
    public FiniteAlone() {
      super("finite-alone");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.uniform(800, 900, 2, 2));
      return p.program(p.step("y", x, a -> a.exp()).grad(x, (dy, a) -> dy));
    }
  }

  /** Overflows for huge values. */
  public static final class Exponential extends Planted {
    public Exponential() {
      super("exponential");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(20));
      return p.program(p.step("y", x, a -> a.exp()).grad(x, (dy, a, y) -> dy.mul(y)));
    }
  }
}
