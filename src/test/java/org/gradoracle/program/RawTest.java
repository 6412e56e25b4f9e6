package org.gradoracle.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gradoracle.program.Raw.Contract.SETS;

import java.util.ArrayList;
import java.util.Arrays;
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

  @Test
  void loopsGiveAllGradientsOfAStepOfAnyNumberOfInputsAtOnce() {
    Step.Of1 one = p.step("one", x, a -> a).gradsRaw(List.of(x), SETS, RawTest::numbered);
    Step.Of2 two =
        p.step("two", one, w, (a, c) -> a).gradsRaw(List.of(w, one), SETS, RawTest::numbered);
    Step.Of3 three =
        p.step("three", two, w, b, (a, c, d) -> a)
            .gradsRaw(List.of(b, two, w), SETS, RawTest::numbered);
    Step.OfList four =
        p.step("four", List.of(three, b), in -> in.get(0))
            .gradsRaw(List.of(three, b), SETS, RawTest::numbered)
            .kernel((in, out) -> sum(in, out));
    Trace trace = run(four, Dtype.FLOAT32);
    assertThat(KnownGradient.of(trace, "three")).containsExactly(1, 1);
    assertThat(KnownGradient.of(trace, "two")).containsExactly(2, 2);
    assertThat(KnownGradient.of(trace, "one")).containsExactly(2, 2);
    assertThat(KnownGradient.of(trace, "x")).containsExactly(1, 1);
    assertThat(KnownGradient.of(trace, "w")).containsExactly(3 + 1, 3 + 1);
    assertThat(KnownGradient.of(trace, "b")).containsExactly(2 + 1, 2 + 1);
    assertThat(four.runKernel(values(2), TWO).values()).containsExactly(4, 6);
  }

  @Test
  void loopsOfAStepOfAListRunForTheInputTheyAreWrittenFor() {
    Step.OfList y =
        p.step("y", List.of(x, w), in -> in.get(0).mul(in.get(1)))
            .gradRaw(x, (dy, in, out, dx) -> times(in[0], in[1], dx))
            .gradRaw(w, (dy, in, out, dw) -> times(in[1], in[1], dw));
    Trace trace = run(y, Dtype.FLOAT32);
    assertThat(KnownGradient.of(trace, "x")).containsExactly(3, 8);
    assertThat(KnownGradient.of(trace, "w")).containsExactly(9, 16);
  }

  /** Larger than what they read and make, so that what cancels there does not count. */
  @Test
  void loopsThatAddStartFromZerosTwiceAndThenFromNumbersLargerThanAll() {
    assertThat(starts(9, -5, -6, 1, Float.NEGATIVE_INFINITY))
        .containsExactly(
            Arrays.toString(new float[9]),
            Arrays.toString(new float[9]),
            "[12.0, -13.5, 15.0, -16.5, 18.0, -19.5, 21.0, -12.0, 13.5]");
    assertThat(starts(1, -64, 0.25f)).containsExactly("[0.0]", "[0.0]", "[128.0]");
    assertThat(starts(1, 0, 0.25f)).containsExactly("[0.0]", "[0.0]", "[2.0]");
  }

  /** What loops find in a result of this size, to whose first element they add a number. */
  private static List<String> starts(int size, float added, float... read) {
    List<String> starts = new ArrayList<>();
    Raw.run(
        Raw.Contract.ACCUMULATES,
        List.of("'x'"),
        List.of(read),
        new int[] {size},
        (arrays, gradients) -> {
          starts.add(Arrays.toString(gradients[0]));
          gradients[0][0] += added;
        });
    return starts;
  }

  @Test
  void loopsThatSayTheyAddAndSetAreToldSo() {
    Step.Of1 y =
        p.step("y", x, a -> a)
            .gradsRaw(
                List.of(x),
                Raw.Contract.ACCUMULATES,
                (up, in, out, gradients) -> {
                  gradients[0][0] += 1;
                  gradients[0][1] = -1;
                });
    assertThat(applied(p.program(y).rule(y, x).orElseThrow(), Dtype.FLOAT32))
        .isEqualTo(
            new Absent(
                Reason.THREW,
                "rule 'y←x' does not add to element 1 of its result, as it says: from -4.5 it"
                    + " makes -1.0, and from 0.0 it makes -1.0"));
  }

  @Test
  void loopsThatBreakTheirContractForOneOfSeveralGradientsFailForThatOne() {
    Input v = p.parameter("v", x.value());
    Step.Of2 y =
        p.step("y", x, v, (a, b) -> a.add(b))
            .gradsRaw(
                List.of(x, v),
                Raw.Contract.ACCUMULATES,
                (up, in, out, gradients) -> {
                  for (int i = 0; i < up[0].length; i++) {
                    gradients[0][i] += up[0][i];
                    gradients[1][i] = up[0][i];
                  }
                });
    Program program = p.program(y);
    List<ArrayTensor> values = List.of(x.value(), v.value());
    assertThat(program.rule(y, x).orElseThrow().apply(x.value(), values, x.value(), TWO))
        .isInstanceOf(Gradient.Known.class);
    assertThat(program.rule(y, v).orElseThrow().apply(x.value(), values, x.value(), TWO).toString())
        .contains("rule 'y←v' does not add to element 0 of its result");
  }

  @Test
  void runsMayBeAsFarApartAsTheLoopsSayAndNoFarther() {
    float ulp = Math.ulp(1024f);
    assertThat(second(3, 3 * ulp)).isEqualTo("[1024.0, 1.0]");
    assertThat(second(3, -3 * ulp)).isEqualTo("[1024.0, 1.0]");
    assertThat(second(3, 3.1f * ulp))
        .isEqualTo("gives element 1 as 1.0 in one run and as 1.0003784 in the next");
    assertThat(second(0, 1e-6f))
        .isEqualTo("gives element 1 as 1.0 in one run and as 1.000001 in the next");
    assertThat(second(0, 0)).isEqualTo("[1024.0, 1.0]");
  }

  /** What comes of loops whose second run differs from the first. */
  private static String second(int ulps, float difference) {
    int[] runs = {0};
    try {
      float[][] made =
          Raw.run(
              SETS.differingBy(ulps),
              List.of(),
              List.of(),
              new int[] {2},
              (read, results) -> {
                results[0][0] = 1024;
                results[0][1] = 1 + runs[0]++ * difference;
              });
      return Arrays.toString(made[0]);
    } catch (ProgramException e) {
      return e.getMessage();
    }
  }

  /** Gives the first of its gradients ones, the second twos, and so on. */
  private static void numbered(float[][] up, float[][] in, float[][] out, float[][] gradients) {
    for (int i = 0; i < gradients.length; i++) {
      Arrays.fill(gradients[i], i + 1);
    }
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
