package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Right formulas in which nearly equal numbers are subtracted: none is a false alarm, and where
 * float32 cannot compute them, that is said.
 */
class CancellingTest {

  /** Each failed once, some of them in float64. */
  @ParameterizedTest
  @CsvSource({
    "fused-cross-entropy, extreme, 2076742526",
    "fused-cross-entropy, extreme, 455192706",
    "fused-cross-entropy, extreme, 100143041",
    "fused-cross-entropy, wide, 377317079",
    "fused-cross-entropy, whole, 1729213477",
  })
  void whatFloat64ProvesAndFloat32CannotComputeIsImpreciseAndPasses(
      String formula, String kind, String seed) {
    Outcome outcome =
        gradoracle("sweep", "--formula", formula, "--kind", kind, "--case-seed", seed);
    assertThat(outcome.out())
        .contains("IMPRECISE " + formula + ", kind " + kind + ", seed " + seed)
        .contains("right in float64; in float32 it cancels at [")
        .contains("rules: 1: 1 IMPRECISE")
        .doesNotContain("FAIL");
    assertThat(outcome.exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"equal_rows, 400307362", "huge, 1282022438"})
  void whereFloat32ShowsNoRoundingTheToleranceIsMeasuredInFloat64(String kind, String seed) {
    Outcome outcome =
        gradoracle("sweep", "--formula", "notebook", "--kind", kind, "--case-seed", seed);
    assertThat(outcome.out()).contains("cases: 1, failed: 0").doesNotContain("FAIL");
    assertThat(outcome.exitCode()).isZero();
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(classes = {Divergence.class, CosineOfOne.class, MaximumTakenOff.class})
  void rightFormulasThatCancelNeverFail(Class<?> formula) {
    var loader = new PlantedFormulas(formula);
    assertThat(gradoracle(loader, "check").exitCode()).isZero();
    Outcome sweep = gradoracle(loader, "sweep", "--cases", "120");
    assertThat(sweep.out()).contains("cases: 120, failed: 0");
    assertThat(sweep.exitCode()).isZero();
  }

  /** Autograd's own float64 is 0 where the gradient is 1e-27: its rounding counts as ours does. */
  @Tag("long")
  @ParameterizedTest
  @ValueSource(classes = {Softplus.class, Focal.class})
  void aRuleThatIsMoreExactThanAutogradPasses(Class<?> formula) {
    for (int seed = 1; seed <= 3; seed++) {
      Outcome check =
          gradoracle(new PlantedFormulas(formula), "check", "--samples", "57", "--seed", "" + seed);
      assertThat(check.exitCode()).as(check.out()).isZero();
    }
    Outcome sweep = gradoracle(new PlantedFormulas(formula), "sweep", "--cases", "200");
    assertThat(sweep.exitCode()).as(sweep.out()).isZero();
  }

  @Test
  void aVarianceAsADifferenceOfMeansIsImpreciseFarFromZero() {
    Outcome check = gradoracle(new PlantedFormulas(DifferenceOfMeans.class), "check");
    assertThat(check.out())
        .contains("IMPRECISE rule y←x: right in float64; in float32 it cancels at [")
        .contains("offset");
    assertThat(check.exitCode()).isZero();
  }

  @Test
  void aFaultThatChangesNothingIsNotTakenForOneThatIsNotNoticed() {
    Outcome float64 = gradoracle(new PlantedFormulas(MaximumTakenOff.class), "prove");
    assertThat(float64.out()).contains("\nPASS: the oracle noticed every fault");
    assertThat(float64.exitCode()).isZero();
  }

  /** The formulas' names do not matter. */
  private abstract static class Planted extends PlantedFormula {
    Planted() {
      super("planted");
    }
  }

  private static Tensor softmax(Tensor x) {
    Tensor e = x.sub(x.max(1)).exp();
    return e.div(e.sum(1));
  }

  private static Tensor logSoftmax(Tensor x) {
    Tensor off = x.sub(x.max(1));
    return off.sub(off.exp().sum(1).log());
  }

  /** Kullback-Leibler's divergence of two softmaxes, with respect to the second one's logits. */
  public static final class Divergence extends Planted {
    @Override
    public Program program(Sample sample) {
      int n = sample.size(1, 5);
      int m = sample.size(2, 6);
      var p = new Definition();
      var target = p.constant("target", sample.logits(n, m));
      var x = p.parameter("x", sample.logits(n, m));
      var loss =
          p.step(
                  "loss",
                  target,
                  x,
                  (t, a) -> softmax(t).mul(logSoftmax(t).sub(logSoftmax(a))).sum().mul(1.0 / n))
              .grad(x, (up, t, a) -> softmax(a).sub(softmax(t)).mul(1.0 / n).mul(up));
      return p.program(loss);
    }
  }

  /** The cosine of two vectors of one element each is 1 or -1: the gradient is 0. */
  public static final class CosineOfOne extends Planted {
    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var a = p.parameter("a", sample.uniform(0.5, 2, sample.size(1, 6), 1));
      var b = p.constant("b", sample.uniform(0.5, 2, 1, 1));
      var cosine =
          p.step("cosine", a, b, (x, y) -> x.mul(y).div(norm(x).mul(norm(y))))
              .grad(
                  a,
                  (up, x, y, c) ->
                      y.div(norm(x).mul(norm(y))).sub(c.mul(x).div(norm(x).mul(norm(x)))).mul(up));
      return p.program(cosine);
    }

    private static Tensor norm(Tensor x) {
      return x.mul(x).sum(1).pow(0.5);
    }
  }

  /** Differentiated as it is written, 1/2 - 1/2 at -80. */
  public static final class Softplus extends Planted {
    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(sample.size(1, 3)));
      var y =
          p.step("y", x, a -> a.mul(0.5).add(abs(a).mul(0.5)).add(abs(a).neg().exp().add(1).log()))
              .grad(x, (up, a) -> a.sigmoid().mul(up));
      return p.program(y);
    }

    private static Tensor abs(Tensor x) {
      return x.relu().add(x.neg().relu());
    }
  }

  /** The focal loss of a softmax, in steps: where p is nearly 1, nothing is left. */
  public static final class Focal extends Planted {
    @Override
    public Program program(Sample sample) {
      int n = sample.size(1, 6);
      int m = sample.size(2, 7);
      var p = new Definition();
      var x = p.parameter("x", sample.logits(n, m));
      var target = p.constant("target", sample.indices(m, n));
      var y =
          p.step("y", x, a -> logSoftmax(a))
              .grad(x, (up, a, out) -> up.sub(out.exp().mul(up.sum(1))));
      var picked =
          p.step("picked", y, target, (a, t) -> a.pick(t))
              .grad(y, (up, a, t) -> a.zerosLike().addAt(t, up));
      var loss =
          p.step("loss", picked, a -> a.exp().rsub(1).pow(2).mul(a).neg().mean())
              .grad(
                  picked,
                  (up, a) ->
                      a.exp()
                          .rsub(1)
                          .mul(a.exp().mul(a).mul(2).sub(a.exp().rsub(1)))
                          .mul(1.0 / n)
                          .mul(up));
      return p.program(loss);
    }
  }

  /** A row less its mean and divided by its deviation; the rule computes the variance anew. */
  public static final class DifferenceOfMeans extends Planted {
    @Override
    public Program program(Sample sample) {
      int m = sample.size(2, 6);
      var p = new Definition();
      var x = p.parameter("x", sample.values(sample.size(1, 5), m));
      var y =
          p.step("y", x, a -> centred(a).mul(variance(a, m).add(0.1).pow(-0.5)))
              .grad(
                  x,
                  (up, a, out) -> {
                    Tensor mean = a.sum(1).mul(1.0 / m);
                    Tensor naive = a.mul(a).sum(1).mul(1.0 / m).sub(mean.mul(mean));
                    return naive
                        .add(0.1)
                        .pow(-0.5)
                        .mul(
                            up.sub(up.sum(1).mul(1.0 / m))
                                .sub(out.mul(up.mul(out).sum(1).mul(1.0 / m))));
                  });
      return p.program(y);
    }

    private static Tensor centred(Tensor x) {
      return x.sub(x.sum(1).mul(1.0 / x.shape().dim(1)));
    }

    private static Tensor variance(Tensor x, int m) {
      return centred(x).mul(centred(x)).sum(1).mul(1.0 / m);
    }
  }

  /** What is taken off everywhere and added again has no gradient of its own. */
  public static final class MaximumTakenOff extends Planted {
    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.logits(sample.size(1, 5), sample.size(2, 6)));
      var y =
          p.step("y", x, a -> logSoftmax(a)).grad(x, (up, a) -> up.sub(softmax(a).mul(up.sum(1))));
      return p.program(y);
    }
  }
}
