package org.gradoracle.formula.layer;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;

/**
 * Rows of a table by index. A row that is looked up more than once gets the sum of the gradients of
 * its copies; one that is not gets zeros.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html">torch.nn.Embedding</a>.
 */
@AutoService(Formula.class)
public final class Embedding implements Formula {

  @Override
  public String name() {
    return "embedding";
  }

  @Override
  public String summary() {
    return "rows of a table by index, repeated indices included";
  }

  @Override
  public String source() {
    return "torch.nn.Embedding, https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html";
  }

  @Override
  public Program program(Sample sample) {
    int rows = sample.size(1, 8); // fewer than indices, so that one is repeated
    var p = new Definition();
    var table = p.parameter("table", sample.values(rows, sample.size(1, 8)));
    var indices = p.constant("indices", sample.indices(rows, sample.size(3, 6), sample.size(3, 6)));
    var y =
        p.step("y", table, indices, (t, i) -> t.rows(i)) // (n, context, m)
            .grad(table, (dy, t, i) -> t.zerosLike().addRows(i, dy));
    return p.program(y);
  }
}
