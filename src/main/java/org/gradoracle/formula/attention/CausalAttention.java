package org.gradoracle.formula.attention;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.activation.Softmax;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;

/**
 * Causal self-attention with one head: each of {@code n} positions takes the average of the values
 * of the positions up to it, weighted by the softmax of the products of its query with their keys,
 * divided by the root of their size.
 *
 * <p>A masked score has the weight 0, and softmax's gradient is a multiple of the weight: no
 * gradient passes to it without a mask in the rule.
 *
 * <p>Source: Vaswani et al., <a href="https://arxiv.org/abs/1706.03762">Attention is all you
 * need</a>, equation 1; the backward pass as in Karpathy, <a
 * href="https://github.com/karpathy/llm.c">llm.c</a>, {@code attention_backward}.
 */
@AutoService(Formula.class)
public final class CausalAttention implements Formula {

  private static final double MASKED = Double.NEGATIVE_INFINITY;

  @Override
  public String name() {
    return "causal-attention";
  }

  @Override
  public String summary() {
    return "causal self-attention, one head";
  }

  @Override
  public String source() {
    return "Vaswani et al., https://arxiv.org/abs/1706.03762, equation 1";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 10); // positions
    int channels = sample.size(1, 8);
    int size = sample.size(1, 8); // of the head
    double scale = 1 / Math.sqrt(size);

    var p = new Definition();
    var x = p.parameter("x", sample.values(n, channels));
    var Wq = p.parameter("Wq", sample.normal(1 / Math.sqrt(channels), channels, size));
    var Wk = p.parameter("Wk", sample.normal(1 / Math.sqrt(channels), channels, size));
    var Wv = p.parameter("Wv", sample.normal(1 / Math.sqrt(channels), channels, size));
    // equivalent mutant: a mask is anything but zero
    var later =
        p.constant("later", FloatTensor.of(Shape.of(n, n), i -> i % n > i / n ? 1 : 0)); // (n, n)

    var q =
        p.step("q", x, Wq, (a, w) -> a.matmul(w)) // (n, size)
            .grad(x, (dq, a, w) -> dq.matmul(w.t()))
            .grad(Wq, (dq, a, w) -> a.t().matmul(dq));
    var k =
        p.step("k", x, Wk, (a, w) -> a.matmul(w)) // (n, size)
            .grad(x, (dk, a, w) -> dk.matmul(w.t()))
            .grad(Wk, (dk, a, w) -> a.t().matmul(dk));
    var v =
        p.step("v", x, Wv, (a, w) -> a.matmul(w)) // (n, size)
            .grad(x, (dv, a, w) -> dv.matmul(w.t()))
            .grad(Wv, (dv, a, w) -> a.t().matmul(dv));
    var scores =
        p.step("scores", q, k, (a, b) -> a.matmul(b.t()).mul(scale)) // (n, n)
            .grad(q, (dscores, a, b) -> dscores.matmul(b).mul(scale))
            .grad(k, (dscores, a, b) -> dscores.t().matmul(a).mul(scale));
    var weights =
        p.step("weights", scores, later, (s, m) -> Softmax.of(s.maskedFill(m, MASKED))) // (n, n)
            .grad(scores, (dweights, s, m, out) -> Softmax.gradient(dweights, out));
    var y =
        p.step("y", weights, v, (w, a) -> w.matmul(a)) // (n, size)
            .grad(weights, (dy, w, a) -> dy.matmul(a.t()))
            .grad(v, (dy, w, a) -> w.t().matmul(dy));
    return p.program(y);
  }
}
