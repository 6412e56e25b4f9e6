package org.gradoracle.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gradoracle.program.Gradient.Absent;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Gradient.Reason;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.TensorException;
import org.junit.jupiter.api.Test;

class PlainNetworkTest {

  private final Definition p = new Definition();
  private final Input x = p.parameter("x", FloatTensor.of(Shape.of(2), 3, 5));

  @Test
  void contributionsToOneValueAreAddedFromTheLastStepBack() {
    // in float32, (1e8 + 1) - 1e8 is 0 but (1e8 - 1e8) + 1 is 1
    var first = p.step("first", x, a -> a.mul(1)).grad(x, (up, a) -> a.onesLike().mul(1));
    var second = p.step("second", x, a -> a.mul(1)).grad(x, (up, a) -> a.onesLike().mul(-1e8));
    var third = p.step("third", x, a -> a.mul(1)).grad(x, (up, a) -> a.onesLike().mul(1e8));
    var loss =
        p.step("loss", first, second, third, (a, b, c) -> a.add(b).add(c).mean())
            .grad(first, (up, a, b, c) -> a.onesLike())
            .grad(second, (up, a, b, c) -> a.onesLike())
            .grad(third, (up, a, b, c) -> a.onesLike());
    assertThat(KnownGradient.of(run(loss), "x")).containsExactly(1, 1);
  }

  @Test
  void aRuleMayUseTheOutputOfItsStep() {
    var e = p.step("e", x, a -> a.exp()).grad(x, (up, a, out) -> out.mul(up));
    var loss = p.step("loss", e, a -> a.mean()).grad(e, (up, a) -> a.onesLike().mul(up).mul(0.5));
    assertThat(KnownGradient.of(run(loss), "x"))
        .containsExactly((float) Math.exp(3) * 0.5, (float) Math.exp(5) * 0.5);
  }

  @Test
  void aFloat64RunTakesTheSameValuesWidened() {
    var third = p.step("third", x, a -> a.mul(1.0 / 3)).grad(x, (up, a) -> up.mul(1.0 / 3));
    var loss = p.step("loss", third, a -> a.mean()).grad(third, (up, a) -> a.onesLike().mul(0.5));
    Program program = p.program(loss);
    var trace = PlainNetwork.run(program, Point.of(program).in(Dtype.FLOAT64));
    assertThat(trace.value(third).values()).containsExactly(1.0, 5 * (1.0 / 3));
    assertThat(KnownGradient.of(trace, "x")).containsExactly(0.5 * (1.0 / 3), 0.5 * (1.0 / 3));
  }

  @Test
  void aRuleNotYetWrittenLeavesItsRowAndThoseBehindItMissing() {
    var y = p.step("y", x, a -> a.neg()).grad(x, (up, a) -> up.neg());
    var z = p.step("z", y, a -> a.neg());
    var loss = p.step("loss", z, a -> a.mean()).grad(z, (up, a) -> a.onesLike());
    Trace trace = run(loss);
    assertThat(KnownGradient.of(trace, "z")).containsExactly(1, 1);
    assertThat(trace.gradient(y))
        .isEqualTo(new Absent(Reason.MISSING, "the rule 'z←y' is not written"));
    assertThat(trace.gradient(x))
        .isEqualTo(new Absent(Reason.MISSING, "the rule 'y←x' needs the gradient of 'y'"));
  }

  @Test
  void aValueWithOneOfTwoRulesIsMissing() {
    var y = p.step("y", x, a -> a.neg()).grad(x, (up, a) -> up.neg());
    var loss =
        p.step("loss", y, x, (a, b) -> a.mul(b).mean()).grad(y, (up, a, b) -> b.mul(up).mul(0.5));
    assertThat(run(loss).gradient(x))
        .isEqualTo(new Absent(Reason.MISSING, "the rule 'loss←x' is not written"));
  }

  @Test
  void aGradientOfTheWrongShapeSaysWhoseAndWhichIsExpected() {
    var y = p.step("y", x, a -> a.neg()).grad(x, (up, a) -> up.mean());
    var loss = p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike());
    assertThat(run(loss).gradient(x))
        .isEqualTo(
            new Absent(
                Reason.SHAPE, "step 'y': gradient for input 'x' has shape (), expected (2)"));
  }

  @Test
  void anOperationThatDoesNotFitSaysWhichRuleItIsIn() {
    var y = p.step("y", x, a -> a.neg()).grad(x, (up, a) -> up.t());
    var loss = p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike());
    assertThat(run(loss).gradient(x))
        .isEqualTo(new Absent(Reason.SHAPE, "rule 'y←x': t: shape (2) has 1 axes, expected 2"));
  }

  @Test
  void aRuleThatThrowsIsNamed() {
    var y =
        p.step("y", x, a -> a.neg())
            .grad(
                x,
                (up, a) -> {
                  throw new IllegalStateException("no idea");
                });
    var loss = p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike());
    assertThat(run(loss).gradient(x))
        .isEqualTo(
            new Absent(Reason.THREW, "rule 'y←x' threw java.lang.IllegalStateException: no idea"));
  }

  @Test
  void aValueTheLossDoesNotDependOnIsUnreached() {
    var unused = p.step("unused", x, a -> a.neg()).grad(x, (up, a) -> up.neg());
    var loss = p.step("loss", x, a -> a.mean()).grad(x, (up, a) -> a.onesLike());
    Trace trace = run(loss);
    assertThat(trace.gradient(unused))
        .isEqualTo(new Absent(Reason.UNREACHED, "the loss does not depend on 'unused'"));
    assertThat(KnownGradient.of(trace, "x")).containsExactly(1, 1);
  }

  @Test
  void aForwardLineThatReturnsNullIsNamed() {
    var loss = p.step("loss", x, a -> null);
    assertThatThrownBy(() -> run(loss))
        .isInstanceOf(ProgramException.class)
        .hasMessage("step 'loss': the forward line returned null");
  }

  @Test
  void aRuleOfAnotherElementTypeIsNamedWithItsCause() {
    var y = p.step("y", x, a -> a.neg()).grad(x, (up, a) -> FloatTensor.of(Shape.of(2), 1, 1));
    var loss = p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike());
    Program program = p.program(loss);
    assertThat(PlainNetwork.run(program, Point.of(program)).gradient(x)).isInstanceOf(Known.class);
    assertThat(PlainNetwork.run(program, Point.of(program).in(Dtype.FLOAT64)).gradient(x))
        .isEqualTo(
            new Absent(
                Reason.DTYPE,
                "rule 'y←x' gave float32 in a float64 run: make constants from the inputs,"
                    + " e.g. x.zerosLike().add(2)"));
  }

  @Test
  void aForwardLineOfAnotherElementTypeIsNamedWithItsCause() {
    var loss = p.step("loss", x, a -> FloatTensor.of(Shape.of(), 1));
    Program program = p.program(loss);
    Point point = Point.of(program).in(Dtype.FLOAT64);
    assertThatThrownBy(() -> PlainNetwork.run(program, point))
        .isInstanceOf(ProgramException.class)
        .hasMessage(
            "step 'loss': the forward line gave float32 in a float64 run: make constants from the"
                + " inputs, e.g. x.zerosLike().add(2)");
  }

  @Test
  void aForwardLineThatThrowsIsNamed() {
    var loss =
        p.step(
            "loss",
            x,
            a -> {
              throw new AssertionError("not\nyet");
            });
    assertThatThrownBy(() -> run(loss))
        .isInstanceOf(ProgramException.class)
        .hasMessage("step 'loss': the forward line threw java.lang.AssertionError: not yet");
  }

  /** It says nothing about the formula. */
  @Test
  void memoryThatRunsOutIsNotTakenForTheFormulas() {
    var y =
        p.step("y", x, a -> a.neg())
            .grad(
                x,
                (up, a) -> {
                  throw new OutOfMemoryError("full");
                });
    var loss = p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike());
    assertThatThrownBy(() -> run(loss)).isInstanceOf(OutOfMemoryError.class);
    var other = new Definition();
    var z = other.parameter("z", FloatTensor.of(Shape.of(2), 3, 5));
    var full =
        other.step(
            "full",
            z,
            a -> {
              throw new OutOfMemoryError("full");
            });
    assertThatThrownBy(() -> other.program(full)).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void whatCannotEvenBeToldIsNamedByItsClass() {
    var y =
        p.step("y", x, a -> a.neg())
            .grad(
                x,
                (up, a) -> {
                  throw new Untellable();
                });
    var loss = p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike());
    assertThat(run(loss).gradient(x))
        .isEqualTo(
            new Absent(
                Reason.THREW,
                "rule 'y←x' threw " + Untellable.class.getName() + ", whose toString() throws"));
  }

  private static final class Untellable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no");
    }
  }

  @Test
  void aForwardLineThatDoesNotFitNamesItsStep() {
    var loss = p.step("loss", x, a -> a.matmul(a.cat(0, a)));
    assertThatThrownBy(() -> run(loss))
        .isInstanceOf(TensorException.class)
        .hasMessage(
            "step 'loss': matmul: shapes (1, 2) and (4, 1) are not (..., n, k) and (..., k, m)");
  }

  @Test
  void aReplacedRuleIsTheOneThatRuns() {
    var loss = p.step("loss", x, a -> a.mean()).grad(x, (up, a) -> a.onesLike());
    Program program = p.program(loss);
    Program other = program.with(new Rule("loss", "x", (up, inputs, out) -> inputs.get(0)));
    assertThat(KnownGradient.of(PlainNetwork.run(other, Point.of(other)), "x"))
        .containsExactly(3, 5);
    assertThat(KnownGradient.of(PlainNetwork.run(program, Point.of(program)), "x"))
        .containsExactly(1, 1);
    assertThatThrownBy(() -> program.with(new Rule("loss", "z", (up, inputs, out) -> up)))
        .hasMessage("there is no rule 'loss←z' to replace");
  }

  private Trace run(Step loss) {
    Program program = p.program(loss);
    return PlainNetwork.run(program, Point.of(program));
  }
}
