package org.gradoracle.formula.recurrent;

import com.google.auto.service.AutoService;
import java.util.List;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.program.Var;

/**
 * An LSTM unrolled over a sequence: {@link LstmCell} once for each position, with the same weights,
 * whose gradient is the sum of all positions'. Backpropagation through time is nothing but this.
 *
 * <p>Source: Hochreiter and Schmidhuber, Long short-term memory, in the form of <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html">PyTorch's LSTM</a> with
 * one bias.
 */
@AutoService(Formula.class)
public final class Lstm implements Formula {

  @Override
  public String name() {
    return "lstm";
  }

  @Override
  public String summary() {
    return "long short-term memory over several positions, unrolled";
  }

  @Override
  public String source() {
    return "https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 3);
    int m = sample.size(1, 4);
    int k = sample.size(1, 4);
    int positions = 3; // as many rules in every sample

    var p = new Definition();
    var W = p.parameter("W", sample.normal(1 / Math.sqrt(m), m, 4 * k));
    var U = p.parameter("U", sample.normal(1 / Math.sqrt(k), k, 4 * k));
    var b = p.parameter("b", sample.normal(1, 4 * k));
    Var h = p.parameter("h0", sample.values(n, k));
    Var c = p.parameter("c0", sample.values(n, k));
    for (int i = 1; i <= positions; i++) {
      var x = p.parameter("x" + i, sample.values(n, m));
      var gates = LstmCell.gates(p, "gates" + i, List.of(x, h, W, U, b));
      var cell = LstmCell.cell(p, "cell" + i, List.of(gates, c), List.of("h" + i, "c" + i));
      h = cell.output("h" + i);
      c = cell.output("c" + i);
    }
    var last =
        p.step("last", h, c, (a, e) -> a.cat(1, e)) // (n, 2k)
            .grad(h, (dlast, a, e) -> dlast.narrow(1, 0, k))
            .grad(c, (dlast, a, e) -> dlast.narrow(1, k, k));
    return p.program(last);
  }
}
