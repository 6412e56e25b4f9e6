package org.gradoracle.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.gradoracle.formula.SampleNetwork;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.reference.Autograd;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.StepResult;
import org.junit.jupiter.api.Test;

class RuleCheckTest {

  private static final Reference REFERENCE = Autograd.load();

  private final Program network = SampleNetwork.program(NotebookNetwork::program);

  @Test
  void everyRuleOfARightNetworkPassesAndNoneIsMerelyZero() {
    assertThat(RuleCheck.run(network, REFERENCE))
        .hasSize(30)
        .allMatch(row -> row.status() == Status.PASS)
        .extracting(RuleResult::name)
        .startsWith("loss←logprobs", "logprobs←probs", "probs←counts", "probs←counts_sum_inv")
        .endsWith("embcat←emb", "emb←C");
  }

  @Test
  void anAllZeroRuleFailsThoughItsTrueGradientInTheNetworkIsZero() {
    Program zero = network.with(new Rule("hprebn", "b1", (up, in, out) -> in.get(2).zerosLike()));
    var result =
        Checks.run(zero, REFERENCE, ForwardValues.OWN, org.gradoracle.tensor.Dtype.FLOAT32);
    assertThat(result.network().passed()).isTrue();
    assertThat(result.wrong()).extracting(StepResult::name).containsExactly("hprebn←b1");
    assertThat(result.passed()).isFalse();
  }

  @Test
  void theNetworksOwnUpstreamIsTriedBesideRandomOnes() {
    // wrong only for an upstream as small as the network's own, 0.5 everywhere: it adds 1 where the
    // upstream's two elements are equal, which random ones never are
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(1, 2), 1, 2));
    var y =
        p.step("y", x, a -> a.mul(3))
            .grad(
                x,
                (up, a) -> {
                  var tie = up.oneHotMax(1).sub(up.neg().oneHotMax(1)); // zero for equal elements
                  return up.mul(3).add(tie.mul(tie).rsub(1));
                });
    var loss = p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike().mul(up.mul(0.5)));
    assertThat(RuleCheck.run(p.program(loss), REFERENCE))
        .extracting(RuleResult::status)
        .containsExactly(Status.PASS, Status.FAIL);
  }

  @Test
  void aRuleRightInFloat64ThatLosesPrecisionInFloat32IsImprecise() {
    RuleResult row = ofTriple(up -> up.mul(3).add(4096).add(-4096));
    assertThat(row.status()).isEqualTo(Status.IMPRECISE);
    assertThat(row.verdict().reason()).startsWith("right in float64; in float32 it cancels at [");
    assertThat(row.verdict().float32().orElseThrow().ulps()).isGreaterThan(64);
  }

  @Test
  void aRuleRightInFloat64ThatUnderflowsInFloat32IsImprecise() {
    RuleResult row = ofTriple(up -> up.mul(1e-30).mul(1e-30).mul(3e30).mul(1e30));
    assertThat(row.status()).isEqualTo(Status.IMPRECISE);
    assertThat(row.verdict().reason())
        .startsWith("right in float64; in float32 it leaves the range of its numbers at [");
  }

  @Test
  void aRuleThatIsAnotherOneInFloat32Fails() {
    RuleResult row = ofTriple(up -> up instanceof FloatTensor ? up.mul(3.01) : up.mul(3));
    assertThat(row.status()).isEqualTo(Status.FAIL);
    assertThat(row.verdict().reason())
        .startsWith("right in float64; in float32 neither rounding nor range explains ");
  }

  @Test
  void aRuleThatSkipsWhereTheUpstreamIsZeroInPartFails() {
    RuleResult row = ofTriple(up -> up.mul(3).mul(up.ne(0).sum(0).eq(2)));
    assertThat(row.status()).isEqualTo(Status.FAIL);
  }

  @Test
  void aRuleThatForgetsOneOutputWhereTheOthersUpstreamIsZeroFails() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(3), 1, 2, 4));
    var both =
        p.step(
                "both",
                List.of(x),
                List.of("y", "z"),
                in -> List.of(in.get(0).mul(2), in.get(0).mul(3)))
            .grad(
                x,
                (ups, in, outs) -> {
                  var y = ups.get(0).ne(0).sum(0).clamp(0, 1); // whether any is not zero
                  var z = ups.get(1).ne(0).sum(0).clamp(0, 1);
                  return ups.get(0).mul(2).mul(z).add(ups.get(1).mul(3).mul(y));
                });
    assertThat(
            RuleCheck.run(p.program(both), REFERENCE).stream()
                .filter(row -> row.name().equals("both←x")))
        .extracting(RuleResult::status)
        .containsExactly(Status.FAIL);
  }

  @Test
  void aRuleThatClipsLargeUpstreamsOrDropsSmallOnesIsNotLinear() {
    assertThat(ofTriple(up -> up.clamp(-5000, 5000).mul(3)).verdict().reason())
        .isEqualTo(
            "it is not linear in the upstream: 1048576 times that does not give 1048576 times the"
                + " gradient");
    assertThat(ofTriple(up -> up.mul(3).mul(up.abs().gt(1e-5))).verdict().reason())
        .isEqualTo(
            "it is not linear in the upstream: that divided by 1048576 does not give the gradient"
                + " divided by 1048576");
  }

  @Test
  void otherInputsBringOtherUpstreams() {
    List<List<Double>> seen = new ArrayList<>();
    for (float first : new float[] {1, 1.5f}) {
      List<Double> upstreams = new ArrayList<>();
      var p = new Definition();
      var x = p.parameter("x", FloatTensor.of(Shape.of(2), first, 2));
      var y =
          p.step("y", x, a -> a.mul(3))
              .grad(
                  x,
                  (up, a) -> {
                    upstreams.add(((ArrayTensor) up).at(0));
                    return up.mul(3);
                  });
      RuleCheck.run(p.program(y), REFERENCE);
      seen.add(upstreams);
    }
    assertThat(seen.get(0)).isNotEqualTo(seen.get(1));
  }

  private static RuleResult ofTriple(UnaryOperator<Tensor> rule) {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2), 1, 2));
    var y = p.step("y", x, a -> a.mul(3)).grad(x, (up, a) -> rule.apply(up));
    var loss = p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike().mul(up.mul(0.5)));
    return RuleCheck.run(p.program(loss), REFERENCE).get(1);
  }

  @Test
  void aRuleThatIsNotWrittenIsMissingByNameWhileTheOthersAreChecked() {
    Program partly = network.without(new Rule("bnvar", "bndiff2", (up, in, out) -> up));
    List<RuleResult> wrong =
        RuleCheck.run(partly, REFERENCE).stream()
            .filter(row -> row.status() != Status.PASS)
            .toList();
    assertThat(wrong).extracting(RuleResult::name).containsExactly("bnvar←bndiff2");
    assertThat(wrong.get(0).status()).isEqualTo(Status.MISSING);
  }

  @Test
  void aRuleForAnInputTheLineIgnoresIsUnreached() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2), 1, 2));
    var y = p.parameter("y", FloatTensor.of(Shape.of(2), 1, 2));
    var loss =
        p.step("loss", x, y, (a, b) -> a.mean())
            .grad(x, (up, a, b) -> a.onesLike().mul(0.5).mul(up))
            .grad(y, (up, a, b) -> b.zerosLike());
    assertThat(RuleCheck.run(p.program(loss), REFERENCE))
        .extracting(RuleResult::status)
        .containsExactly(Status.PASS, Status.UNREACHED);
  }
}
