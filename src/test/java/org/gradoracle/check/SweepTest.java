package org.gradoracle.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.formula.SampledFormula;
import org.gradoracle.formula.activation.Softmax;
import org.gradoracle.formula.attention.FlashAttention;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.djl.DjlReference;
import org.gradoracle.report.SweepText;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.verdict.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {

  private static final Reference REFERENCE = DjlReference.load(message -> {});

  private static final Formula NOTEBOOK = new NotebookNetwork();

  @ParameterizedTest
  @EnumSource(ForwardValues.class)
  void aRightFormulaFailsInNoKindOfInput(ForwardValues forward) {
    List<InputKind> kinds = Arrays.asList(InputKind.values());
    assertThat(SeededCase.draw(List.of(NOTEBOOK), kinds, 3, forward).limit(kinds.size()))
        .extracting(SeededCase::kind)
        .containsExactlyElementsOf(kinds);
    assertThat(SeededCase.draw(List.of(NOTEBOOK), kinds, 3, forward).limit(kinds.size()))
        .allSatisfy(
            each -> {
              CaseResult result = CaseResult.of(each, REFERENCE, forward);
              assertThat(result.failures()).isEmpty();
              assertThat(result.undecidable()).isZero();
            });
  }

  /** Each of these was a false alarm once. */
  @ParameterizedTest
  @CsvSource({
    "EXTREME, 1888202834", // float32 overflows: there was no rounding to measure
    "HUGE, 161894055", // 1/n - 1/n + 1e-24: float32 rounds nothing, by luck
    "HUGE, 1258958825", // the upstream overflows float32
    "TIES, 1219533647", // PyTorch's float32 sum is exact, by luck, and ours is not
    "EQUAL_ROWS, 73244307", // a variance of zero: float32 rounds little at this point, by luck
  })
  void theseAreRight(InputKind kind, long seed) {
    CaseResult result = check(NOTEBOOK, kind, seed);
    assertThat(result.failures()).isEmpty();
    assertThat(result.undecidable()).isZero();
  }

  /** A saturated softmax is exactly 1 in float32: what cancels against it showed no rounding. */
  @ParameterizedTest
  @ValueSource(longs = {1001433383, 405916593, 1890605729})
  void aSaturatedSoftmaxIsRight(long seed) {
    CaseResult result = check(new Softmax(), InputKind.EXTREME, seed);
    assertThat(result.failures()).isEmpty();
  }

  @Test
  void logitsOfEightyAreJudgedInFloat64() {
    var rules = check(NOTEBOOK, InputKind.EXTREME, 1888202834).checks().rules();
    assertThat(rules).hasSize(30).allMatch(rule -> rule.status() == Status.PASS);
  }

  /** Products that are zero but for rounding are positive in one network, and zero in the other. */
  @Test
  void aKinkThatOnlyRoundingDecidesIsDecidedByAutograd() {
    Formula formula = formula(SweepTest::hidden);
    for (long seed = 1; seed <= 100; seed++) {
      assertThat(check(formula, InputKind.TIES, seed).failures()).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void aForwardLineThatGivesOtherValuesOnArraysIsNotExcusedAsRounding() {
    Formula formula =
        formula(
            sample -> {
              var p = new Definition();
              var x = p.parameter("x", sample.values(3, 4));
              var h =
                  p.step("h", x, a -> a instanceof ArrayTensor ? a.mul(1 + 1e-6) : a)
                      .grad(x, (dh, a) -> dh);
              return p.program(
                  p.step("y", h, a -> a.pow(3)).grad(h, (dy, a) -> a.pow(2).mul(3).mul(dy)));
            });
    assertThat(check(formula, InputKind.PLAIN, 1).failures()).isNotEmpty();
  }

  private static Program hidden(Sample sample) {
    var p = new Definition();
    int n = sample.size(3, 7);
    var x = p.parameter("x", sample.values(sample.size(1, 4), n));
    var w = p.parameter("w", sample.normal(0.5, n, sample.size(1, 6)));
    var third = p.step("third", x, a -> a.mul(1.0 / 3)).grad(x, (up, a) -> up.mul(1.0 / 3));
    var h =
        p.step("h", third, w, (a, b) -> a.matmul(b))
            .grad(third, (dh, a, b) -> dh.matmul(b.t()))
            .grad(w, (dh, a, b) -> a.t().matmul(dh));
    return p.program(p.step("y", h, a -> a.relu()).grad(h, (dy, a) -> dy.mul(a.gt(0))));
  }

  /** Of 1 - y² and y (1 - y) nothing is left to autograd where y is 1 but for 1e-20. */
  @Test
  void aRuleThatIsMoreExactThanAutogradIsRightWhereAllElementsAreSaturated() {
    Formula formula = formula(SweepTest::saturated);
    for (long seed = 1; seed <= 60; seed++) {
      CaseResult result = check(formula, InputKind.HUGE, seed);
      assertThat(result.failures()).as("seed %d", seed).isEmpty();
      assertThat(result.checks().rules())
          .as("seed %d", seed)
          .noneMatch(rule -> rule.verdict().status() == Status.IMPRECISE);
    }
  }

  /** Its intermediate results overflow in float32, where autograd's are just below that. */
  @Test
  void aRuleThatMultipliesInAnotherOrderIsRightWhereAutogradNearlyOverflows() {
    Formula formula =
        formula(
            sample -> {
              var p = new Definition();
              var x = p.parameter("x", sample.uniform(84, 88.5, 4, 8));
              return p.program(
                  p.step("y", x, a -> a.exp().mul(1e-3))
                      .grad(x, (dy, a) -> dy.mul(4).mul(a.exp()).mul(0.25e-3)));
            });
    boolean overflowed = false;
    for (long seed = 1; seed <= 30; seed++) {
      CaseResult result = check(formula, InputKind.PLAIN, seed);
      assertThat(result.failures()).as("seed %d", seed).isEmpty();
      overflowed |=
          result.checks().rules().stream()
              .anyMatch(rule -> rule.verdict().reason().endsWith(": it is not finite there"));
    }
    assertThat(overflowed).isTrue();
  }

  private static Program saturated(Sample sample) {
    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 4), sample.size(1, 3)));
    var h =
        p.step("h", x, a -> a.tanh())
            .grad(x, (dh, a) -> a.exp().add(a.neg().exp()).pow(-2).mul(4).mul(dh));
    var s =
        p.step("s", x, a -> a.sigmoid())
            .grad(x, (ds, a) -> a.sigmoid().mul(a.neg().sigmoid()).mul(ds));
    return p.program(
        p.step("y", h, s, (a, b) -> a.add(b)).grad(h, (dy, a, b) -> dy).grad(s, (dy, a, b) -> dy));
  }

  /** In float32, the saved output has lost what the mean is larger than the deviation from it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRuleThatReadsAnOutputWhoseLineCancelsIsRight(boolean raw) {
    Formula formula = formula(sample -> standardised(sample, raw));
    for (long seed = 1; seed <= 60; seed++) {
      assertThat(check(formula, InputKind.OFFSET, seed).failures()).as("seed %d", seed).isEmpty();
    }
  }

  /** Each row less its mean, over its deviation, and the sum of its squares. */
  private static Program standardised(Sample sample, boolean raw) {
    var p = new Definition();
    int n = sample.size(1, 7);
    int m = sample.size(2, 8);
    var x = p.parameter("x", sample.values(n, m));
    var line =
        p.step(
            "y",
            x,
            a -> {
              Tensor centred = a.sub(a.mean(1));
              return centred.mul(centred.square().mean(1).add(1e-3).pow(-0.5));
            });
    var y =
        raw
            ? line.gradRaw(x, (dy, in, out, dx) -> standardisedRaw(dy, in[0], out, dx, m))
            : line.grad(
                x,
                (dy, a, out) -> {
                  Tensor deviation = a.sub(a.mean(1)).square().mean(1).add(1e-3).pow(-0.5);
                  return dy.sub(dy.mean(1)).sub(out.mul(dy.mul(out).mean(1))).mul(deviation);
                });
    return p.program(p.step("z", y, a -> a.square().sum(1)).grad(y, (dz, a) -> a.mul(dz).mul(2)));
  }

  private static void standardisedRaw(float[] dy, float[] x, float[] y, float[] dx, int m) {
    for (int row = 0; row < dx.length; row += m) {
      double mean = 0;
      double meanDy = 0;
      double meanProduct = 0;
      for (int i = row; i < row + m; i++) {
        mean += x[i] / (double) m;
        meanDy += dy[i] / (double) m;
        meanProduct += (double) dy[i] * y[i] / m;
      }
      double variance = 0;
      for (int i = row; i < row + m; i++) {
        variance += (x[i] - mean) * (x[i] - mean) / m;
      }
      for (int i = row; i < row + m; i++) {
        dx[i] = (float) ((dy[i] - meanDy - y[i] * meanProduct) / Math.sqrt(variance + 1e-3));
      }
    }
  }

  @Test
  void aWrongFormulaFailsAtItsRuleAndItsOptionsDrawTheSameCaseAgain() {
    Formula wrong = broken("bnvar", "bndiff2", (up, in, out) -> in.get(0).onesLike().mul(up));
    SeededCase first =
        SeededCase.draw(List.of(wrong), List.of(InputKind.TIES), 3, ForwardValues.OWN)
            .findFirst()
            .get();
    CaseResult result = CaseResult.of(first, REFERENCE, ForwardValues.OWN);
    assertThat(result.passed()).isFalse();
    assertThat(result.failures().get(0).name()).isEqualTo("bnvar←bndiff2");
    assertThat(result.failures().get(0).verdict().reason()).startsWith("it is autograd's");
    assertThat(first.options()).matches("--formula broken --kind ties --case-seed \\d+");
    assertThat(SweepText.of(check(wrong, InputKind.TIES, first.seed()), first, true))
        .isEqualTo(SweepText.of(result, first, true));
  }

  @Test
  void aFormulaThatThrowsCannotBeChecked() {
    Formula throwing =
        formula(
            sample -> {
              throw new IllegalStateException("no idea");
            });
    assertThatThrownBy(() -> check(throwing, InputKind.PLAIN, 1))
        .isInstanceOf(FormulaException.class)
        .hasMessageMatching(
            "formula 'broken' \\(kind plain, seed 1\\) threw java.lang.IllegalStateException: no idea"
                + " \\(SweepTest.java:\\d+\\)");
  }

  @Test
  void theTallyCountsAndFindsTheWorst() {
    Tally tally = new Tally();
    Formula wrong = broken("h", "hpreact", (up, in, out) -> up);
    for (Formula formula : List.of(NOTEBOOK, wrong)) {
      SeededCase at = new SeededCase(formula, InputKind.PLAIN, 5, ForwardValues.OWN);
      tally.add(CaseResult.of(at, REFERENCE, ForwardValues.OWN), at);
    }
    assertThat(tally.cases()).isEqualTo(2);
    assertThat(tally.failed()).isEqualTo(1);
    assertThat(SweepText.of(tally))
        .contains("cases: 2, failed: 1", "rules: 60: 59 PASS, 1 FAIL")
        .contains("(rule h←hpreact, --formula broken --kind plain --case-seed 5)");
  }

  @Test
  void whereTheReferenceIsExactTheTallyWritesNoInfinityButWhy() {
    Tally tally = new Tally();
    SeededCase at =
        new SeededCase(new FlashAttention(), InputKind.EQUAL_ROWS, 336611363, ForwardValues.OWN);
    tally.add(CaseResult.of(at, REFERENCE, ForwardValues.OWN), at);
    assertThat(SweepText.of(tally))
        .doesNotContain("Infinity")
        .contains("as a multiple of PyTorch's: infinite, since PyTorch's is 0 (rule y←q");
  }

  private static CaseResult check(Formula formula, InputKind kind, long seed) {
    return CaseResult.of(
        new SeededCase(formula, kind, seed, ForwardValues.OWN), REFERENCE, ForwardValues.OWN);
  }

  private static Formula broken(String step, String input, Rule.Backward rule) {
    return formula(sample -> NOTEBOOK.program(sample).with(new Rule(step, input, rule)));
  }

  private static Formula formula(Function<Sample, Program> program) {
    return new SampledFormula("broken", program);
  }
}
