package org.gradoracle.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.gradoracle.compare.Comparison;
import org.gradoracle.compare.Extremes;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Input;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Raw;
import org.gradoracle.program.Rule;
import org.gradoracle.reference.PlainReference;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.KernelResult;
import org.gradoracle.verdict.NetworkResult;
import org.gradoracle.verdict.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** At how many points the network check runs, and what it takes its tolerance from. */
class MeasuredNetworkTest {

  private static final double HALF_ULP = 0x1p-24;

  /** The distance that tests plant between float32 and float64. */
  private static final double OFF = 0.5;

  @Test
  void theReferenceRunsAtEightPointsInBothElementTypesTheFirstBeingTheProgramsOwn() {
    Spy spy = new Spy();
    int[] lines = {0};
    int[] rules = {0};
    Program program =
        program(
            a -> {
              lines[0]++;
              return a.mul(3);
            },
            (up, in, out) -> {
              rules[0]++;
              return up.mul(3);
            });
    int building = lines[0];
    NetworkResult result = run(program, spy);
    assertThat(result.passed()).isTrue();
    assertThat(spy.points).hasSize(16);
    for (int i = 0; i < 16; i++) {
      assertThat(spy.points.get(i).dtype()).isEqualTo(i % 2 == 0 ? Dtype.FLOAT32 : Dtype.FLOAT64);
    }
    assertThat(x(spy.points.get(0))).containsExactly(1, 2);
    assertThat(x(spy.points.get(1))).containsExactly(1, 2);
    for (Point point : spy.points.subList(2, 16)) {
      double[] x = x(point);
      assertThat(x[0]).isNotEqualTo(1).isCloseTo(1, within(0.05));
      assertThat(x[1] / x[0]).isNotCloseTo(2, within(1e-6));
    }
    // ours runs at those and at eight scaled points, and eight times backward alone under noise
    assertThat(lines[0] - building).isEqualTo(16 + 16 + 16 + 2); // 2 to see that it gives the same
    // a rule is run twice at the program's own point, to see that it gives the same
    assertThat(rules[0]).isEqualTo(2 * 2 + 14 + 16 + 8);
  }

  private static double[] x(Point point) {
    return point.values().get("x").values();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 8, 14})
  void theReferencesRoundingAtAnyOfThemMakesTheTolerance(int which) {
    Spy spy =
        new Spy() {
          @Override
          ArrayTensor gradient(Point point, ArrayTensor gradient) {
            return points.size() == which + 1 && point.dtype() == Dtype.FLOAT32
                ? gradient.add(OFF)
                : gradient;
          }
        };
    assertThat(sensitivity(run(program(a -> a.mul(3), (up, in, out) -> up.mul(3)), spy)))
        .isCloseTo(OFF * HALF_ULP, within(1e-14));
  }

  @Test
  void ourRoundingAtTheProgramsOwnPointMakesTheTolerance() {
    assertThat(sensitivity(offWhere(x -> x[0] == 1))).isCloseTo(OFF * HALF_ULP, within(1e-12));
  }

  @Test
  void ourRoundingAtAJitteredPointMakesTheTolerance() {
    assertThat(sensitivity(offWhere(x -> Math.abs(x[1] / x[0] - 2) > 1e-6)))
        .isCloseTo(OFF * HALF_ULP, within(1e-12));
  }

  @Test
  void ourRoundingAtAScaledPointMakesTheTolerance() {
    assertThat(sensitivity(offWhere(x -> x[0] != 1 && Math.abs(x[1] / x[0] - 2) < 1e-6)))
        .isCloseTo(OFF * HALF_ULP, within(1e-12));
  }

  @Test
  void withoutRoundingTheToleranceIsAPartOfTheLargestGradient() {
    assertThat(sensitivity(offWhere(x -> false))).isLessThan(1e-8);
    assertThat(sensitivity(run(program(a -> a.mul(2), (up, in, out) -> up.mul(2)), new Spy())))
        .isEqualTo(1e-10 * 1);
  }

  /** Off in float32, where x is of a kind. */
  private static NetworkResult offWhere(java.util.function.Predicate<double[]> kind) {
    return run(
        program(
            a -> a.mul(3),
            (up, in, out) -> {
              ArrayTensor x = (ArrayTensor) in.get(0);
              boolean off = x.dtype() == Dtype.FLOAT32 && kind.test(x.values());
              return off ? up.mul(3).add(OFF) : up.mul(3);
            }),
        new PlainReference());
  }

  private static double sensitivity(NetworkResult result) {
    return row(result, "x").verdict().float64().orElseThrow().sensitivity();
  }

  @Test
  void contributionsThatCancelMakeTheToleranceThoughFloat32RoundsNothing() {
    var p = new Definition();
    Input x = p.parameter("x", FloatTensor.of(Shape.of(2), 1, 2));
    var large = p.step("large", x, a -> a.mul(0x1p20)).grad(x, (up, a) -> up.mul(0x1p20));
    var minus = p.step("minus", x, a -> a.mul(-0x1p20)).grad(x, (up, a) -> up.mul(-0x1p20));
    var sum =
        p.step("sum", large, minus, x, (a, b, c) -> a.add(b).add(c).sum())
            .grad(large, (up, a, b, c) -> a.onesLike().mul(up))
            .grad(minus, (up, a, b, c) -> a.onesLike().mul(up))
            .grad(x, (up, a, b, c) -> a.onesLike().mul(up));
    NetworkResult result = run(p.program(sum), new PlainReference());
    double moved = 4 * 0x1p20 * HALF_ULP; // two contributions, each moved twice on its way
    assertThat(sensitivity(result)).isBetween(0.1 * moved * HALF_ULP, moved * HALF_ULP);
  }

  @Test
  void outputsThatCancelMakeTheToleranceThoughFloat32RoundsNothing() {
    // out - 3x is zero, in float32 too: the numbers are small and whole
    NetworkResult result =
        run(
            program(
                a -> a.mul(3),
                (up, in, out) -> up.mul(3).add(out.sub(in.get(0).mul(3)).mul(0x1p20))),
            new PlainReference());
    assertThat(sensitivity(result)).isGreaterThan(0.1 * 0x1p20 * HALF_ULP * HALF_ULP);
  }

  @ParameterizedTest
  @EnumSource(ForwardValues.class)
  void rulesReadTheForwardValuesThatTheyAreSaidTo(ForwardValues forward) {
    Spy shifted =
        new Spy() {
          @Override
          ArrayTensor value(String name, ArrayTensor value) {
            return name.equals("y") ? value.add(100) : value;
          }
        };
    List<Double> read = new ArrayList<>();
    Program program =
        program(
            a -> a.mul(3),
            (up, in, out) -> {
              read.add(((ArrayTensor) out).at(0));
              return up.mul(3);
            });
    NetworkCheck.run(program, shifted, forward, Dtype.FLOAT32);
    assertThat(read).contains(3.0); // the rounding of ours is measured in any case
    assertThat(read.contains(103.0)).isEqualTo(forward == ForwardValues.REFERENCE);
  }

  @Test
  void aRowOfARightRuleTellsItsComparisonItsProofAndItsPrecision() {
    GradientResult row =
        row(run(program(a -> a.mul(3), (up, in, out) -> up.mul(3)), new PlainReference()), "x");
    assertThat(row.shape()).isEqualTo(Shape.of(2));
    assertThat(row.verdict().reason()).isEmpty();
    assertThat(row.values().ours().values()).containsExactly(1, 2);
    assertThat(row.comparison()).contains(new Comparison(true, true, 0));
    assertThat(row.verdict().float64()).isPresent();
    assertThat(row.verdict().float32().orElseThrow().scale()).isEqualTo(1.5);
  }

  @Test
  void aRowOfAWrongRuleSaysWhereItIsWrong() {
    GradientResult row =
        row(run(program(a -> a.mul(3), (up, in, out) -> up.mul(4)), new PlainReference()), "x");
    assertThat(row.status()).isEqualTo(Status.FAIL);
    assertThat(row.verdict().reason()).startsWith("at [0] 2.0, autograd 1.5; in float64");
  }

  @Test
  void aRowWithoutAGradientHasNothingToCompare() {
    Program program = program(a -> a.mul(3), (up, in, out) -> up.mul(3));
    Program without = program.without(new Rule("y", "x", (up, in, out) -> up));
    GradientResult row = row(run(without, new PlainReference()), "x");
    assertThat(row.status()).isEqualTo(Status.MISSING);
    assertThat(row.values().comparison().exact()).isTrue();
    assertThat(row.comparison()).isEmpty();
    assertThat(row.verdict().float64()).isEmpty();
    assertThat(row.verdict().float32()).isEmpty();
  }

  @Test
  void aRowThatIsNotFiniteHasItsComparisonOnly() {
    GradientResult row =
        row(run(program(a -> a.mul(3), (up, in, out) -> up.div(up.zerosLike())), new Spy()), "x");
    assertThat(row.status()).isEqualTo(Status.NONFINITE);
    assertThat(row.comparison()).isPresent();
    assertThat(row.verdict().float64()).isEmpty();
    assertThat(row.verdict().float32()).isEmpty();
  }

  @Test
  void aRowOfLoopsTellsItsComparisonItsProofAndItsPrecision() {
    GradientResult right = row(run(raw(x -> false), new PlainReference()), "x");
    assertThat(right.status()).isEqualTo(Status.PASS);
    assertThat(right.shape()).isEqualTo(Shape.of(2));
    assertThat(right.verdict().reason()).isEmpty();
    assertThat(right.values().comparison().exact()).isTrue();
    assertThat(right.comparison()).contains(new Comparison(true, true, 0));
    assertThat(right.verdict().float64()).isPresent();
    assertThat(right.verdict().float32().orElseThrow().scale()).isGreaterThan(0);
  }

  @Test
  void loopsThatAreWrongAtAnyOfThePointsFail() {
    GradientResult own = row(run(raw(x -> x[0] == 1), new PlainReference()), "x");
    assertThat(own.status()).isEqualTo(Status.FAIL);
    assertThat(own.verdict().reason()).contains("in float32, with a tolerance of");
    assertThat(own.comparison().orElseThrow().maxdiff()).isEqualTo(OFF);
    GradientResult jittered = row(run(raw(x -> x[0] != 1), new PlainReference()), "x");
    assertThat(jittered.status()).isEqualTo(Status.FAIL);
    assertThat(jittered.comparison()).contains(new Comparison(true, true, 0));
  }

  private static Program raw(java.util.function.Predicate<float[]> wrongAt) {
    Raw.Loops loops =
        (dy, in, out, dx) -> {
          for (int i = 0; i < dx.length; i++) {
            dx[i] = 4 * dy[i] + (wrongAt.test(in[0]) ? (float) OFF : 0);
          }
        };
    var p = new Definition();
    Input x = p.parameter("x", FloatTensor.of(Shape.of(2), 1, 2));
    return p.program(p.step("y", x, a -> a.mul(4)).gradRaw(x, loops));
  }

  @Test
  void aKernelIsRunAtEightPointsTheFirstBeingTheProgramsOwn() {
    Spy spy = new Spy();
    List<double[]> read = new ArrayList<>();
    KernelResult row =
        kernel(
            spy,
            (in, out) -> {
              read.add(new double[] {in[0][0], in[0][1]});
              times(in[0], out, 3);
            });
    assertThat(row.status()).isEqualTo(Status.PASS);
    assertThat(row.step()).isEqualTo("y");
    assertThat(row.name()).isEqualTo("kernel of y");
    assertThat(row.shape()).isEqualTo(Shape.of(2));
    assertThat(row.verdict().reason()).isEmpty();
    assertThat(row.verdict().float64()).isPresent();
    assertThat(row.verdict().diagnosis()).isEmpty();
    assertThat(read).hasSize(16); // each time twice, to see that it gives the same
    assertThat(read.get(0)).containsExactly(1.1f, 2);
    assertThat(read.get(2)).doesNotContain(1.1f, 2);
    assertThat(read.stream().map(each -> each[0]).distinct()).hasSize(8);
  }

  @Test
  void aKernelsYardstickIsTheRoundingOfTheLine() {
    KernelResult row = kernel(new PlainReference(), (in, out) -> times(in[0], out, 3));
    assertThat(row.verdict().float32().orElseThrow().referenceError()).isBetween(1e-9, 1e-6);
    assertThat(row.verdict().float32().orElseThrow().error())
        .isEqualTo(row.verdict().float32().orElseThrow().referenceError());
  }

  @Test
  void aKernelThatIsWrongAtOnePointFails() {
    for (boolean atOwn : new boolean[] {true, false}) {
      KernelResult row =
          kernel(
              new PlainReference(),
              (in, out) -> times(in[0], out, (in[0][1] == 2) == atOwn ? 3.1f : 3));
      assertThat(row.status()).isEqualTo(Status.FAIL);
    }
  }

  @Test
  void aKernelThatThrowsSaysWhat() {
    assertThat(kernel(new PlainReference(), (in, out) -> out[2] = 1).verdict().reason())
        .startsWith("the kernel of 'y' threw java.lang.ArrayIndexOutOfBoundsException");
    assertThat(kernel(new PlainReference(), (in, out) -> out[0] = 1).verdict().reason())
        .startsWith("the kernel of 'y' leaves element 1");
  }

  private static void times(float[] x, float[] y, float factor) {
    for (int i = 0; i < y.length; i++) {
      y[i] = factor * x[i];
    }
  }

  private static KernelResult kernel(Reference reference, Raw.Kernel kernel) {
    var p = new Definition();
    Input x = p.parameter("x", FloatTensor.of(Shape.of(2), 1.1f, 2));
    Program program =
        p.program(p.step("y", x, a -> a.mul(3)).grad(x, (up, a) -> up.mul(3)).kernel(kernel));
    return Checks.run(program, reference, ForwardValues.OWN, Dtype.FLOAT32).kernels().get(0);
  }

  @Test
  void roundingIsTheLargestFiniteDistanceOfAnyElement() {
    ArrayTensor zero = FloatTensor.of(Shape.of(3), 0, 0, 0);
    assertThat(Extremes.distance(FloatTensor.of(Shape.of(3), 4, 1, 2), zero)).isEqualTo(4);
    assertThat(Extremes.distance(FloatTensor.of(Shape.of(3), -4, -1, -2), zero)).isEqualTo(4);
    assertThat(
            Extremes.distance(
                FloatTensor.of(Shape.of(3), Float.NaN, Float.POSITIVE_INFINITY, 2), zero))
        .isEqualTo(2);
  }

  @Test
  void aRowWithoutARunHasNoRounding() {
    Program program = program(a -> a.mul(3), (up, in, out) -> up.mul(3));
    assertThat(new RowRounding(program.rows()).of(program.inputs().get(0))).isZero();
  }

  @Test
  void noiseMovesEveryElementByUpToHalfAFloat32Ulp() {
    ArrayTensor ones = Dtype.FLOAT64.cast(FloatTensor.of(Shape.of(1000), i -> 1));
    ArrayTensor moved = new Perturbation().perturb(ones);
    double least = 1;
    double most = 1;
    for (double each : moved.values()) {
      least = Math.min(least, each);
      most = Math.max(most, each);
    }
    assertThat(1 - least).isBetween(0.98 * HALF_ULP, HALF_ULP);
    assertThat(most - 1).isBetween(0.98 * HALF_ULP, HALF_ULP);
  }

  private static NetworkResult run(Program program, Reference reference) {
    return NetworkCheck.run(program, reference, ForwardValues.OWN, Dtype.FLOAT32);
  }

  private static GradientResult row(NetworkResult result, String name) {
    return result.gradients().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The mean of y, of two elements. */
  private static Program program(
      java.util.function.UnaryOperator<Tensor> line, Rule.Backward rule) {
    var p = new Definition();
    Input x = p.parameter("x", FloatTensor.of(Shape.of(2), 1, 2));
    var y = p.step("y", x, line::apply).grad(x, (up, a, out) -> rule.apply(up, List.of(a), out));
    return p.program(
        p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike().mul(up.mul(0.5))));
  }
}
