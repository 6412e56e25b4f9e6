package org.gradoracle.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.gradoracle.program.Gradient.Absent;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Gradient.Reason;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

class RawTest {

  private static final Shape TWO = Shape.of(2);

  private final Definition p = new Definition();
  private final Input x = p.parameter("x", FloatTensor.of(TWO, 1, 2));
  private final Input w = p.parameter("w", FloatTensor.of(TWO, 3, 4));
  private final Input b = p.parameter("b", FloatTensor.of(TWO, 5, 6));

  @Test
  void loopsOfAStepOfTwoInputsRunForTheInputTheyAreWrittenFor() {
    Step.Of2 y =
        p.step("y", x, w, (a, c) -> a.mul(c))
            .gradRaw(x, (dy, in, out, dx) -> times(dy, in[1], dx))
            .gradRaw(w, (dy, in, out, dw) -> times(dy, in[0], dw));
    Trace trace = run(y, Dtype.FLOAT32);
    double[] upstream = KnownGradient.of(trace, "y");
    assertThat(KnownGradient.of(trace, "x"))
        .containsExactly((float) (3 * upstream[0]), (float) (4 * upstream[1]));
    assertThat(KnownGradient.of(trace, "w"))
        .containsExactly(upstream[0], (float) (2 * upstream[1]));
  }

  @Test
  void aKernelOfAnyNumberOfInputsRunsOverTheirArrays() {
    Step one = p.step("one", x, a -> a).kernel((in, out) -> sum(in, out));
    Step two = p.step("two", x, w, (a, c) -> a).kernel((in, out) -> sum(in, out));
    Step three = p.step("three", x, w, b, (a, c, d) -> a).kernel((in, out) -> sum(in, out));
    assertThat(one.runKernel(values(1), TWO).values()).containsExactly(1, 2);
    assertThat(two.runKernel(values(2), TWO).values()).containsExactly(4, 6);
    assertThat(three.runKernel(values(3), TWO).values()).containsExactly(9, 12);
    assertThat(List.of(one.hasKernel(), p.step("none", x, a -> a).hasKernel()))
        .containsExactly(true, false);
  }

  @Test
  void aStepWithoutAKernelSaysSo() {
    Step plain = p.step("plain", x, a -> a);
    assertThatThrownBy(() -> plain.runKernel(values(1), TWO))
        .isInstanceOf(ProgramException.class)
        .hasMessage("step 'plain' has no kernel");
  }

  @Test
  void aSecondKernelIsRefused() {
    Step.Of1 y = p.step("y", x, a -> a).kernel((in, out) -> sum(in, out));
    assertThatThrownBy(() -> y.kernel((in, out) -> {}))
        .hasMessage("step 'y': its kernel is written twice");
  }

  @Test
  void aKernelIsRefusedOnceTheProgramIsBuilt() {
    Step.Of1 y = p.step("y", x, a -> a);
    p.program(y);
    assertThatThrownBy(() -> y.kernel((in, out) -> {}))
        .hasMessage("step 'y': the program is built: write its kernel before");
  }

  @Test
  void anInputThatIsChangedIsNamedWithItsFirstElementThatIs() {
    Step y =
        p.step("y", x, w, (a, c) -> a)
            .kernel(
                (in, out) -> {
                  sum(in, out);
                  in[1][0] = 7;
                });
    assertThatThrownBy(() -> y.runKernel(values(2), TWO))
        .hasMessage("changes element 0 of 'w', which it may only read");
  }

  @Test
  void theFirstElementThatIsLeftUnsetIsNamed() {
    Step y = p.step("y", x, a -> a).kernel((in, out) -> out[1] = 1);
    assertThatThrownBy(() -> y.runKernel(values(1), TWO))
        .hasMessage("leaves element 0 of its result as it was, or adds to it: it must set all 2");
  }

  @Test
  void whatIsDifferentInTheNextRunIsToldWithBothValues() {
    int[] runs = {0};
    Step y =
        p.step("y", x, a -> a)
            .kernel(
                (in, out) -> {
                  sum(in, out);
                  out[1] = 8 + runs[0]++;
                });
    assertThatThrownBy(() -> y.runKernel(values(1), TWO))
        .hasMessage("gives element 1 as 8.0 in one run and as 9.0 in the next");
  }

  @Test
  void loopsHaveNoGradientInFloat64AndAreKnownAsRaw() {
    Step.Of1 y =
        p.step("y", x, a -> a.mul(2))
            .gradRaw(x, (dy, in, out, dx) -> times(dy, new float[] {2, 2}, dx));
    Program program = p.program(y);
    assertThat(program.rule(y, x).orElseThrow().raw()).isTrue();
    assertThat(program.rule(program.loss(), y).orElseThrow().raw()).isFalse();
    assertThat(PlainNetwork.run(program, Point.of(program).in(Dtype.FLOAT64)).gradient(x))
        .isEqualTo(
            new Absent(Reason.FLOAT32_ONLY, "rule 'y←x' is raw loops, which run in float32 only"));
  }

  @Test
  void whatIsPutInThePlaceOfLoopsRunsInFloat32Only() {
    Step.Of1 y =
        p.step("y", x, a -> a.mul(2))
            .gradRaw(x, (dy, in, out, dx) -> times(dy, new float[] {2, 2}, dx));
    Rule other = p.program(y).rule(y, x).orElseThrow().with((dy, in, out) -> dy.mul(3));
    assertThat(other.id()).isEqualTo("y←x");
    assertThat(other.raw()).isTrue();
    assertThat(applied(other, Dtype.FLOAT64))
        .isEqualTo(
            new Absent(Reason.FLOAT32_ONLY, "rule 'y←x' is raw loops, which run in float32 only"));
    assertThat(((Known) applied(other, Dtype.FLOAT32)).tensor().values()).containsExactly(3, 6);
  }

  @Test
  void whatIsPutInThePlaceOfAFormulaIsNoLoops() {
    Rule other = new Rule("y", "x", (dy, in, out) -> dy).with((dy, in, out) -> dy.mul(3));
    assertThat(other.raw()).isFalse();
    assertThat(((Known) applied(other, Dtype.FLOAT64)).tensor().values()).containsExactly(3, 6);
  }

  /** Under the upstream x. */
  private Gradient applied(Rule rule, Dtype dtype) {
    ArrayTensor upstream = dtype.cast(x.value());
    return rule.apply(upstream, List.of(upstream), upstream, TWO);
  }

  @Test
  void aRuleThatIsMissingIsToldBeforeOneThatIsLoopsWhicheverComesFirst() {
    for (boolean missingFirst : new boolean[] {true, false}) {
      Definition q = new Definition();
      Input z = q.parameter("z", x.value());
      Step.Of1 first = q.step("first", z, a -> a.mul(2));
      Step.Of1 second = q.step("second", z, a -> a.mul(2));
      (missingFirst ? second : first)
          .gradRaw(z, (dy, in, out, dz) -> times(dy, new float[] {2, 2}, dz));
      Step sum =
          q.step("sum", first, second, (a, c) -> a.add(c))
              .grad(first, (up, a, c) -> up)
              .grad(second, (up, a, c) -> up);
      Program program = q.program(sum);
      assertThat(PlainNetwork.run(program, Point.of(program).in(Dtype.FLOAT64)).gradient(z))
          .extracting(gradient -> ((Absent) gradient).reason())
          .isEqualTo(Reason.MISSING);
    }
  }

  @Test
  void aValueWithLoopsAmongItsRulesHasNoGradientInFloat64WhicheverComesFirst() {
    for (boolean rawFirst : new boolean[] {true, false}) {
      Definition q = new Definition();
      Input z = q.parameter("z", x.value());
      Step.Of1 first = q.step("first", z, a -> a.mul(2));
      Step.Of1 second = q.step("second", z, a -> a.mul(2));
      (rawFirst ? first : second)
          .gradRaw(z, (dy, in, out, dz) -> times(dy, new float[] {2, 2}, dz));
      (rawFirst ? second : first).grad(z, (dy, a) -> dy.mul(2));
      Step sum =
          q.step("sum", first, second, (a, c) -> a.add(c))
              .grad(first, (up, a, c) -> up)
              .grad(second, (up, a, c) -> up);
      Program program = q.program(sum);
      assertThat(PlainNetwork.run(program, Point.of(program).in(Dtype.FLOAT64)).gradient(z))
          .extracting(gradient -> ((Absent) gradient).reason())
          .isEqualTo(Reason.FLOAT32_ONLY);
      assertThat(PlainNetwork.run(program, Point.of(program)).gradient(z))
          .isInstanceOf(Known.class);
    }
  }

  private Trace run(Step output, Dtype dtype) {
    Program program = p.program(output);
    return PlainNetwork.run(program, Point.of(program).in(dtype));
  }

  private List<ArrayTensor> values(int inputs) {
    return List.<ArrayTensor>of(x.value(), w.value(), b.value()).subList(0, inputs);
  }

  private static void times(float[] a, float[] c, float[] product) {
    for (int i = 0; i < product.length; i++) {
      product[i] = a[i] * c[i];
    }
  }

  private static void sum(float[][] in, float[] out) {
    for (int i = 0; i < out.length; i++) {
      float sum = 0;
      for (float[] each : in) {
        sum += each[i];
      }
      out[i] = sum;
    }
  }
}
