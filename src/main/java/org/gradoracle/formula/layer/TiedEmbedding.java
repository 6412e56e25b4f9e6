package org.gradoracle.formula.layer;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;

/**
 * A table of embeddings that is also the weights of the output layer: it has two contributions to
 * its gradient, of rows and of products.
 *
 * <p>Source: Press and Wolf, <a href="https://arxiv.org/abs/1608.05859">Using the output embedding
 * to improve language models</a>.
 */
@AutoService(Formula.class)
public final class TiedEmbedding implements Formula {

  @Override
  public String name() {
    return "tied-embedding";
  }

  @Override
  public String summary() {
    return "one table for the rows that go in and the products that come out";
  }

  @Override
  public String source() {
    return "Press and Wolf, https://arxiv.org/abs/1608.05859";
  }

  @Override
  public Program program(Sample sample) {
    int words = sample.size(2, 8);
    int m = sample.size(1, 6);
    int n = sample.size(1, 9);

    var p = new Definition();
    var table = p.parameter("table", sample.values(words, m));
    var indices = p.constant("indices", sample.indices(words, n));
    var x =
        p.step("x", table, indices, (w, i) -> w.rows(i)) // (n, m)
            .grad(table, (dx, w, i) -> w.zerosLike().addRows(i, dx));
    var h =
        p.step("h", x, a -> a.tanh()) // (n, m)
            .grad(x, (dh, a, out) -> dh.mul(out.oneMinusSquare()));
    var logits =
        p.step("logits", h, table, (a, w) -> a.matmul(w.t())) // (n, words)
            .grad(h, (dlogits, a, w) -> dlogits.matmul(w))
            .grad(table, (dlogits, a, w) -> dlogits.t().matmul(a));
    return p.program(logits);
  }
}
