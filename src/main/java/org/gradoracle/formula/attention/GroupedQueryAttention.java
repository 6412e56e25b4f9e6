package org.gradoracle.formula.attention;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;

/**
 * Attention in which groups of query heads share a head of keys and values. These are repeated for
 * their group, and their gradients are sums over it.
 *
 * <p>Source: Ainslie et al., <a href="https://arxiv.org/abs/2305.13245">GQA: training generalized
 * multi-query transformer models from multi-head checkpoints</a>.
 */
@AutoService(Formula.class)
public final class GroupedQueryAttention implements Formula {

  @Override
  public String name() {
    return "grouped-query-attention";
  }

  @Override
  public String summary() {
    return "attention in which several heads of queries share one of keys and values";
  }

  @Override
  public String source() {
    return "Ainslie et al., GQA, https://arxiv.org/abs/2305.13245";
  }

  @Override
  public Program program(Sample sample) {
    int examples = sample.size(1, 2);
    int groups = sample.size(1, 3); // heads of keys and values
    int queries = sample.size(1, 3); // heads that share one
    int n = sample.size(1, 5); // positions
    int size = sample.size(1, 4);
    double scale = 1 / Math.sqrt(size);

    var p = new Definition();
    var q = p.parameter("q", sample.values(examples, groups * queries, n, size));
    var k = p.parameter("k", sample.values(examples, groups, n, size));
    var v = p.parameter("v", sample.values(examples, groups, n, size));

    var scores =
        p.step(
                "scores",
                q,
                k,
                (a, b) -> a.matmul(repeated(b, queries).transpose(-2, -1)).mul(scale))
            .grad(q, (dscores, a, b) -> dscores.matmul(repeated(b, queries)).mul(scale))
            .grad(
                k,
                (dscores, a, b) -> summed(dscores.transpose(-2, -1).matmul(a), queries).mul(scale));
    var weights =
        p.step("weights", scores, s -> s.softmax(-1)) // (examples, heads, n, n)
            .grad(scores, (dweights, s, out) -> dweights.sub(dweights.mul(out).sum(-1)).mul(out));
    var y =
        p.step("y", weights, v, (w, a) -> w.matmul(repeated(a, queries)))
            .grad(weights, (dy, w, a) -> dy.matmul(repeated(a, queries).transpose(-2, -1)))
            .grad(v, (dy, w, a) -> summed(w.transpose(-2, -1).matmul(dy), queries));
    return p.program(y);
  }

  /**
   * Each head {@code times} times: (examples, groups, n, size) gives (examples, heads, n, size).
   */
  private static Tensor repeated(Tensor x, int times) {
    Shape shape = x.shape();
    return x.unsqueeze(2)
        .expand(Shape.of(shape.dim(0), shape.dim(1), times, shape.dim(2), shape.dim(3)))
        .reshape(shape.dim(0), shape.dim(1) * times, shape.dim(2), shape.dim(3));
  }

  /** The sum over each group: what goes back through {@link #repeated}. */
  private static Tensor summed(Tensor x, int times) {
    Shape shape = x.shape();
    return x.reshape(shape.dim(0), shape.dim(1) / times, times, shape.dim(2), shape.dim(3))
        .sumSqueezed(2);
  }
}
