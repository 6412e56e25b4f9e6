package org.gradoracle.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.gradoracle.program.Definition;
import org.gradoracle.program.KnownGradient;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Trace;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

class WideFloat32Test {

  @Test
  void whereAFloatIsInRangeANumberIsRoundedToIt() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      double number = random.nextGaussian();
      assertThat(WideFloat32.round(number)).isEqualTo((double) (float) number);
    }
  }

  @Test
  void outOfAFloatsRangeANumberKeeps24Bits() {
    assertThat(WideFloat32.round(0x1.000001p1000)).isEqualTo(0x1.000002p1000);
    assertThat(WideFloat32.round(0x1.0000008p-1000)).isEqualTo(0x1p-1000);
    assertThat(WideFloat32.round(-0x1.0000018p900)).isEqualTo(-0x1.000002p900);
    assertThat(WideFloat32.round(0x1.0000010000000p0 - 0x1p-52)).isEqualTo(1);
  }

  @Test
  void whatIsNotFiniteStaysAsItIs() {
    assertThat(WideFloat32.round(Double.NaN)).isNaN();
    assertThat(WideFloat32.round(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(WideFloat32.round(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void aRunRoundsEveryOperationForwardAndBackAndDoesNotOverflow() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(1), 100));
    var e =
        p.step("e", x, a -> a.exp().mul(1.0 / 3)).grad(x, (de, a, out) -> out.mul(de).mul(1.0 / 3));
    Program program =
        p.program(p.step("l", e, a -> a.sum()).grad(e, (d, a) -> d.mul(a.onesLike())));
    Trace trace = WideFloat32.run(program, Point.of(program)).orElseThrow();
    double value = round(round(StrictMath.exp(100)) * (1.0 / 3));
    assertThat(trace.value(e).at(0)).isEqualTo(value).isGreaterThan(Float.MAX_VALUE);
    assertThat(KnownGradient.of(trace, "x")).containsExactly(round(value * (1.0 / 3)));
  }

  @Test
  void aLineThatTakesItsTensorForAnArrayHasNoSuchRun() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(1), 2));
    Program program = p.program(p.step("l", x, a -> ((ArrayTensor) a).sum(0).mean()));
    assertThat(WideFloat32.run(program, Point.of(program))).isEmpty();
  }

  private static double round(double number) {
    return WideFloat32.round(number);
  }
}
