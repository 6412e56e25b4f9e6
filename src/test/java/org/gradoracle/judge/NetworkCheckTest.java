package org.gradoracle.judge;

import static org.assertj.core.api.Assertions.assertThat;

import org.gradoracle.formula.SampleNetwork;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.reference.Autograd;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.verdict.Float64Comparison;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.NetworkResult;
import org.gradoracle.verdict.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkCheckTest {

  private static final Reference REFERENCE = Autograd.load();

  @ParameterizedTest
  @EnumSource(ForwardValues.class)
  void aRightNetworkPassesAndItsTrulyZeroGradientsAreZero(ForwardValues forward) {
    Program program = SampleNetwork.program(NotebookNetwork::program);
    var result = NetworkCheck.run(program, REFERENCE, forward, Dtype.FLOAT64);
    assertThat(result.passed()).isTrue();
    assertThat(result.gradients())
        .filteredOn(row -> row.status() == Status.ZERO)
        .extracting(GradientResult::name)
        .containsExactly("logits_maxes", "b1");
    assertThat(result.loss())
        .isEqualTo(result.referenceLoss(), org.assertj.core.api.Assertions.within(1e-14));
  }

  @Test
  void everyElementAboveTheSensitivityIsCountedAsVerified() {
    Program program = SampleNetwork.program(NotebookNetwork::program);
    var result = NetworkCheck.run(program, REFERENCE, ForwardValues.OWN, Dtype.FLOAT32);
    Float64Comparison logprobs = row(result, "logprobs").verdict().float64().orElseThrow();
    assertThat(logprobs.elements()).isEqualTo(5 * 7);
    assertThat(logprobs.verified()).isEqualTo(5);
    assertThat(logprobs.sensitivity()).isBetween(1e-11, 1e-10);
    assertThat(row(result, "b1").verdict().float64().orElseThrow().verified()).isZero();
  }

  @Test
  void aWrongRuleFailsItsRowAndThoseBehindItAndNoOther() {
    Program program = SampleNetwork.program(NotebookNetwork::program);
    var wrong = new Rule("h", "hpreact", (up, in, out) -> out.mul(out).rsub(1.001).mul(up));
    var result = NetworkCheck.run(program.with(wrong), REFERENCE, ForwardValues.OWN, Dtype.FLOAT32);
    assertThat(result.gradients())
        .filteredOn(row -> row.status() == Status.FAIL)
        .extracting(GradientResult::name)
        .containsExactly(
            "hpreact",
            "bnraw",
            "bngain",
            "bnbias",
            "bnvar_inv",
            "bnvar",
            "bndiff2",
            "bndiff",
            "bnmeani",
            "hprebn",
            "embcat",
            "W1",
            "emb",
            "C");
  }

  @Test
  void whereThePlainGradientAloneOverflowsInFloat32TheRowIsNonFinite() {
    var row = row(check(up -> up.mul(3e38).mul(10).mul(1 / 3e38).mul(0.1)), "x");
    assertThat(row.status()).isEqualTo(Status.NONFINITE);
    assertThat(row.verdict().reason()).contains("inf").endsWith("in float32");
  }

  @Test
  void notANumberIsNeverRight() {
    var row = row(check(up -> up.mul(Double.NaN)), "x");
    assertThat(row.status()).isEqualTo(Status.NONFINITE);
    assertThat(row.verdict().reason()).isEqualTo("at [0] nan, autograd 1.0; in float64");
  }

  @Test
  void whereTheReferenceOverflowsInFloat32TooFloat64Decides() {
    var result = overflowing(true);
    assertThat(row(result, "x").comparison().orElseThrow().maxdiff()).isNaN();
    assertThat(row(result, "x").status()).isEqualTo(Status.PASS);
    assertThat(row(overflowing(false), "x").status()).isEqualTo(Status.FAIL);
  }

  /** exp(x) / exp(x): infinite by infinite in float32 from 89 on, 1 in float64. */
  private static NetworkResult overflowing(boolean right) {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2), 100, 1));
    var e = p.step("e", x, a -> a.exp()).grad(x, (up, a, out) -> out.mul(up));
    var y =
        p.step("y", e, a -> a.pow(-1).mul(0.5))
            .grad(e, (up, a) -> a.pow(-2).mul(right ? -0.5 : -0.51).mul(up));
    var loss = p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike().mul(0.5).mul(up));
    return NetworkCheck.run(p.program(loss), REFERENCE, ForwardValues.OWN, Dtype.FLOAT32);
  }

  @Test
  void aRuleForAnInputThatTheForwardLineIgnoresIsUnreached() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2), 1, 2));
    var y = p.parameter("y", FloatTensor.of(Shape.of(2), 1, 2));
    var loss =
        p.step("loss", x, y, (a, b) -> a.mean())
            .grad(x, (up, a, b) -> a.onesLike().mul(0.5).mul(up))
            .grad(y, (up, a, b) -> b.zerosLike());
    var result = NetworkCheck.run(p.program(loss), REFERENCE, ForwardValues.OWN, Dtype.FLOAT32);
    assertThat(row(result, "x").status()).isEqualTo(Status.PASS);
    assertThat(row(result, "y").status()).isEqualTo(Status.UNREACHED);
    assertThat(result.passed()).isFalse();
  }

  @Test
  void aRuleThatThrowsFailsItsRow() {
    var row =
        row(
            check(
                up -> {
                  throw new IllegalStateException("no idea");
                }),
            "x");
    assertThat(row.status()).isEqualTo(Status.FAIL);
    assertThat(row.verdict().reason())
        .matches(
            "rule 'y←x' threw java.lang.IllegalStateException: no idea \\(NetworkCheckTest.java:\\d+\\)");
  }

  /** y = x and its mean times 2; the rule of y is the caller's. */
  private static NetworkResult check(
      java.util.function.UnaryOperator<org.gradoracle.tensor.Tensor> rule) {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2), 1, 2));
    var y = p.step("y", x, a -> a.mul(1)).grad(x, (up, a) -> rule.apply(up));
    var loss = p.step("loss", y, a -> a.mul(2).mean()).grad(y, (up, a) -> a.onesLike().mul(up));
    return NetworkCheck.run(p.program(loss), REFERENCE, ForwardValues.OWN, Dtype.FLOAT32);
  }

  private static GradientResult row(NetworkResult result, String name) {
    return result.gradients().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
