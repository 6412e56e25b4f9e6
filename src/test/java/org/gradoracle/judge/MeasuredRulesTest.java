package org.gradoracle.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.gradoracle.diagnose.Diagnosis;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Input;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.reference.PlainReference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.Float64Comparison;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rule check asks the reference, and how it measures its tolerance; y = 3x. */
class MeasuredRulesTest {

  private static final double HALF_ULP = 0x1p-24;

  private static final Rule.Backward RIGHT = (up, in, out) -> up.mul(3);

  @Test
  void everyStepIsAskedForOnceInEachElementTypeUnderEightRandomAndEightUpstreamsOfItsOwn() {
    Spy spy = new Spy();
    Program program = program(512, RIGHT);
    assertThat(RuleCheck.run(program, spy))
        .extracting(RuleResult::status)
        .containsOnly(Status.PASS);
    assertThat(spy.points)
        .extracting(point -> point.dtype())
        .containsExactly(Dtype.FLOAT32, Dtype.FLOAT64);
    assertThat(spy.products).hasSize(2 * 2 * 16);
    List<ArrayTensor> upstreams = upstreams(spy, 512);
    assertThat(upstreams).hasSize(16);
    for (ArrayTensor random : upstreams.subList(0, 6)) {
      assertThat(deviation(random, 0)).isCloseTo(1, within(0.1));
      assertThat(DoubleStream.of(random.values()).average().orElseThrow())
          .isCloseTo(0, within(0.15));
    }
    assertThat(zeros(upstreams.get(6))).hasSizeBetween(200, 312);
    List<Integer> part = zeros(upstreams.get(7));
    assertThat(part).isNotEmpty().hasSize(part.get(part.size() - 1) - part.get(0) + 1);
    assertThat(upstreams.get(8).values()).containsOnly(1.0 / 512);
    for (ArrayTensor near : upstreams.subList(9, 16)) {
      assertThat(deviation(near.mul(512), 1)).isCloseTo(1.0 / 128, within(1e-3));
    }
    assertThat(upstreams.stream().map(each -> List.of(each.at(0), each.at(511))).distinct())
        .hasSize(16);
  }

  private static List<Integer> zeros(ArrayTensor tensor) {
    return IntStream.range(0, tensor.size()).filter(i -> tensor.at(i) == 0).boxed().toList();
  }

  @Test
  void theLossHasAnUpstreamOfOnesOfItsOwn() {
    Spy spy = new Spy();
    RuleCheck.run(program(4, RIGHT), spy);
    List<ArrayTensor> upstreams = upstreams(spy, 1);
    assertThat(upstreams).hasSize(16);
    assertThat(upstreams.get(8).at(0)).isEqualTo(1);
    assertThat(upstreams.subList(9, 16))
        .allSatisfy(near -> assertThat(near.at(0)).isCloseTo(1, within(0.1)));
  }

  @Test
  void aRuleThatIsNotGivenTheOutputIsNotRunWithAnotherOne() {
    int[] runs = {0, 0};
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(3), 1, -2, 3));
    var y =
        p.step("y", x, a -> a.mul(3))
            .grad(
                x,
                (up, a) -> {
                  runs[0]++;
                  return up.mul(3);
                });
    var z =
        p.step("z", y, a -> a.mul(3))
            .grad(
                y,
                (up, a, out) -> {
                  runs[1]++;
                  return up.mul(3);
                });
    var loss = p.step("loss", z, a -> a.sum()).grad(z, (up, a) -> a.onesLike().mul(up));
    assertThat(RuleCheck.run(p.program(loss), new PlainReference()))
        .extracting(RuleResult::status)
        .containsOnly(Status.PASS);
    assertThat(runs[1]).isEqualTo(runs[0] + 16); // once under each upstream
  }

  /** In float32, in the order they were asked for. */
  private static List<ArrayTensor> upstreams(Spy spy, int size) {
    return spy.products.stream()
        .map(Spy.Asked::upstream)
        .filter(each -> each.dtype() == Dtype.FLOAT32 && each.size() == size)
        .toList();
  }

  private static double deviation(ArrayTensor tensor, double mean) {
    return Math.sqrt(
        DoubleStream.of(tensor.values())
            .map(each -> (each - mean) * (each - mean))
            .average()
            .orElseThrow());
  }

  @Test
  void anUpstreamThatOverflowsInFloat32IsScaledDown() {
    Spy spy = new Spy();
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2), 1, -2));
    var y = p.step("y", x, a -> a.mul(3)).grad(x, (up, a) -> up.mul(3));
    var z = p.step("z", y, a -> a.mul(1e30)).grad(y, (up, a) -> up.mul(1e30));
    var w =
        p.step("w", z, a -> a.mul(-1e15).pow(2).mul(1e-40))
            .grad(z, (up, a) -> a.mul(2e-10).mul(up));
    var loss = p.step("loss", w, a -> a.sum()).grad(w, (up, a) -> a.onesLike().mul(up));
    RuleCheck.run(p.program(loss), spy);
    // d loss / dy = 2e-10 z * 1e30 = 6e50 x
    List<double[]> own =
        spy.products.stream()
            .filter(asked -> asked.inputs().get(0).at(0) == 1 && asked.inputs().get(0).size() == 2)
            .map(Spy.Asked::upstream)
            .filter(each -> each.dtype() == Dtype.FLOAT32)
            .map(ArrayTensor::values)
            .toList();
    assertThat(own).hasSize(16);
    double ratio = own.get(8)[1] / own.get(8)[0];
    assertThat(ratio).isCloseTo(-2, within(1e-6));
    assertThat(Math.abs(own.get(8)[1])).isBetween(1.0, 2.0);
  }

  @Test
  void anUpstreamThatFitsIsNotScaled() {
    Spy spy = new Spy();
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2), 1, -2));
    var y = p.step("y", x, a -> a.mul(3)).grad(x, (up, a) -> up.mul(3));
    var loss =
        p.step("loss", y, a -> a.mul(1e30).sum())
            .grad(y, (up, a) -> a.onesLike().mul(up).mul(1e30));
    RuleCheck.run(p.program(loss), spy);
    assertThat(upstreams(spy, 2).get(8).values()).containsOnly((float) 1e30);
  }

  @Test
  void anUpstreamThatIsNotFiniteIsLeftOut() {
    Spy spy =
        new Spy() {
          @Override
          ArrayTensor gradient(org.gradoracle.program.Point point, ArrayTensor gradient) {
            return gradient.mul(Double.NaN);
          }
        };
    assertThat(RuleCheck.run(program(2, RIGHT), spy))
        .extracting(RuleResult::status)
        .containsOnly(Status.PASS);
    assertThat(upstreams(spy, 2)).hasSize(8);
  }

  @Test
  void inputsThatOverflowInFloat32AreTakenFromFloat64() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2), 100, 1));
    var e = p.step("e", x, a -> a.exp()).grad(x, (up, a, out) -> out.mul(up));
    var y = p.step("y", e, a -> a.pow(-1)).grad(e, (up, a) -> a.pow(-2).neg().mul(up));
    Spy spy = new Spy();
    List<RuleResult> rows = RuleCheck.run(p.program(y), spy);
    assertThat(find(rows, "y←e").status()).isEqualTo(Status.PASS);
    assertThat(
            spy.products.stream()
                .map(asked -> asked.inputs().get(0).at(0))
                .filter(Double::isFinite)
                .max(Double::compare))
        .contains(Math.exp(100));
  }

  @Test
  void inputsAtAPoleInFloat32AreTakenFromFloat64() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2), -200, 1));
    var e = p.step("e", x, a -> a.exp()).grad(x, (up, a, out) -> out.mul(up));
    var y = p.step("y", e, a -> a.log()).grad(e, (up, a) -> up.div(a));
    assertThat(find(RuleCheck.run(p.program(y), new PlainReference()), "y←e").status())
        .isEqualTo(Status.PASS);
  }

  /** The reference is off by one half in float32, under one upstream only. */
  @ParameterizedTest
  @ValueSource(ints = {16, 17, 23, 24, 30, 31})
  void theReferencesOwnRoundingMakesTheTolerance(int which) {
    Spy spy =
        new Spy() {
          @Override
          Optional<ArrayTensor> product(ArrayTensor product, long before) {
            boolean off = product.dtype() == Dtype.FLOAT32 && before == which;
            return Optional.of(off ? product.add(0.5) : product);
          }
        };
    RuleResult row = find(RuleCheck.run(program(2, RIGHT), spy), "y←x");
    double sensitivity = row.verdict().float64().orElseThrow().sensitivity();
    if (which < 24) { // the eight random ones decide as long as they pass
      assertThat(sensitivity).isCloseTo(0.5 * HALF_ULP, within(1e-12));
    } else {
      assertThat(sensitivity).isLessThan(0.1 * HALF_ULP);
    }
  }

  /** Ours is, so that it is imprecise; the proof beside that tells the tolerance. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void ourOwnRoundingMakesTheTolerance(int which) {
    int[] runs = {0};
    Rule.Backward off =
        (up, in, out) -> {
          boolean single = ((ArrayTensor) up).dtype() == Dtype.FLOAT32;
          return single && runs[0]++ == which ? up.mul(3).add(0.5) : up.mul(3);
        };
    // put in place of a written rule, which is run twice and must give the same
    Program program = program(2, RIGHT).with(new Rule("y", "x", off));
    RuleResult row = find(RuleCheck.run(program, new PlainReference()), "y←x");
    assertThat(row.status()).isEqualTo(Status.IMPRECISE);
    assertThat(row.verdict().reason())
        .startsWith("right in float64; in float32 it loses digits at [");
    assertThat(row.verdict().diagnosis()).isEmpty();
    assertThat(row.verdict().float64().orElseThrow().sensitivity())
        .isCloseTo(0.5 * HALF_ULP, within(1e-12));
  }

  @Test
  void howMuchRoundedOutputsMoveARuleMakesTheToleranceToo() {
    // out - 3x is zero, in float32 too: the numbers are small and whole
    Rule.Backward amplifying = (up, in, out) -> up.mul(3).add(out.sub(in.get(0).mul(3)).mul(1e6));
    RuleResult row = find(RuleCheck.run(program(2, amplifying), new PlainReference()), "y←x");
    assertThat(row.status()).isEqualTo(Status.PASS);
    double moved = 6 * HALF_ULP * 1e6; // the larger output is 6
    assertThat(row.verdict().float32().orElseThrow().perturbed()).isBetween(0.5 * moved, moved);
    assertThat(row.verdict().float64().orElseThrow().sensitivity())
        .isEqualTo(row.verdict().float32().orElseThrow().perturbed() * HALF_ULP);
  }

  @Test
  void howMuchRoundedUpstreamsMoveARuleMakesTheToleranceToo() {
    // the sum of differences of neighbours, which are rounded without an error
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(), 1));
    var y =
        p.step("y", x, a -> a.mul(1))
            .grad(x, (up, a) -> up.mul(1).add(0x1p20).add(-0x1p20).mul(0).add(up));
    RuleResult row = find(RuleCheck.run(p.program(y), new PlainReference()), "y←x");
    assertThat(row.verdict().float32().orElseThrow().perturbed()).isGreaterThan(0);
  }

  @Test
  void aRuleThatFailsUnderMovedValuesOnlyIsJudgedWithoutThem() {
    Rule.Backward picky =
        (up, in, out) -> {
          ArrayTensor upstream = (ArrayTensor) up;
          for (double each : upstream.values()) {
            if ((float) each != each) {
              throw new IllegalStateException("not from float32");
            }
          }
          return up.mul(3);
        };
    assertThat(find(RuleCheck.run(program(2, picky), new PlainReference()), "y←x").status())
        .isEqualTo(Status.PASS);
  }

  @Test
  void theProofThatIsToldIsTheWorstOfAllUpstreams() {
    Spy spy = new Spy();
    Rule.Backward squares = (up, in, out) -> up.mul(3).add(up.mul(up).mul(0.25));
    RuleResult row = find(RuleCheck.run(program(2, squares), spy), "y←x");
    double worst = 0;
    double difference = 0;
    for (ArrayTensor upstream : upstreams(spy, 2).subList(0, 8)) {
      double largest = DoubleStream.of(upstream.values()).map(Math::abs).max().orElseThrow();
      double part = 0.25 * largest * largest / (1e-10 * 3 * largest);
      if (part > worst) {
        worst = part;
        difference = 0.25 * largest * largest;
      }
    }
    assertThat(row.verdict().float64().orElseThrow().difference())
        .isCloseTo(difference, within(1e-12));
    assertThat(row.status()).isEqualTo(Status.FAIL);
  }

  /** Two mistakes: a large one in proportion to a large gradient, a small one to a tiny one. */
  @Test
  void theWorstIsThatWhoseErrorIsTheLargestPartOfItsTolerance() {
    List<Double> parts = new ArrayList<>();
    Spy spy = new Spy();
    Rule.Backward root = (up, in, out) -> up.mul(3).add(up.mul(up).add(1e-12).pow(0.25).mul(0.01));
    RuleResult row = find(RuleCheck.run(program(1, root), spy), "y←x");
    Float64Comparison float64 = row.verdict().float64().orElseThrow();
    for (ArrayTensor upstream : upstreams(spy, 1)) {
      parts.add(0.01 * Math.sqrt(Math.abs(upstream.at(0))));
    }
    // the root is the largest part of the smallest upstream; those of the loss come first
    assertThat(float64.difference())
        .isCloseTo(parts.subList(16, 24).stream().min(Double::compare).get(), within(1e-5));
  }

  @Test
  void aRuleThatIsNotFiniteIsSaidToBeSo() {
    RuleResult everywhere =
        find(
            RuleCheck.run(
                program(2, (up, in, out) -> up.div(up.zerosLike())), new PlainReference()),
            "y←x");
    assertThat(everywhere.status()).isEqualTo(Status.NONFINITE);
    assertThat(everywhere.verdict().reason()).endsWith("in float64");
    assertThat(everywhere.verdict().float64()).isEmpty();
    assertThat(everywhere.verdict().float32()).isEmpty();
    assertThat(everywhere.verdict().diagnosis()).isEmpty();
    RuleResult single =
        find(
            RuleCheck.run(
                program(2, (up, in, out) -> up.mul(3e38).mul(1e10).mul(1e-10).mul(1e-38)),
                new PlainReference()),
            "y←x");
    assertThat(single.status()).isEqualTo(Status.NONFINITE);
    assertThat(single.verdict().reason()).endsWith("in float32");
  }

  @Test
  void whereTheReferenceHasNoProductInOneElementTypeTheInputIsUnreached() {
    for (Dtype without : Dtype.values()) {
      Spy spy =
          new Spy() {
            @Override
            Optional<ArrayTensor> product(ArrayTensor product, long before) {
              return product.dtype() == without ? Optional.empty() : Optional.of(product);
            }
          };
      RuleResult row = find(RuleCheck.run(program(2, RIGHT), spy), "y←x");
      assertThat(row.status()).isEqualTo(Status.UNREACHED);
      assertThat(row.verdict().reason())
          .isEqualTo(
              "the output of 'y' does not depend on 'x'; indices, targets and masks are constants");
      RuleResult raw = find(RuleCheck.run(raw(), spy), "y←x");
      assertThat(raw.status()).isEqualTo(Status.UNREACHED);
      assertThat(raw.verdict().reason())
          .isEqualTo(
              "the output of 'y' does not depend on 'x'; indices, targets and masks are constants");
    }
  }

  private static Program raw() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(1), 1));
    return p.program(
        p.step("y", x, a -> a.mul(3)).gradRaw(x, (dy, in, out, dx) -> dx[0] = 3 * dy[0]));
  }

  @Test
  void aRowNamesItsStepItsInputAndTheInputsShape() {
    RuleResult row = find(RuleCheck.run(program(2, RIGHT), new PlainReference()), "y←x");
    assertThat(row.step()).isEqualTo("y");
    assertThat(row.input()).isEqualTo("x");
    assertThat(row.shape()).isEqualTo(Shape.of(2));
    assertThat(row.verdict().reason()).isEmpty();
  }

  @Test
  void aWrongRuleIsExplainedUnderTheFirstOfItsUpstreamsAndItsReasonSaysHow() {
    Spy spy = new Spy();
    RuleResult row = find(RuleCheck.run(program(1, (up, in, out) -> up.mul(-3)), spy), "y←x");
    assertThat(row.verdict().reason()).isEqualTo("it is the negative of autograd's");
    assertThat(row.verdict().diagnosis().orElseThrow().upstream()).isEqualTo("a random upstream");
    assertThat(row.verdict().diagnosis().orElseThrow().ours())
        .isEqualTo(-3 * upstreams(spy, 1).get(16).at(0));
  }

  @Test
  void aRuleThatIsWrongUnderALaterUpstreamIsDiagnosedUnderThat() {
    Spy spy = new Spy();
    double[] third = {Double.NaN};
    Rule.Backward off =
        (up, in, out) -> ((ArrayTensor) up).at(0) == third[0] ? up.mul(-3) : up.mul(3);
    Program program = program(3, off);
    RuleCheck check = RuleCheck.of(program, spy);
    third[0] = upstreams(spy, 3).get(2).at(0);
    RuleResult row = find(check.check(program), "y←x");
    Diagnosis diagnosis = row.verdict().diagnosis().orElseThrow();
    assertThat(diagnosis.upstream()).isEqualTo("a random upstream, number 3");
    assertThat(diagnosis.ours()).isEqualTo(-diagnosis.reference());
  }

  @Test
  void rulesOfTheProgramAreJudgedOnceAndThoseInTheirPlaceEachTime() {
    int[] own = {0};
    int[] other = {0};
    Program program =
        program(
            2,
            (up, in, out) -> {
              own[0]++;
              return up.mul(3);
            });
    RuleCheck check = RuleCheck.of(program, new PlainReference());
    List<RuleResult> rows = check.check(program);
    int once = own[0];
    assertThat(check.check(program)).isEqualTo(rows);
    assertThat(own[0]).isEqualTo(once);
    Rule replacement =
        new Rule(
            "y",
            "x",
            (up, in, out) -> {
              other[0]++;
              return up.mul(3);
            });
    assertThat(check.check(program.with(replacement))).isNotEmpty();
    int first = other[0];
    assertThat(check.check(program.with(replacement))).isNotEmpty();
    assertThat(other[0]).isEqualTo(2 * first);
  }

  @Test
  void bothElementTypesTakeTheSameUpstreams() {
    Spy spy = new Spy();
    RuleCheck.run(program(3, RIGHT), spy); // a third is not a float
    List<double[]> twice =
        spy.products.stream()
            .map(Spy.Asked::upstream)
            .filter(each -> each.dtype() == Dtype.FLOAT64 && each.size() == 3)
            .map(ArrayTensor::values)
            .toList();
    assertThat(twice).hasSize(16);
    List<ArrayTensor> single = upstreams(spy, 3);
    for (int i = 0; i < 16; i++) {
      assertThat(twice.get(i)).isEqualTo(single.get(i).values());
    }
  }

  @Test
  void ofProofsThatAreAlikeTheFirstIsTold() {
    Spy spy = new Spy();
    RuleResult row = find(RuleCheck.run(program(3, RIGHT), spy), "y←x");
    assertThat(row.verdict().float64().orElseThrow().reference())
        .isEqualTo(3 * upstreams(spy, 3).get(0).at(0));
  }

  @Test
  void aRuleThatGivesNothingIsNotExplained() {
    RuleResult row = find(RuleCheck.run(program(2, (up, in, out) -> null), new Spy()), "y←x");
    assertThat(row.status()).isEqualTo(Status.FAIL);
    assertThat(row.verdict().reason()).isEqualTo("rule 'y←x' returned null");
    assertThat(row.verdict().diagnosis()).isEmpty();
  }

  @Test
  void onlyWhatIsNotFiniteInTheReferenceEitherIsBeyondIt() {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2), 0, 1));
    var y = p.step("y", x, a -> a.pow(-1)).grad(x, (up, a) -> a.pow(-2).neg().mul(up));
    CheckResult pole = Checks.run(p.program(y), new Spy(), ForwardValues.OWN, Dtype.FLOAT32);
    assertThat(find(pole.rules(), "y←x").verdict().undecidable()).isTrue();
    assertThat(row(pole, "x").verdict().undecidable()).isTrue();
    for (Rule.Backward rule :
        List.<Rule.Backward>of(
            RIGHT, (up, in, out) -> up.mul(4), (up, in, out) -> up.div(up.zerosLike()))) {
      CheckResult result =
          Checks.run(program(2, rule), new Spy(), ForwardValues.OWN, Dtype.FLOAT32);
      assertThat(find(result.rules(), "y←x").verdict().undecidable()).isFalse();
      assertThat(row(result, "x").verdict().undecidable()).isFalse();
    }
  }

  private static GradientResult row(CheckResult result, String name) {
    return result.network().gradients().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aProgramOfOtherStepsIsRefused() {
    RuleCheck check = RuleCheck.of(program(2, RIGHT), new PlainReference());
    Program other = program(2, RIGHT);
    assertThatThrownBy(() -> check.check(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no step 'loss' was prepared");
  }

  private static RuleResult find(List<RuleResult> rows, String id) {
    return rows.stream().filter(row -> row.name().equals(id)).findFirst().orElseThrow();
  }

  /** The mean of 3x, for n elements of whole numbers. */
  private static Program program(int n, Rule.Backward rule) {
    var p = new Definition();
    Input x = p.parameter("x", FloatTensor.of(Shape.of(n), i -> i + 1));
    Step y = p.step("y", x, a -> a.mul(3)).grad(x, (up, a, out) -> rule.apply(up, List.of(a), out));
    return p.program(
        p.step("loss", y, a -> a.mean()).grad(y, (up, a) -> a.onesLike().mul(up.mul(1.0 / n))));
  }
}
