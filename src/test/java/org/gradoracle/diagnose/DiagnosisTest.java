package org.gradoracle.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gradoracle.formula.SampleNetwork;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.judge.RuleCheck;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Planted;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.reference.Autograd;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.Status;
import org.junit.jupiter.api.Test;

/** Each mistake is planted, and the diagnosis must name the rule and say just that. */
class DiagnosisTest {

  /** Of both signs, no two elements alike. */
  private static final FloatTensor SMALL = FloatTensor.of(Shape.of(2, 3), i -> 0.3 * i - 0.7);

  private static final Reference REFERENCE = Autograd.load();

  /** n = 5, vocab 7, context 3, embedding 4, hidden 6, with repeated symbols. */
  private final Program network = SampleNetwork.program(NotebookNetwork::program);

  @Test
  void theNegative() {
    assertThat(explain("hprebn", "W1", (up, in, out) -> in.get(0).t().matmul(up).neg()))
        .containsExactly("the negative of autograd's");
  }

  @Test
  void zero() {
    assertThat(explain("hprebn", "b1", (up, in, out) -> in.get(2).zerosLike()))
        .containsExactly("zero everywhere");
  }

  @Test
  void zeroButForRounding() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2, 3), 0.3f, -1, 2, 0.1f, 0.7f, -0.4f));
    var y =
        p.step("y", x, a -> a.exp().div(a.exp().sum(1)))
            .grad( // a row of a softmax's gradient sums to zero
                x, (up, a, out) -> a.zerosLike().add(up.sub(up.mul(out).sum(1)).mul(out).sum(1)));
    assertThat(texts(wrong(p.program(y)).get(0)))
        .first()
        .isEqualTo("zero everywhere, but for rounding");
  }

  @Test
  void nForNMinus1() {
    assertThat(explain("bnvar", "bndiff2", (up, in, out) -> in.get(0).onesLike().mul(up.mul(0.2))))
        .containsExactly("autograd's times a constant 0.8 = (n-1)/n with n = 5");
  }

  @Test
  void aFactorOfNAndItsInverse() {
    assertThat(explain("bnmeani", "hprebn", (up, in, out) -> in.get(0).onesLike().mul(up)))
        .startsWith("autograd's times a constant 5.0 = n with n = 5");
    assertThat(
            explain("bnmeani", "hprebn", (up, in, out) -> in.get(0).onesLike().mul(up.mul(0.04))))
        .containsExactly("autograd's times a constant 0.2 = 1/n with n = 5");
    assertThat(
            explain("bnmeani", "hprebn", (up, in, out) -> in.get(0).onesLike().mul(up.mul(0.25))))
        .containsExactly("autograd's times a constant 1.25 = n/(n-1) with n = 5");
  }

  @Test
  void aConstantIsNamedAfterTheAxesOfAMean() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2, 3, 5), i -> 0.3 * i - 0.7));
    var y = p.step("y", x, a -> a.mean(1, 2)).grad(x, (up, a) -> a.zerosLike().add(up));
    assertThat(texts(wrong(p.program(y)).get(0)))
        .containsExactly("autograd's times a constant 15.0 = c with c = 15.0, in x.mean(1, 2)");
  }

  @Test
  void aConstantIsNamedAfterTheAxesThatItsElementsAreIn() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2, 3, 5), i -> 0.3 * i - 0.7));
    var y = p.step("y", x, a -> a.sum(1, 2)).grad(x, (up, a) -> a.zerosLike().add(up).div(15));
    assertThat(texts(wrong(p.program(y)).get(0)))
        .first()
        .asString()
        .endsWith(" = 1/n, for n elements of 'x' in axes 1, 2, n = 15");
  }

  @Test
  void aConstantThatSizesNameInSeveralWaysHasNoName() {
    Program square = elementwise(2, (up, in, out) -> in.get(0).mul(up));
    assertThat(texts(wrong(square).get(0))).contains("autograd's times a constant 0.5");
  }

  @Test
  void aConstantWithoutAName() {
    assertThat(
            explain("bnraw", "bnvar_inv", (up, in, out) -> in.get(0).mul(up).sum(0).mul(1.000001)))
        .containsExactly("autograd's times a constant 1.000001");
  }

  @Test
  void aDroppedEpsilon() {
    assertThat(
            explain("bnvar_inv", "bnvar", (up, in, out) -> in.get(0).pow(-1.5).mul(-0.5).mul(up)))
        .containsExactly("the gradient of the step without the term 1e-05: it is dropped");
  }

  @Test
  void repeatedIndicesOverwritten() {
    assertThat(explain("emb", "C", (up, in, out) -> Planted.overwritten(up, in.get(0), in.get(1))))
        .containsExactly("autograd's with repeated indices of 'Xb' overwritten instead of added");
  }

  @Test
  void aContributionThatIsMissing() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(3), 0.5f, -1, 2));
    var y =
        p.step("y", x, a -> a.mul(a.exp()))
            .grad(x, (up, a) -> a.exp().mul(up)); // without a * exp(a) * up
    var loss =
        p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike().mul(up.mul(1.0 / 3)));
    assertThat(texts(wrong(p.program(loss)).get(0)))
        .contains("autograd's without one contribution: that of 'x' in the operation exp")
        .first()
        .isEqualTo("autograd's with the exponential, x.exp(), taken for a constant");
  }

  /** Of {@code cat} and {@code gather} the first argument is not a tensor. */
  @Test
  void aUseThatIsMissingInAnOperationWhoseAxisComesFirst() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(3), 0.5f, -1, 2));
    var y =
        p.step("y", x, a -> a.exp().cat(0, a.mul(a)))
            .grad(x, (up, a) -> up.narrow(0, 0, 3).mul(a.exp())); // without the squares
    assertThat(texts(wrong(p.program(y)).get(0)))
        .first()
        .isEqualTo("autograd's with the product, x.mul(x), taken for a constant");
  }

  /** A term that stands in the rule beside the output, which has it. */
  @Test
  void aTermThatIsMissingInTheRuleAlone() {
    var p = new Definition();
    var x = p.parameter("x", SMALL);
    var y =
        p.step("y", x, a -> a.mul(a).sum(1).add(0.25).pow(-0.5).mul(a))
            .grad(
                x,
                (up, a, out) -> {
                  Tensor r = a.mul(a).sum(1).pow(-0.5); // without 0.25
                  return up.mul(r).sub(out.mul(up.mul(out).sum(1)).mul(r));
                });
    assertThat(texts(wrong(p.program(y)).get(0)))
        .containsExactly("right with x.mul(x).sum(1).add(0.25) in place of x.mul(x).sum(1)");
  }

  @Test
  void aFactorThatIsMissingOnTheUpstreamItself() {
    var p = new Definition();
    var x = p.parameter("x", SMALL);
    var g = p.parameter("g", FloatTensor.of(Shape.of(3), 1, 2, 3));
    var y =
        p.step("y", x, g, (a, b) -> a.mul(b))
            .grad(x, (up, a, b) -> up.mul(b))
            .grad(g, (up, a, b) -> up.sumSqueezed(0));
    assertThat(texts(wrong(p.program(y)).get(0)))
        .containsExactly("right with dy.mul(x).sumSqueezed(0) in place of dy.sumSqueezed(0)");
  }

  @Test
  void anInputWhereAFunctionOfItBelongs() {
    var p = new Definition();
    var x = p.parameter("x", SMALL);
    var w = p.parameter("w", FloatTensor.of(Shape.of(3), 1, -2, 3));
    var y =
        p.step("y", x, w, (a, b) -> a.mul(b.exp()))
            .grad(x, (up, a, b) -> up.mul(b))
            .grad(w, (up, a, b) -> up.mul(a).mul(b.exp()).sumSqueezed(0));
    assertThat(texts(wrong(p.program(y)).get(0)))
        .containsExactly("right with dy.mul(w.exp()) in place of dy.mul(w)");
  }

  @Test
  void theOtherHalfOfASigmoidsDerivative() {
    var p = new Definition();
    var x = p.parameter("x", SMALL);
    var y = p.step("y", x, a -> a.sigmoid()).grad(x, (up, a, out) -> up.mul(out));
    assertThat(texts(wrong(p.program(y)).get(0)))
        .containsExactly("right with dy.mul(y).mul(y.rsub(1.0)) in place of dy.mul(y)");
  }

  @Test
  void aFactorOfOneElement() {
    var p = new Definition();
    var x = p.parameter("x", SMALL);
    var s = p.parameter("s", FloatTensor.of(Shape.of(1), 0.3f));
    var y =
        p.step("y", x, s, (a, b) -> a.sin().mul(b))
            .grad(x, (up, a, b) -> up.mul(a.cos()))
            .grad(s, (up, a, b) -> up.mul(a.sin()).sum(0).sumSqueezed(1));
    assertThat(texts(wrong(p.program(y)).get(0)))
        .containsExactly("right with x.cos().mul(s) in place of x.cos()");
  }

  @Test
  void aSubtractionThatIsMissing() {
    var p = new Definition();
    var x = p.parameter("x", SMALL);
    var t = p.constant("t", FloatTensor.of(Shape.of(2, 3), i -> 0.1 * i * i));
    var y =
        p.step("y", x, t, (a, b) -> a.sub(b).square().mean(0, 1))
            .grad(x, (up, a, b) -> a.mul(up).div(3));
    assertThat(texts(wrong(p.program(y)).get(0)))
        .containsExactly("right with x.sub(t).mul(dy) in place of x.mul(dy)");
  }

  @Test
  void oneSideOfAMask() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2, 3), i -> 0.9 * i - 2));
    var y =
        p.step("y", x, a -> a.clamp(-1, 1).exp())
            .grad(x, (up, a, out) -> up.mul(out).mul(a.ge(-1)));
    assertThat(texts(wrong(p.program(y)).get(0)))
        .containsExactly(
            "right with dy.mul(y).mul(derivative of x.clamp(-1.0, 1.0)) in place of dy.mul(y)");
  }

  @Test
  void anInputWhereTheOutputBelongsThatTheRuleDoesNotRead() {
    var p = new Definition();
    var x = p.parameter("x", SMALL);
    var y = p.step("y", x, a -> a.tanh()).grad(x, (up, a) -> up.sub(up.mul(a).mul(a)));
    assertThat(texts(wrong(p.program(y)).get(0)))
        .containsExactly("right with the output 'y' in place of the input 'x'");
  }

  @Test
  void whatIsComposedOfOperationsIsToldAsItIsWritten() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(4, 3), i -> 0.3 * i * i - 0.7));
    var y =
        p.step("y", x, a -> a.sub(a.mean(0, 1)).mul(a.var(1, 0).add(1).rsqrt()))
            .grad(
                x,
                (up, a, out) -> {
                  Tensor scaled = up.mul(a.var(1, 0).add(1).rsqrt());
                  return scaled.sub(scaled.mean(0, 1));
                });
    assertThat(texts(wrong(p.program(y)).get(0)))
        .contains("autograd's with the variance over axis 1, x.var(1, 0), taken for a constant");
  }

  @Test
  void anOperandAmongSeveral() {
    var p = new Definition();
    var x = p.parameter("x", SMALL);
    var y =
        p.step("y", x, a -> a.cat(1, a.sin(), a.exp()).tanh())
            .grad(
                x,
                (up, a, out) -> {
                  Tensor d = up.mul(out.oneMinusSquare());
                  Tensor local = a.onesLike().cat(1, a.cos(), a); // exp is forgotten
                  Tensor all = d.mul(local);
                  return all.narrow(1, 0, 3).add(all.narrow(1, 3, 3)).add(all.narrow(1, 6, 3));
                });
    assertThat(texts(wrong(p.program(y)).get(0)))
        .containsExactly(
            "right with x.onesLike().cat(1, x.cos(), x.exp()) in place of"
                + " x.onesLike().cat(1, x.cos(), x)");
  }

  @Test
  void aFactorThatIsZeroSomewhereExplainsNothingByInfinity() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2, 2), 1, 2, 3, 4));
    var mask = p.constant("mask", FloatTensor.of(Shape.of(2, 2), 0, 0, 0, 1));
    var y =
        p.step("y", x, mask, (a, m) -> a.mul(m).add(a))
            .grad(
                x,
                (up, a, m) -> {
                  var rest = up.mul(m.rsub(1)); // zero where the mask is one
                  return up.mul(m).mul(2).add(rest.mul(a.tanh())).add(rest.mul(a.exp()));
                });
    assertThat(texts(wrong(p.program(y)).get(0))).isEmpty();
  }

  @Test
  void aRuleThatIsWrongAtZeroWhereTheStepIsSmoothIsNoOtherConvention() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(4), 0, 1, -2, 0));
    var y =
        p.step("y", x, a -> a.tanh())
            .grad(x, (up, a, h) -> up.mul(h.oneMinusSquare()).mul(a.ne(0)));
    assertThat(texts(wrong(p.program(y)).get(0)))
        .first()
        .isEqualTo(
            "right but where elements are zero, equal or whole: it is autograd's once every"
                + " element is moved a little");
  }

  @Test
  void aMaskThatIsTooMuchIsLeftOutAndNotTurnedRound() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(5), 51, 1, -2, 60, 0.5f));
    var y =
        p.step("y", x, a -> a.tanh().add(a))
            .grad(x, (up, a, h) -> up.mul(a.tanh().oneMinusSquare().add(1)).mul(a.lt(50)));
    assertThat(texts(wrong(p.program(y)).get(0)))
        .first()
        .isEqualTo(
            "right with dy.mul(x.tanh().oneMinusSquare().add(1.0)) in place of"
                + " dy.mul(x.tanh().oneMinusSquare().add(1.0)).mul(x.lt(50.0))");
  }

  @Test
  void theTranspose() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2, 2), 1, 2, 3, 4));
    var w = p.parameter("w", FloatTensor.of(Shape.of(2, 2), 5, 6, 7, 9));
    var y =
        p.step("y", x, w, (a, b) -> a.matmul(b))
            .grad(x, (up, a, b) -> up.matmul(b.t()))
            .grad(w, (up, a, b) -> up.t().matmul(a));
    var loss = p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike().mul(up.mul(0.25)));
    List<RuleResult> wrong = wrong(p.program(loss));
    assertThat(wrong).extracting(RuleResult::name).containsExactly("y←w");
    assertThat(texts(wrong.get(0))).containsExactly("the transpose of autograd's");
  }

  @Test
  void aSumThatIsMissing() {
    RuleResult row = wrongRule("hprebn", "b1", (up, in, out) -> up);
    assertThat(row.status()).isEqualTo(Status.SHAPE);
    assertThat(row.verdict().reason())
        .isEqualTo(
            "step 'hprebn': gradient for input 'b1' has shape (5, 6), expected (6); it is autograd's"
                + " before a sum over axis 0: one sum is missing");
  }

  @Test
  void aSumTooMany() {
    RuleResult squeezed = wrongRule("bndiff", "hprebn", (up, in, out) -> up.sumSqueezed(0));
    assertThat(squeezed.verdict().reason())
        .endsWith("it is autograd's summed over axis 0: one sum too many");
    assertThat(explain("bndiff", "hprebn", (up, in, out) -> up.zerosLike().add(up.sum(1))))
        .containsExactly("autograd's summed over axis 1: one sum too many");
  }

  @Test
  void aRuleThatForgetsItsUpstream() {
    assertThat(explain("h", "hpreact", (up, in, out) -> out.mul(out).rsub(1)))
        .containsExactly("the same whatever the upstream");
  }

  @Test
  void aForwardValueOrTheUpstreamInPlaceOfTheGradient() {
    assertThat(explain("counts", "norm_logits", (up, in, out) -> out))
        .startsWith("the value of 'counts' itself");
    assertThat(explain("h", "hpreact", (up, in, out) -> up))
        .containsExactly("the upstream itself, passed on as it is");
  }

  @Test
  void oneElementOffByAConstantIsNotLinearAndHasAPlace() {
    RuleResult row =
        wrongRule(
            "h",
            "hpreact",
            (up, in, out) ->
                out.mul(out)
                    .rsub(1)
                    .mul(up)
                    .addAt(indices(up, 2, 2, 2, 2, 2), bump(up))); // row 3, column 2
    Diagnosis diagnosis = row.verdict().diagnosis().orElseThrow();
    assertThat(row.verdict().explanations())
        .extracting(Explanation::kind)
        .containsExactly(Explanation.Kind.NOT_LINEAR);
    assertThat(diagnosis.position()).isEqualTo("[3, 2]");
    assertThat(diagnosis.differing()).isEqualTo(1);
    assertThat(diagnosis.elements()).isEqualTo(30);
    assertThat(diagnosis.absolute()).isCloseTo(1e-3, org.assertj.core.api.Assertions.within(1e-9));
  }

  @Test
  void centralDifferencesSideWithAutograd() {
    assertThat(
            wrongRule("hprebn", "b1", (up, in, out) -> in.get(2).zerosLike())
                .verdict()
                .diagnosis()
                .orElseThrow()
                .arbitration())
        .startsWith("central differences give ")
        .endsWith(" and side with autograd");
  }

  @Test
  void centralDifferencesAreUndecidedAtAKink() {
    // the maximum of two equal elements: autograd gives the first one all, this rule gives half
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(1, 2), 3, 3));
    var y = p.step("y", x, a -> a.max(1)).grad(x, (up, a) -> a.onesLike().mul(0.5).mul(up));
    var loss = p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike().mul(up));
    assertThat(wrong(p.program(loss)).get(0).verdict().diagnosis().orElseThrow().arbitration())
        .isEqualTo("one-sided differences disagree, as at a kink: undecided");
  }

  @Test
  void centralDifferencesAreUndecidedAboutAnErrorTooSmallForThem() {
    // beside the large term, the last bits of the sum are larger than the error
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(3), i -> 1 / (i + 3.0)));
    var y = p.step("y", x, a -> a.mul(0.3).add(1e12)).grad(x, (up, a) -> up.mul(0.3 + 1e-9));
    var loss =
        p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike().mul(up.mul(1.0 / 3)));
    assertThat(wrong(p.program(loss)).get(0).verdict().diagnosis().orElseThrow().arbitration())
        .endsWith("undecided");
  }

  private List<String> explain(String step, String input, Rule.Backward backward) {
    return texts(wrongRule(step, input, backward));
  }

  private static List<String> texts(RuleResult rule) {
    return rule.verdict().explanations().stream().map(Explanation::text).toList();
  }

  private RuleResult wrongRule(String step, String input, Rule.Backward backward) {
    List<RuleResult> wrong = wrong(network.with(new Rule(step, input, backward)));
    assertThat(wrong).extracting(RuleResult::name).containsExactly(step + "←" + input);
    return wrong.get(0);
  }

  private static List<RuleResult> wrong(Program program) {
    return RuleCheck.run(program, REFERENCE).stream()
        .filter(row -> !row.status().passed())
        .toList();
  }

  /** y = x * x over n elements, with the caller's rule. */
  private static Program elementwise(int n, Rule.Backward rule) {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(n), i -> i + 1.5));
    var y = p.step("y", x, a -> a.mul(a)).grad(x, (up, a, out) -> rule.apply(up, List.of(a), out));
    var loss =
        p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike().mul(up.mul(1.0 / n)));
    return p.program(loss);
  }

  private static Tensor indices(Tensor like, int... indices) {
    double[] values = java.util.Arrays.stream(indices).asDoubleStream().toArray();
    return Planted.like(like, Shape.of(indices.length), values);
  }

  private static Tensor bump(Tensor like) {
    return Planted.like(like, Shape.of(5), new double[] {0, 0, 0, 1e-3, 0});
  }
}
