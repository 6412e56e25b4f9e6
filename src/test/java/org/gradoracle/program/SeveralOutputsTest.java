package org.gradoracle.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.gradoracle.judge.Checks;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.reference.Autograd;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.Status;
import org.junit.jupiter.api.Test;

/** Steps of any number of inputs and of several outputs. */
class SeveralOutputsTest {

  private static final Shape TWO = Shape.of(2);

  private final Definition p = new Definition();
  private final Input a = p.parameter("a", FloatTensor.of(TWO, 1, 2));
  private final Input b = p.parameter("b", FloatTensor.of(TWO, 3, 5));

  @Test
  void aStepTakesMoreInputsThanThree() {
    Input c = p.parameter("c", FloatTensor.of(TWO, 7, 11));
    Input d = p.parameter("d", FloatTensor.of(TWO, 13, 17));
    Step.OfList y =
        p.step(
                "y",
                List.of(a, b, c, d),
                in -> in.get(0).mul(in.get(3)).add(in.get(1)).sub(in.get(2)))
            .grad(a, (dy, in) -> dy.mul(in.get(3)))
            .grad(b, (dy, in) -> dy)
            .grad(c, (dy, in, out) -> dy.neg())
            .grad(d, (dy, in) -> dy.mul(in.get(0)));
    CheckResult result = check(p.program(y));
    assertThat(result.passed()).isTrue();
    assertThat(result.rules())
        .extracting(RuleResult::name)
        .containsExactly("loss←y", "y←a", "y←b", "y←c", "y←d");
  }

  @Test
  void eachOutputHasARowAndEachInputARuleAndTheirSharedValueHasNone() {
    CheckResult result = check(p.program(product(false)));
    assertThat(result.passed()).isTrue();
    assertThat(result.network().gradients())
        .extracting(GradientResult::name)
        .containsExactly("sum", "product", "a", "b");
    assertThat(result.rules())
        .extracting(RuleResult::name)
        .containsExactly("loss←sum", "loss←product", "both←a", "both←b");
  }

  @Test
  void aWrongRuleOfAStepOfSeveralOutputsIsNamedAndExplained() {
    CheckResult result = check(p.program(product(true)));
    assertThat(result.wrong()).extracting(rule -> rule.name()).containsExactly("both←b");
    assertThat(result.wrong().get(0).verdict().explanations().toString())
        .isEqualTo("[right with dproduct.neg() in place of dproduct]");
    assertThat(result.network().gradients())
        .filteredOn(row -> row.status() == Status.FAIL)
        .extracting(GradientResult::name)
        .containsExactly("b");
  }

  @Test
  void anOutputThatTheLossDoesNotReadGivesZerosToTheRules() {
    Outputs both = product(false);
    Step y =
        p.step("y", both.output("product"), x -> x.mul(2))
            .grad(both.output("product"), (dy, x) -> dy.mul(2));
    Program program = p.program(y);
    Trace trace = PlainNetwork.run(program, Point.of(program).in(Dtype.FLOAT64));
    double[] upstream = KnownGradient.of(trace, "y");
    assertThat(KnownGradient.of(trace, "a"))
        .containsExactly(2 * 3 * upstream[0], 2 * 5 * upstream[1]);
    CheckResult result = check(program);
    assertThat(result.passed()).isTrue();
    assertThat(result.network().gradients())
        .filteredOn(row -> row.status() == Status.ZERO)
        .extracting(GradientResult::name)
        .containsExactly("sum");
  }

  @Test
  void outputsHaveShapesOfTheirOwnAScalarToo() {
    Definition q = new Definition();
    Input x = q.parameter("x", a.value());
    Outputs parts =
        q.step(
                "parts",
                List.of(x),
                List.of("total", "outer"),
                in ->
                    List.of(
                        in.get(0).sum(),
                        in.get(0).view(Shape.of(2, 1)).mul(in.get(0).view(Shape.of(1, 2)))))
            .grad(
                x,
                (up, in) ->
                    in.get(0)
                        .onesLike()
                        .mul(up.get(0))
                        .add(
                            up.get(1)
                                .add(up.get(1).t())
                                .matmul(in.get(0).view(Shape.of(2, 1)))
                                .view(TWO)));
    assertThat(check(q.program(parts)).passed()).isTrue();
  }

  @Test
  void aProgramSaysWhatItWasWrittenToComputeAndWhatItWasClosedWith() {
    Program of = p.program(product(false));
    assertThat(of.outputs()).extracting(Step::name).containsExactly("sum", "product");
    assertThat(of.upstreams()).extracting(Input::name).containsExactly("dsum", "dproduct");
    assertThat(of.written()).extracting(Step::name).containsExactly("both", "sum", "product");
    assertThat(of.steps()).extracting(Step::name).endsWith("product", "loss");
    assertThat(of.rules())
        .extracting(Rule::id)
        .containsExactlyInAnyOrder("both←a", "both←b", "loss←sum", "loss←product");

    Definition q = new Definition();
    Input x = q.parameter("x", a.value());
    Program loss = q.program(q.step("total", x, v -> v.sum()));
    assertThat(loss.outputs()).extracting(Step::name).containsExactly("total");
    assertThat(loss.written()).isEqualTo(loss.steps());
    assertThat(loss.upstreams()).isEmpty();
  }

  @Test
  void outputsThatHaveOtherShapesThanWhenTheyWereWrittenAreRefused() {
    int[] runs = {0};
    Outputs parts =
        p.step(
            "parts",
            List.of(a),
            List.of("u", "v"),
            in -> List.of(in.get(0), runs[0]++ == 0 ? in.get(0) : in.get(0).sum()));
    assertThat(parts.shape(parts.output("v"))).isEqualTo(TWO);
    assertThatThrownBy(() -> p.program(parts))
        .isInstanceOf(TensorException.class)
        .hasMessage(
            "step 'parts': the forward line gave outputs of the shapes [(2), ()], and [(2), (2)]"
                + " for [u, v] when it was written");
  }

  @Test
  void whatLoopsOfSeveralOutputsMayOnlyReadIsNamed() {
    for (String changed :
        List.of("the upstream gradient of 'product'", "the output of 'sum'", "'a'")) {
      Definition q = new Definition();
      Input x = q.parameter("a", a.value());
      Outputs both =
          q.step("both", List.of(x), List.of("sum", "product"), in -> List.of(in.get(0), in.get(0)))
              .gradsRaw(
                  List.of(x),
                  Raw.Contract.SETS,
                  (ups, in, outs, gradients) -> {
                    gradients[0][0] = 0;
                    gradients[0][1] = 0;
                    float[] read =
                        changed.endsWith("'a'")
                            ? in[0]
                            : changed.endsWith("'sum'") ? outs[0] : ups[1];
                    read[1]++;
                  });
      assertThat(check(q.program(both)).wrong().get(0).verdict().reason())
          .contains("changes element 1 of " + changed + ", which it may only read");
    }
  }

  @Test
  void stepsThatCannotBeAreRefused() {
    Outputs both = product(false);
    assertThatThrownBy(() -> p.step("y", both, x -> x))
        .isInstanceOf(ProgramException.class)
        .hasMessage("'y': 'both' has several outputs, take one of them: both.output(\"...\")");
    assertThatThrownBy(() -> both.output("difference"))
        .hasMessage("step 'both': it has no output 'difference', its outputs are [sum, product]");
    assertThatThrownBy(() -> p.step("none", List.of(), in -> in.get(0)))
        .hasMessage("'none': a step has at least one input");
    assertThatThrownBy(() -> p.step("y", List.of(a), List.of("u", "v"), in -> List.of(in.get(0))))
        .hasMessage("'y': the forward line gave 1 outputs, expected [u, v]");
    assertThatThrownBy(
            () -> p.step("z", List.of(a), List.of("u", "u"), in -> List.of(in.get(0), in.get(0))))
        .hasMessage("'z': two of its outputs have one name: [u, u]");
    assertThatThrownBy(() -> p.step("w", List.of(a), List.of("q"), in -> List.of(in.get(1))))
        .isInstanceOf(ProgramException.class)
        .hasMessageStartingWith(
            "step 'w': the forward line threw java.lang.IndexOutOfBoundsException");
  }

  @Test
  void loopsOfSeveralOutputsReadAllOfThemAndGiveAllGradientsAtOnce() {
    for (float factor : new float[] {1, 3}) {
      Definition q = new Definition();
      Input x = q.parameter("x", a.value());
      Input y = q.parameter("y", b.value());
      Outputs both =
          q.step(
                  "both",
                  List.of(x, y),
                  List.of("sum", "product"),
                  in -> List.of(in.get(0).add(in.get(1)), in.get(0).mul(in.get(1))))
              .kernel(
                  (in, outs) -> {
                    for (int i = 0; i < 2; i++) {
                      outs[0][i] = in[0][i] + in[1][i];
                      outs[1][i] = in[0][i] * in[1][i];
                    }
                  })
              .gradsRaw(
                  List.of(y, x),
                  Raw.Contract.ACCUMULATES,
                  (ups, in, outs, gradients) -> {
                    for (int i = 0; i < 2; i++) {
                      gradients[0][i] += ups[0][i] + ups[1][i] * in[0][i];
                      gradients[1][i] += ups[0][i] + factor * ups[1][i] * in[1][i];
                    }
                  });
      CheckResult result = check(q.program(both));
      assertThat(result.wrong())
          .extracting(rule -> rule.name())
          .isEqualTo(factor == 1 ? List.of() : List.of("both←x"));
      assertThat(result.kernels()).hasSize(1).allMatch(kernel -> kernel.status() == Status.PASS);
    }
  }

  private Outputs product(boolean wrong) {
    return p.step(
            "both",
            List.of(a, b),
            List.of("sum", "product"),
            in -> List.of(in.get(0).add(in.get(1)), in.get(0).mul(in.get(1))))
        .grad(a, (up, in) -> up.get(0).add(up.get(1).mul(in.get(1))))
        .grad(
            b,
            (up, in, out) -> {
              var product = up.get(1).mul(in.get(0));
              return wrong ? up.get(0).sub(product) : up.get(0).add(product);
            });
  }

  private static CheckResult check(Program program) {
    return Checks.run(program, Autograd.load(), ForwardValues.OWN, Dtype.FLOAT64);
  }
}
