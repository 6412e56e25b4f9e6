package org.gradoracle.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.gradoracle.formula.notebook.NotebookFused;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.tensor.Dtype;
import org.junit.jupiter.api.Test;

/** Batch norm and cross-entropy as one step each, in place of the notebook's many. */
class FusedInTheNetworkTest {

  private final Program atomic = SampleNetwork.program(NotebookNetwork::program);
  private final Program fused = SampleNetwork.program(NotebookFused::program);

  @Test
  void theLossIsTheSame() {
    assertThat(run(fused).value(fused.loss()).at(0))
        .isCloseTo(run(atomic).value(atomic.loss()).at(0), within(1e-12));
  }

  @Test
  void everyGradientThatBothHaveIsTheSame() {
    assertThat(fused.rows())
        .extracting(Var::name)
        .isEqualTo(
            List.of(
                "logits", "h", "W2", "b2", "hpreact", "hprebn", "bngain", "bnbias", "embcat", "W1",
                "b1", "emb", "C"));
    for (Var row : fused.rows()) {
      double[] expected = gradient(run(atomic), row.name());
      assertThat(gradient(run(fused), row.name()))
          .as(row.name())
          .usingComparatorWithPrecision(1e-12)
          .containsExactly(expected);
    }
  }

  private static Trace run(Program program) {
    return PlainNetwork.run(program, Point.of(program).in(Dtype.FLOAT64));
  }

  private static double[] gradient(Trace trace, String name) {
    return ((Known) trace.gradients().get(name)).tensor().values();
  }
}
