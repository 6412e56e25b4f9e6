package org.gradoracle.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.gradoracle.program.Gradient.Absent;
import org.gradoracle.program.Gradient.Reason;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Intercepted;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ProgramTest {

  private final Definition p = new Definition();
  private final Input x = p.parameter("x", FloatTensor.of(Shape.of(2), 1, 2));
  private final Input mask = p.constant("mask", FloatTensor.of(Shape.of(2), 0, 1));
  private final Input w = p.parameter("w", FloatTensor.of(Shape.of(2), 3, 4));
  private final Step.Of3 y =
      p.step("y", x, mask, w, (a, m, b) -> a.mul(m).mul(b))
          .grad(x, (dy, a, m, b) -> dy.mul(m).mul(b))
          .grad(w, (dy, a, m, b, out) -> dy.mul(out).div(b));
  private final Step loss = p.step("loss", y, a -> a.sum()).grad(y, (d, a) -> a.onesLike().mul(d));
  private final Program program = p.program(loss);

  @Test
  void aProgramHasItsInputsStepsAndRulesInTheOrderTheyWereWritten() {
    assertThat(program.inputs()).containsExactly(x, mask, w);
    assertThat(program.steps()).containsExactly(y, loss);
    assertThat(program.rules()).extracting(Rule::id).containsExactly("y←x", "y←w", "loss←y");
    assertThat(program.rule(y, w)).map(Rule::id).contains("y←w");
    assertThat(program.rule(y, mask)).isEmpty();
    assertThat(Rule.id(y, x)).isEqualTo("y←x");
  }

  @Test
  void onlyParametersCount() {
    assertThat(program.parameterCount()).isEqualTo(4);
  }

  @Test
  void constantsHaveNoRow() {
    assertThat(program.rows()).containsExactly(y, x, w);
    assertThat(mask.constant()).isTrue();
    assertThat(mask.differentiable()).isFalse();
    assertThat(x.constant()).isFalse();
  }

  @Test
  void rulesOfAStepOfThreeInputsGetTheInputsAndTheOutput() {
    Trace trace = PlainNetwork.run(program, Point.of(program));
    assertThat(KnownGradient.of(trace, "x")).containsExactly(0, 4);
    assertThat(KnownGradient.of(trace, "w")).containsExactly(0, 2);
  }

  @Test
  void aProgramWithoutARuleHasTheOthersAndTheProgramItselfStaysAsItIs() {
    Rule removed = program.rule(y, x).orElseThrow();
    assertThat(program.without(removed).rules())
        .extracting(Rule::id)
        .containsExactly("y←w", "loss←y");
    assertThat(program.rules()).hasSize(3);
  }

  @Test
  void aRowComesAfterItsEarliestUseAndComputedValuesBeforeParameters() {
    var q = new Definition();
    var u = q.parameter("u", x.value());
    var v = q.parameter("v", x.value());
    var a = q.step("a", u, c -> c.neg());
    var b = q.step("b", a, c -> c.neg());
    var c = q.step("c", v, b, (d, e) -> d.mul(e));
    var total = q.step("total", a, c, (d, e) -> d.mul(e).sum());
    assertThat(q.program(total).rows()).containsExactly(c, b, v, a, u);
  }

  @Test
  void aGradientFlowsOnToAllThatItsValueIsComputedFrom() {
    var q = new Definition();
    var u = q.parameter("u", x.value());
    var v = q.parameter("v", x.value());
    var a = q.step("a", u, c -> c.neg());
    var b = q.step("b", a, c -> c.neg());
    var c = q.step("c", v, b, (d, e) -> d.mul(e));
    Program of = q.program(q.step("total", a, c, (d, e) -> d.mul(e).sum()));
    assertThat(of.ancestors("u")).containsExactly("u");
    assertThat(of.ancestors("b")).containsExactlyInAnyOrder("b", "a", "u");
    assertThat(of.ancestors("c")).containsExactlyInAnyOrder("c", "v", "b", "a", "u");
  }

  @Test
  void theConstantThatClosesAnOutputIsNamedAfterItOrTheFirstNameThatIsFree() {
    var q = new Definition();
    var z = q.parameter("z", x.value());
    assertThat(q.program(q.step("out", z, a -> a.neg())).inputs())
        .extracting(Var::name)
        .containsExactly("z", "dout");
    var r = new Definition();
    var dout = r.parameter("dout", x.value());
    r.step("loss", dout, a -> a.neg());
    r.step("loss_", dout, a -> a.neg());
    Program closed = r.program(r.step("out", dout, a -> a.neg()));
    assertThat(closed.inputs()).extracting(Var::name).containsExactly("dout", "dout_");
    assertThat(closed.loss().name()).isEqualTo("loss__");
  }

  @Test
  void aParameterThatNoStepUsesIsTheLastRow() {
    var q = new Definition();
    var unused = q.parameter("unused", x.value());
    var z = q.parameter("z", x.value());
    var total = q.step("total", z, a -> a.sum()).grad(z, (d, a) -> a.onesLike().mul(d));
    Program other = q.program(total);
    assertThat(other.rows()).containsExactly(z, unused);
    assertThat(PlainNetwork.run(other, Point.of(other)).gradient(unused))
        .isEqualTo(new Absent(Reason.UNREACHED, "the loss does not depend on 'unused'"));
  }

  @Test
  void aLossOfAnotherDefinitionIsRefused() {
    var q = new Definition();
    q.step("loss", q.parameter("z", x.value()), a -> a.sum());
    assertThatThrownBy(() -> q.program(loss))
        .isInstanceOf(ProgramException.class)
        .hasMessage("'loss': the loss is a step of another definition");
  }

  @Test
  void aRuleThatReturnsNothingIsNamed() {
    Program none = program.with(new Rule("y", "x", (up, in, out) -> null));
    assertThat(PlainNetwork.run(none, Point.of(none)).gradient(x))
        .isEqualTo(new Absent(Reason.THREW, "rule 'y←x' returned null"));
  }

  @Test
  void rulesOfAStepOfThreeInputsThatTakeTheOutputGetTheInputsInTheirOrder() {
    var q = new Definition();
    var a = q.parameter("a", x.value());
    var b = q.parameter("b", x.value());
    var c = q.parameter("c", x.value());
    var sum =
        q.step("sum", a, b, c, (d, e, f) -> d.add(e.mul(10)).add(f.mul(100)))
            .grad(a, (up, d, e, f, out) -> d)
            .grad(b, (up, d, e, f, out) -> e)
            .grad(c, (up, d, e, f, out) -> f);
    Program other = q.program(sum);
    Point point =
        new Point(
            Dtype.FLOAT32,
            Map.of(
                "a", FloatTensor.of(Shape.of(2), 1, 1),
                "b", FloatTensor.of(Shape.of(2), 2, 2),
                "c", FloatTensor.of(Shape.of(2), 3, 3),
                "dsum", FloatTensor.of(Shape.of(2), 1, 1)));
    Trace trace = PlainNetwork.run(other, point);
    assertThat(KnownGradient.of(trace, "a")).containsExactly(1, 1);
    assertThat(KnownGradient.of(trace, "b")).containsExactly(2, 2);
    assertThat(KnownGradient.of(trace, "c")).containsExactly(3, 3);
  }

  @Test
  void rulesOfAStepOfTwoInputsThatTakeTheOutputGetTheInputsInTheirOrder() {
    var q = new Definition();
    var a = q.parameter("a", FloatTensor.of(Shape.of(), 2));
    var b = q.parameter("b", FloatTensor.of(Shape.of(), 3));
    var sum =
        q.step("sum", a, b, (d, e) -> d.add(e.mul(10)))
            .grad(a, (up, d, e, out) -> d)
            .grad(b, (up, d, e, out) -> e);
    Program other = q.program(sum);
    Trace trace = PlainNetwork.run(other, Point.of(other));
    assertThat(KnownGradient.of(trace, "a")).containsExactly(2);
    assertThat(KnownGradient.of(trace, "b")).containsExactly(3);
  }

  @Test
  void whatIsNoTensorOfOursIsNamedWhereALineOrARuleReturnsIt() {
    Tensor foreign = Intercepted.of(x.value(), (operation, a, arguments, proceed) -> a);
    var q = new Definition();
    var z = q.parameter("z", x.value());
    var odd = q.step("odd", z, a -> foreign);
    assertThatThrownBy(() -> q.program(odd))
        .hasMessage("step 'odd': the forward line returned " + foreign);
    Program wrong = program.with(new Rule("y", "x", (up, in, out) -> foreign));
    assertThat(PlainNetwork.run(wrong, Point.of(wrong)).gradient(x))
        .isEqualTo(new Absent(Reason.THREW, "rule 'y←x' returned " + foreign));
  }

  @Test
  void theFirstReasonOfTwoIsToldWhereBothContributionsAreMissing() {
    var q = new Definition();
    var z = q.parameter("z", x.value());
    var a = q.step("a", z, v -> v.neg());
    var b = q.step("b", z, v -> v.neg());
    var total =
        q.step("total", a, b, (c, d) -> c.add(d).sum())
            .grad(a, (d, c, e) -> c.onesLike().mul(d))
            .grad(b, (d, c, e) -> c.onesLike().mul(d));
    Program other = q.program(total);
    assertThat(PlainNetwork.run(other, Point.of(other)).gradient(z))
        .isEqualTo(new Absent(Reason.MISSING, "the rule 'b←z' is not written"));
  }

  @Test
  void aTraceNamesTheValueItDoesNotHave() {
    Trace empty = new Trace(Map.of(), Map.of());
    assertThatThrownBy(() -> empty.value(x)).hasMessage("the trace has no 'x'");
    assertThatThrownBy(() -> empty.gradient(y)).hasMessage("the trace has no 'y'");
  }

  @Test
  void whatATraceHoldsCannotBeChanged() {
    Trace trace = PlainNetwork.run(program, Point.of(program));
    assertThatThrownBy(() -> trace.values().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> trace.gradients().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aBackwardPassWithoutAForwardValueNamesIt() {
    assertThatThrownBy(() -> PlainNetwork.backward(program, Map.of()))
        .hasMessage("there is no value for 'loss'");
  }
}
