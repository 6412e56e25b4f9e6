package org.gradoracle.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.gradoracle.diagnose.Diagnosis;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Gradient;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Raw;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.reference.Autograd;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.KernelResult;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.Status;
import org.junit.jupiter.api.Test;

/** A rule or a forward kernel as loops over {@code float[]}; here of {@code y = x * x}. */
class RawLoopsTest {

  private static final Reference REFERENCE = Autograd.load();

  private static final Raw.Loops RIGHT =
      (dy, in, y, dx) -> {
        for (int i = 0; i < dx.length; i++) {
          dx[i] = 2 * in[0][i] * dy[i];
        }
      };

  @Test
  void rightLoopsPassByTheirPrecisionInFloat32() {
    CheckResult result = check(RIGHT);
    RuleResult rule = rule(result);
    assertThat(rule.status()).isEqualTo(Status.PASS);
    assertThat(rule.verdict().float64().get().sensitivity()).isBetween(1e-7, 1e-4);
    assertThat(rule.verdict().float64().get().verified()).isEqualTo(4);
    assertThat(result.passed()).isTrue();
  }

  @Test
  void wrongLoopsFailInTheRuleCheckAndInTheNetwork() {
    CheckResult result =
        check(
            (dy, in, y, dx) -> {
              for (int i = 0; i < dx.length; i++) {
                dx[i] = 2.001f * in[0][i] * dy[i];
              }
            });
    assertThat(rule(result).status()).isEqualTo(Status.FAIL);
    assertThat(rule(result).verdict().reason())
        .isEqualTo("it is autograd's times a constant 1.0005");
    assertThat(rule(result).verdict().diagnosis().get().arbitration())
        .endsWith("and side with autograd");
    assertThat(row(result, "x").status()).isEqualTo(Status.FAIL);
    assertThat(row(result, "x").verdict().reason())
        .contains("autograd in float64", "in float32, with a tolerance");
  }

  @Test
  void loopsThatIgnoreTheUpstreamAreExplainedAsSuch() {
    CheckResult result =
        check(
            (dy, in, y, dx) -> {
              for (int i = 0; i < dx.length; i++) {
                dx[i] = 2 * in[0][i];
              }
            });
    assertThat(rule(result).verdict().reason()).isEqualTo("it is the same whatever the upstream");
  }

  @Test
  void loopsThatAreWrongUnderALaterUpstreamAreDiagnosedUnderThat() {
    Spy spy = new Spy();
    float[] third = {Float.NaN};
    Program program =
        program(
            (dy, in, y, dx) -> {
              for (int i = 0; i < dx.length; i++) {
                dx[i] = (dy[0] == third[0] ? -2 : 2) * in[0][i] * dy[i];
              }
            });
    RuleCheck check = RuleCheck.of(program, spy);
    ArrayTensor upstream =
        spy.products.stream()
            .map(Spy.Asked::upstream)
            .filter(each -> each.dtype() == Dtype.FLOAT32 && each.size() == 4)
            .toList()
            .get(2);
    third[0] = (float) upstream.at(0);
    RuleResult row = find(check.check(program), "y←h");
    Diagnosis diagnosis = row.verdict().diagnosis().orElseThrow();
    assertThat(diagnosis.upstream()).isEqualTo("a random upstream, number 3");
    assertThat(diagnosis.ours()).isCloseTo(-diagnosis.reference(), withinPercentage(1e-4));
  }

  @Test
  void loopsWhereTheTrueGradientIsZeroAreNotExplainedByWhateverIsAtHand() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2), 0.3f, -1.7f));
    var y =
        p.step("y", x, a -> a.mul(0))
            .gradRaw(
                x,
                (dy, in, out, dx) -> {
                  for (int i = 0; i < dx.length; i++) {
                    dx[i] = 0.001f * dy[i];
                  }
                });
    RuleResult row = find(RuleCheck.run(p.program(y), REFERENCE), "y←x");
    assertThat(row.verdict().reason())
        .isEqualTo("no simple mistake that was tried gives its values");
    assertThat(row.verdict().diagnosis().orElseThrow().reference()).isZero();
  }

  @Test
  void aGradientThatOverflowsFloat32AtOneElementAllowsNoErrorAtAnother() {
    assertThat(exponential(1, 1, 100).status()).isEqualTo(Status.PASS);
    assertThat(exponential(1, 1, 100).verdict().float64().get().verified()).isEqualTo(1);
    assertThat(exponential(1.001f, 1, 100).status()).isEqualTo(Status.FAIL);
  }

  @Test
  void loopsThatStayFiniteWhereFloat32OverflowsPassAndHaveNothingToExplain() {
    RuleResult row =
        exponential(
            (dy, in, out, dx) -> {
              for (int i = 0; i < dx.length; i++) {
                dx[i] = Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, out[i] * dy[i]));
              }
            },
            1,
            100);
    assertThat(row.status()).isEqualTo(Status.PASS);
    assertThat(row.verdict().reason()).isEmpty();
    assertThat(row.verdict().diagnosis()).isEmpty();
  }

  @Test
  void aGradientThatOverflowsFloat64AsWellCannotBeJudged() {
    RuleResult row = exponential(1, 1, 1000);
    assertThat(row.status()).isEqualTo(Status.NONFINITE);
    assertThat(row.verdict().undecidable()).isTrue();
  }

  /** The rule for exp(x), as raw loops that are off by a factor. */
  private static RuleResult exponential(float factor, float... values) {
    return exponential(
        (dy, in, out, dx) -> {
          for (int i = 0; i < dx.length; i++) {
            dx[i] = factor * out[i] * dy[i];
          }
        },
        values);
  }

  private static RuleResult exponential(Raw.Loops loops, float... values) {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(values.length), values));
    var y = p.step("y", x, a -> a.exp()).gradRaw(x, loops);
    return find(RuleCheck.run(p.program(y), REFERENCE), "y←x");
  }

  @Test
  void whatIsBehindRawLoopsIsJudgedInFloat32AndTheRestInFloat64() {
    CheckResult result = check(RIGHT);
    assertThat(row(result, "y").verdict().float64().get().sensitivity()).isLessThan(1e-9);
    assertThat(row(result, "h").verdict().float64().get().sensitivity()).isGreaterThan(1e-8);
    assertThat(row(result, "x").verdict().float64().get().sensitivity()).isGreaterThan(1e-8);
  }

  @Test
  void loopsThatLeaveAnElementUnsetFail() {
    assertFails(
        (dy, in, y, dx) -> dx[0] = 2 * in[0][0] * dy[0],
        "rule 'y←h' leaves element 1 of its result as it was");
  }

  @Test
  void loopsThatAddToWhatIsThereFail() {
    assertFails(
        (dy, in, y, dx) -> {
          for (int i = 0; i < dx.length; i++) {
            dx[i] += 2 * in[0][i] * dy[i];
          }
        },
        "or adds to it: it must set all 4");
  }

  @Test
  void loopsThatChangeWhatTheyReadFail() {
    assertFails(
        (dy, in, y, dx) -> {
          RIGHT.run(dy, in, y, dx);
          in[0][2] = 0;
        },
        "rule 'y←h' changes element 2 of 'h', which it may only read");
    assertFails(
        (dy, in, y, dx) -> {
          RIGHT.run(dy, in, y, dx);
          dy[3] = 0;
        },
        "changes element 3 of the upstream gradient");
    assertFails(
        (dy, in, y, dx) -> {
          RIGHT.run(dy, in, y, dx);
          y[1] = 0;
        },
        "changes element 1 of the output");
  }

  @Test
  void loopsThatGiveSomethingElseEachTimeFail() {
    int[] calls = {0};
    assertFails(
        (dy, in, y, dx) -> {
          RIGHT.run(dy, in, y, dx);
          dx[0] = Math.nextUp(dx[0]) + (calls[0]++ % 2) * Math.ulp(dx[0]);
        },
        "gives element 0 as ");
  }

  @Test
  void loopsThatRunOverTheEndFail() {
    assertFails(
        (dy, in, y, dx) -> dx[4] = 1,
        "rule 'y←h' threw java.lang.ArrayIndexOutOfBoundsException: Index 4");
  }

  @Test
  void aKernelIsCheckedAgainstTheLineBesideIt() {
    CheckResult result =
        check(
            RIGHT,
            (in, out) -> {
              for (int i = 0; i < out.length; i++) {
                out[i] = in[0][i] * in[0][i];
              }
            });
    assertThat(kernel(result).status()).isEqualTo(Status.PASS);
    assertThat(result.passed()).isTrue();
  }

  @Test
  void aKernelThatIsNotTheLineBesideItFails() {
    CheckResult result =
        check(
            RIGHT,
            (in, out) -> {
              for (int i = 0; i < out.length; i++) {
                out[i] = Math.abs(in[0][i]);
              }
            });
    assertThat(kernel(result).status()).isEqualTo(Status.FAIL);
    assertThat(kernel(result).verdict().reason()).contains("autograd in float64");
    assertThat(rule(result).status()).isEqualTo(Status.PASS);
    assertThat(result.passed()).isFalse();
  }

  @Test
  void aKernelIsHeldToTheSameManners() {
    assertThat(kernel(check(RIGHT, (in, out) -> out[0] = 1)).verdict().reason())
        .isEqualTo(
            "the kernel of 'y' leaves element 1 of its result as it was, or adds to it: it must set"
                + " all 4");
  }

  /**
   * The output is near a thousand: float32 has rounded it by up to 3e-5, and so every exp of it.
   */
  @Test
  void loopsCannotBeMoreExactThanTheRoundedOutputThatTheyRead() {
    var p = new Definition();
    var x =
        p.parameter(
            "x", FloatTensor.of(Shape.of(2, 3), 998.7f, 1000.1f, 999.3f, 1001, 1000.4f, 998));
    var y =
        p.step("y", x, a -> a.logsumexp(1))
            .gradRaw(
                x,
                (dy, in, out, dx) -> {
                  for (int i = 0; i < dx.length; i++) {
                    dx[i] = dy[i / 3] * (float) StrictMath.exp(in[0][i] - out[i / 3]);
                  }
                });
    CheckResult result = Checks.run(p.program(y), REFERENCE, ForwardValues.OWN, Dtype.FLOAT32);
    assertThat(result.rules()).allMatch(rule -> rule.status() == Status.PASS);
    assertThat(row(result, "x").status()).isEqualTo(Status.PASS);
  }

  @Test
  void loopsThatCompareWithTheOutputAreAllowedNoErrorForIt() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2, 3), 0.3f, -1.7f, 2.9f, 0.1f, 4, -2));
    var y =
        p.step("y", x, a -> a.max(1))
            .gradRaw(
                x,
                (dy, in, out, dx) -> {
                  for (int i = 0; i < dx.length; i++) {
                    dx[i] = in[0][i] == out[i / 3] ? 1.0001f * dy[i / 3] : 0;
                  }
                });
    CheckResult result = Checks.run(p.program(y), REFERENCE, ForwardValues.OWN, Dtype.FLOAT32);
    assertThat(find(result.rules(), "y←x").status()).isEqualTo(Status.FAIL);
    assertThat(row(result, "x").status()).isEqualTo(Status.FAIL);
  }

  /**
   * Where one element has nearly all, the difference loses what the output has lost to rounding.
   */
  @Test
  void softmaxMayLoseWhatTheOutputHasLostInEverySample() {
    for (long seed = 1; seed <= 40; seed++) {
      Sample sample = new Sample(seed, InputKind.WIDE);
      var p = new Definition();
      var x = p.parameter("x", sample.values(1, sample.size(2, 8)));
      var y =
          p.step("y", x, a -> a.softmax(1))
              .gradRaw(
                  x,
                  (dy, in, out, dx) -> {
                    double sum = 0;
                    for (int i = 0; i < dx.length; i++) {
                      sum += dy[i] * out[i];
                    }
                    for (int i = 0; i < dx.length; i++) {
                      dx[i] = (float) (out[i] * (dy[i] - sum));
                    }
                  });
      CheckResult result =
          Checks.run(p.program(y), new RoundedOnce(), ForwardValues.OWN, Dtype.FLOAT32);
      assertThat(result.passed()).as("seed %d", seed).isTrue();
    }
  }

  /** A difference whose terms are much larger: a float64 has 53 binary digits. */
  @Test
  void loopsThatComputeInFloat64MayLoseWhatItLosesAndNoMore() {
    assertThat(smallDifference(0x1p-40, 1)).isEqualTo(Status.PASS);
    assertThat(smallDifference(0x1p-40, 1.1)).isEqualTo(Status.FAIL);
    assertThat(smallDifference(0x1p-50, 1)).isEqualTo(Status.ZERO);
  }

  /** Of a rule that gives the upstream times a small number, as a difference, and of its row. */
  private static Status smallDifference(double gain, double factor) {
    var p = new Definition();
    var x = p.parameter("x", new Sample(1).normal(1, 3, 4));
    var y =
        p.step("y", x, a -> a.mul(gain))
            .gradRaw(
                x,
                (dy, in, out, dx) -> {
                  for (int i = 0; i < dx.length; i++) {
                    dx[i] = (float) ((1 + factor * gain) * dy[i] - dy[i]);
                  }
                });
    CheckResult result =
        Checks.run(p.program(y), new RoundedOnce(), ForwardValues.OWN, Dtype.FLOAT32);
    Status status = find(result.rules(), "y←x").status();
    assertThat(row(result, "x").status()).isEqualTo(status);
    return status;
  }

  /**
   * Of two elements, layer norm's gradient is a difference of what is nearly equal, and what it has
   * lost is all that is left of the sum of the two.
   */
  @Test
  void whatLoopsMayLoseMayShowBehindThemWhereASumCancels() {
    CheckResult right = checkSumBehindLayerNorm(dh -> dh.sum(1));
    assertThat(right.rules()).allMatch(rule -> rule.status() == Status.PASS);
    assertThat(row(right, "s").status()).isEqualTo(Status.ZERO);
    CheckResult wrong = checkSumBehindLayerNorm(dh -> dh.narrow(1, 0, 1));
    assertThat(find(wrong.rules(), "h←s").status()).isEqualTo(Status.FAIL);
    assertThat(row(wrong, "s").status()).isEqualTo(Status.FAIL);
  }

  private static CheckResult checkSumBehindLayerNorm(UnaryOperator<Tensor> rule) {
    var p = new Definition();
    var s = p.parameter("s", FloatTensor.of(Shape.of(4, 1), 0.3f, -1.7f, 2.9f, 0.1f));
    var c = p.parameter("c", FloatTensor.of(Shape.of(1, 2), 0.25f, -0.25f));
    var h =
        p.step("h", s, c, (a, b) -> a.add(b))
            .grad(s, (dh, a, b) -> rule.apply(dh))
            .grad(c, (dh, a, b) -> dh.sum(0));
    var y =
        p.step(
                "y",
                h,
                a -> {
                  Tensor deviation = a.sub(a.sum(1).mul(0.5));
                  return deviation.mul(deviation.pow(2).sum(1).mul(0.5).add(1e-5).pow(-0.5));
                })
            .gradRaw(
                h,
                (dy, in, out, dh) -> {
                  for (int i = 0; i < dh.length; i += 2) {
                    float mean = (in[0][i] + in[0][i + 1]) / 2;
                    float deviation = in[0][i] - mean;
                    float rstd = 1 / (float) Math.sqrt(deviation * deviation + 1e-5f);
                    float norm = deviation * rstd;
                    float next = (in[0][i + 1] - mean) * rstd;
                    float sum = (dy[i] + dy[i + 1]) / 2;
                    float product = (dy[i] * norm + dy[i + 1] * next) / 2;
                    dh[i] = (dy[i] - sum - norm * product) * rstd;
                    dh[i + 1] = (dy[i + 1] - sum - next * product) * rstd;
                  }
                });
    return Checks.run(p.program(y), new RoundedOnce(), ForwardValues.OWN, Dtype.FLOAT32);
  }

  /** Rounds nothing but its results, so that its own error allows none. */
  private static final class RoundedOnce extends Spy {

    @Override
    public Trace run(Program program, Point point) {
      Trace exact = super.run(program, point.in(Dtype.FLOAT64));
      Map<String, ArrayTensor> values = new HashMap<>(exact.values());
      values.replaceAll((name, value) -> point.dtype().cast(value));
      Map<String, Gradient> gradients = new HashMap<>(exact.gradients());
      gradients.replaceAll(
          (name, gradient) ->
              gradient instanceof Known known
                  ? new Known(point.dtype().cast(known.tensor()))
                  : gradient);
      return new Trace(values, gradients);
    }
  }

  private static void assertFails(Raw.Loops loops, String reason) {
    CheckResult result = check(loops);
    assertThat(rule(result).status()).isEqualTo(Status.FAIL);
    assertThat(rule(result).verdict().reason()).contains(reason);
    assertThat(row(result, "h").status()).isEqualTo(Status.FAIL);
    assertThat(row(result, "h").verdict().reason()).contains(reason);
  }

  private static CheckResult check(Raw.Loops loops, Raw.Kernel... kernels) {
    return Checks.run(program(loops, kernels), REFERENCE, ForwardValues.OWN, Dtype.FLOAT32);
  }

  private static Program program(Raw.Loops loops, Raw.Kernel... kernels) {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2, 2), 0.3f, -1.7f, 2.9f, 0.1f));
    var h = p.step("h", x, a -> a.tanh()).grad(x, (dh, a, t) -> t.pow(2).rsub(1).mul(dh));
    Step.Of1 y = p.step("y", h, a -> a.pow(2)).gradRaw(h, loops);
    for (Raw.Kernel kernel : kernels) {
      y.kernel(kernel);
    }
    return p.program(y);
  }

  private static RuleResult rule(CheckResult result) {
    return find(result.rules(), "y←h");
  }

  private static KernelResult kernel(CheckResult result) {
    return result.kernels().get(0);
  }

  private static RuleResult find(List<RuleResult> rules, String id) {
    return rules.stream().filter(row -> row.name().equals(id)).findFirst().get();
  }

  private static GradientResult row(CheckResult result, String name) {
    return result.network().gradients().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .get();
  }
}
