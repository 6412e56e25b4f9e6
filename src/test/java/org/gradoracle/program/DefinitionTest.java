package org.gradoracle.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.gradoracle.program.Gradient.Known;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

class DefinitionTest {

  private final Definition p = new Definition();
  private final Input x = p.parameter("x", FloatTensor.of(Shape.of(2), 1, 2));
  private final Input mask = p.constant("mask", FloatTensor.of(Shape.of(2), 0, 1));

  @Test
  void aNameUsedTwiceIsRefused() {
    assertThatThrownBy(() -> p.step("x", x, a -> a.neg()))
        .isInstanceOf(ProgramException.class)
        .hasMessage("'x': the name is used twice");
  }

  @Test
  void aBlankNameIsRefused() {
    assertThatThrownBy(() -> p.parameter(" ", x.value()))
        .hasMessage("' ': a name must not be blank");
  }

  @Test
  void aRuleForAnInputTheStepDoesNotHaveIsRefused() {
    var other = p.parameter("other", x.value());
    var step = p.step("step", x, a -> a.neg());
    assertThatThrownBy(() -> step.grad(other, (up, a) -> up.neg()))
        .hasMessage("rule 'step←other': the step has no such input, its inputs are [x]");
  }

  @Test
  void aRuleForAConstantIsRefused() {
    var step = p.step("step", x, mask, (a, m) -> a.mul(m));
    assertThatThrownBy(() -> step.grad(mask, (up, a, m) -> up))
        .hasMessage("rule 'step←mask': a constant has no gradient");
  }

  @Test
  void aRuleWrittenTwiceIsRefused() {
    var step = p.step("step", x, a -> a.neg()).grad(x, (up, a) -> up.neg());
    assertThatThrownBy(() -> step.grad(x, (up, a) -> up))
        .hasMessage("rule 'step←x': the rule is written twice");
  }

  @Test
  void aRuleWrittenAfterTheProgramIsBuiltIsRefused() {
    var loss = p.step("loss", x, a -> a.mean());
    p.program(loss);
    assertThatThrownBy(() -> loss.grad(x, (up, a) -> up))
        .hasMessage("rule 'loss←x': the program is built: write rules before");
  }

  @Test
  void anInputGivenTwiceToOneStepIsRefused() {
    assertThatThrownBy(() -> p.step("square", x, x, (a, b) -> a.mul(b)))
        .hasMessage(
            "'square': input 'x' is given twice, name it once and use it twice in the line");
  }

  @Test
  void anInputOfAnotherDefinitionIsRefused() {
    var stranger = new Definition().parameter("stranger", x.value());
    assertThatThrownBy(() -> p.step("step", stranger, a -> a.neg()))
        .hasMessage("'step': input 'stranger' is of another definition");
  }

  @Test
  void theLossMustBeTheLastStep() {
    var loss = p.step("loss", x, a -> a.mean());
    p.step("later", x, a -> a.neg());
    assertThatThrownBy(() -> p.program(loss))
        .hasMessage("'loss': the loss must be the last step, after it comes later");
  }

  @Test
  void anOutputThatIsNoScalarIsClosedByARandomSum() {
    var y = p.step("y", x, a -> a.mul(3)).grad(x, (up, a) -> up.mul(3));
    Program program = p.program(y);
    Trace trace = PlainNetwork.run(program, Point.of(program));
    ArrayTensor dy = ((Known) trace.gradient(y)).tensor();
    assertThat(trace.value(program.loss()).shape()).isEqualTo(Shape.of());
    assertThat(trace.value(program.loss()).at(0))
        .isCloseTo(3 * dy.at(0) + 6 * dy.at(1), within(1e-6));
    assertThat(dy.at(0)).isNotZero().isNotEqualTo(dy.at(1)).isNotEqualTo(1);
    assertThat(program.rows()).containsExactly(y, x);
  }

  @Test
  void theClosingStepTakesNamesThatAreFree() {
    var loss = p.step("loss", x, a -> a.mul(3));
    assertThat(p.program(loss).loss().name()).isEqualTo("loss_");
  }

  @Test
  void aScalarOutputIsTheLossItself() {
    var total = p.step("total", x, a -> a.sum());
    assertThat(p.program(total).loss()).isSameAs(total);
  }

  @Test
  void rowsComeInTheOrderTheBackwardPassCompletesThem() {
    var w = p.parameter("w", x.value());
    var a = p.step("a", w, x, (i, j) -> i.mul(j));
    var b = p.step("b", a, i -> i.neg());
    var c = p.step("c", a, b, (i, j) -> i.mul(j));
    var unused = p.step("unused", b, i -> i.neg());
    var loss = p.step("loss", c, i -> i.mean());
    assertThat(p.program(loss).rows()).containsExactly(c, b, a, w, x, unused);
  }
}
