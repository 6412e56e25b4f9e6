package org.gradoracle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.gradoracle.compare.TensorPair;
import org.gradoracle.diagnose.Diagnosis;
import org.gradoracle.diagnose.Explanation;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.Verdict;
import org.junit.jupiter.api.Test;

class VerdictTextTest {

  private static final Shape SHAPE = Shape.of(4, 1);

  @Test
  void everyFactIsALineAndTheFirstExplanationIsLeftToTheReason() {
    assertThat(VerdictText.lines(verdict(-1.5, -2)))
        .containsExactly(
            "it is also the same",
            "under a random upstream, worst at [3, 0]: -1.5, autograd -2.0 (difference 0.50,"
                + " relative 0.25, 2.1e+06 float32 ULP)",
            "1 of 4 elements differ",
            "undecided");
  }

  @Test
  void ofAValueThatIsZeroTheDistanceIsNoPart() {
    assertThat(VerdictText.lines(verdict(1, 0)).get(1)).endsWith("autograd 0.0 (difference 1.0)");
  }

  /** Off at [3, 0] alone. */
  private static Verdict verdict(double ours, double reference) {
    TensorPair gradients =
        new TensorPair(
            DoubleTensor.of(SHAPE, i -> i == 3 ? ours : 7),
            DoubleTensor.of(SHAPE, i -> i == 3 ? reference : 7));
    return new Verdict(
        Status.FAIL,
        "it is twice",
        false,
        Optional.empty(),
        Optional.empty(),
        List.of(
            new Explanation(Kind.CONSTANT_FACTOR, "twice"),
            new Explanation(Kind.FORWARD_VALUE, "the same")),
        Optional.of(new Diagnosis(gradients, "a random upstream", 3, 1, "undecided")));
  }
}
