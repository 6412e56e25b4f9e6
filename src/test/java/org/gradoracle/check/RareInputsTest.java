package org.gradoracle.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.SampledFormula;
import org.gradoracle.formula.activation.Softmax;
import org.gradoracle.formula.convolution.LogSumExpPool;
import org.gradoracle.formula.layer.Embedding;
import org.gradoracle.formula.layer.MixtureOfExperts;
import org.gradoracle.formula.loss.Huber;
import org.gradoracle.formula.loss.SmoothL1;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.reference.PlainReference;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.verdict.Status;
import org.junit.jupiter.api.Test;

/** The samples of the catalogue's formulas meet the inputs at which only some mistakes show. */
class RareInputsTest {

  private record Altered(Formula right, Rule rule) implements Formula {
    @Override
    public String name() {
      return right.name();
    }

    @Override
    public String summary() {
      return right.summary();
    }

    @Override
    public String source() {
      return right.source();
    }

    @Override
    public Program program(Sample sample) {
      return right.program(sample).with(rule);
    }
  }

  private static void assertFails(Formula right, String step, String input, Rule.Backward rule) {
    Altered wrong = new Altered(right, new Rule(step, input, rule));
    assertThat(FormulaCheck.run(wrong, new PlainReference()).passed()).isFalse();
  }

  @Test
  void aPredictionThatIsItsTarget() {
    Rule.Backward zeroByZero =
        (dloss, in, loss) -> {
          Tensor difference = in.get(0).sub(in.get(1));
          Tensor magnitude = difference.abs();
          return magnitude
              .minimum(magnitude.onesLike())
              .mul(difference)
              .div(magnitude)
              .mul(dloss)
              .mul(1.0 / difference.shape().size());
        };
    assertFails(new Huber(), "loss", "x", zeroByZero);
    assertFails(
        new SmoothL1(),
        "loss",
        "x",
        (dloss, in, loss) -> {
          Tensor difference = in.get(0).sub(in.get(1));
          Tensor slope = difference.mul(0.5).where(difference.abs().lt(2), difference.sign());
          return slope.add(difference.eq(0)).mul(dloss).mul(1.0 / difference.shape().size());
        });
  }

  /** Where all are below -1000, none is seen, and every exponential is zero. */
  @Test
  void aMaximumThatIsSoughtFromZeroOn() {
    assertFails(
        new Softmax(),
        "y",
        "x",
        (dy, in, y) -> {
          Tensor x = in.get(0);
          Tensor e = x.sub(x.max(1).maximum(x.max(1).zerosLike())).exp();
          Tensor p = e.div(e.sum(1));
          return p.mul(dy.sub(dy.mul(p).sum(1)));
        });
  }

  /** A row of zeros makes it so, whatever the weights are. */
  @Test
  void aValueThatIsComputedWithinAStepAndExactlyZero() {
    Formula wrong =
        new SampledFormula(
            "wrong",
            sample -> {
              var p = new Definition();
              int inner = sample.size(1, 6);
              var x = p.parameter("x", sample.values(sample.size(1, 6), inner));
              var w = p.parameter("w", sample.normal(1, inner, sample.size(1, 6)));
              return p.program(
                  p.step("y", x, w, (a, b) -> a.matmul(b).relu())
                      .grad(x, (dy, a, b) -> dy.mul(a.matmul(b).ge(0)).matmul(b.t()))
                      .grad(w, (dy, a, b) -> a.t().matmul(dy.mul(a.matmul(b).gt(0)))));
            });
    for (long seed = 1; seed <= 20; seed++) {
      Plan plan = new Plan(seed, 20, Duration.ZERO, Optional.empty());
      assertThat(FormulaCheck.run(wrong, new PlainReference(), plan).passed()).isFalse();
    }
  }

  /** There a product's derivative is that of the other elements alone, and nowhere else zero. */
  @Test
  void aRowWithASingleZero() {
    List<Function<Sample, FloatTensor>> inputs =
        List.of(
            sample -> sample.normal(1, sample.size(1, 4), sample.size(1, 5)),
            sample -> sample.uniform(-1.5, 1.5, sample.size(1, 4), sample.size(1, 5)),
            sample -> sample.values(sample.size(1, 4), sample.size(1, 5)));
    for (Function<Sample, FloatTensor> input : inputs) {
      Formula wrong =
          new SampledFormula(
              "wrong",
              sample -> {
                var p = new Definition();
                var x = p.parameter("x", input.apply(sample));
                return p.program(
                    p.step("y", x, a -> a.prod(1))
                        .grad(
                            x,
                            (dy, a, y) -> {
                              Tensor zero = a.eq(0);
                              return y.div(a.add(zero)).maskedFill(zero, 0).mul(dy);
                            }));
              });
      for (long seed = 1; seed <= 20; seed++) {
        Plan plan = new Plan(seed, 20, Duration.ZERO, Optional.empty());
        assertThat(FormulaCheck.run(wrong, new PlainReference(), plan).passed())
            .as("seed " + seed)
            .isFalse();
      }
    }
  }

  /** Of a logarithm's samples most are not finite: 1/n that is forgotten does not show at n = 1. */
  @Test
  void aRuleThatIsJudgedAtSingleElementsOnlyIsNotJudged() {
    Formula wrong =
        new SampledFormula(
            "wrong",
            sample -> {
              var p = new Definition();
              int n = sample.size(1, 12);
              FloatTensor drawn = sample.values(n);
              var x =
                  p.parameter(
                      "x",
                      FloatTensor.of(
                          drawn.shape(), i -> (n == 1 ? 1 : -1) * Math.abs(drawn.at(i))));
              return p.program(
                  p.step("y", x, a -> a.log().mean().exp())
                      .grad(x, (dy, a, y) -> y.mul(dy).div(a)));
            });
    assertThat(FormulaCheck.run(wrong, new PlainReference()).wrong())
        .allMatch(finding -> finding.status() == Status.NONFINITE)
        .isNotEmpty();
  }

  @Test
  void aRowOfATableThatNoIndexNames() {
    assertFails(
        new Embedding(),
        "y",
        "table",
        (dy, in, y) -> {
          Tensor zeros = in.get(0).zerosLike();
          Tensor named = zeros.addRows(in.get(1), dy.onesLike());
          return zeros.addRows(in.get(1), dy).add(named.eq(0).mul(1e-3));
        });
  }

  @Test
  void aRowWhoseElementsAreAllEqual() {
    assertFails(
        new LogSumExpPool(),
        "y",
        "x",
        (dy, in, y) -> {
          Tensor x = in.get(0);
          Tensor spread = x.max(1).add(x.neg().max(1));
          return x.mul(3).softmax(1).where(spread.expand(x.shape()).gt(0), x.oneHotMax(1)).mul(dy);
        });
  }

  @Test
  void expertsThatAreEquallyLikely() {
    assertFails(
        new MixtureOfExperts(),
        "gates",
        "routes",
        (dgates, in, gates) -> {
          Tensor probs = in.get(0).softmax(1);
          Tensor last = in.get(0).flip(1).oneHotMax(1).flip(1);
          Tensor dprobs = dgates.mul(last);
          return dprobs.sub(dprobs.mul(probs).sum(1)).mul(probs);
        });
  }
}
