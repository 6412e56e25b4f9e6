package org.gradoracle.formula.attention;

import com.google.auto.service.AutoService;
import java.util.List;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;

/**
 * Causal self-attention with several heads over a batch, in the steps that libraries have: one
 * product for queries, keys and values, a step of three outputs that gives each head its own,
 * attention for all heads of all examples at once, and one product for the heads together.
 *
 * <p>A masked score has the weight 0, and softmax's gradient is a multiple of the weight: no
 * gradient passes to it without a mask in the rule.
 *
 * <p>Source: Vaswani et al., <a href="https://arxiv.org/abs/1706.03762">Attention is all you
 * need</a>, section 3.2.2; the backward pass as in Karpathy, <a
 * href="https://github.com/karpathy/llm.c">llm.c</a>, {@code attention_backward}.
 */
@AutoService(Formula.class)
public final class MultiHeadAttention implements Formula {

  @Override
  public String name() {
    return "multi-head-attention";
  }

  @Override
  public String summary() {
    return "causal self-attention with several heads, batched";
  }

  @Override
  public String source() {
    return "Vaswani et al., https://arxiv.org/abs/1706.03762, section 3.2.2; llm.c, attention_forward and attention_backward";
  }

  @Override
  public Program program(Sample sample) {
    int examples = sample.size(1, 3);
    int n = sample.size(1, 6); // positions
    int heads = sample.size(1, 3);
    int size = sample.size(1, 4); // of a head
    int channels = heads * size;
    double scale = 1 / Math.sqrt(size);

    var p = new Definition();
    var x = p.parameter("x", sample.values(examples, n, channels));
    var W = p.parameter("W", sample.normal(1 / Math.sqrt(channels), channels, 3 * channels));
    var Wo = p.parameter("Wo", sample.normal(1 / Math.sqrt(channels), channels, channels));
    var later = p.constant("later", FloatTensor.of(Shape.of(n, n), i -> i % n > i / n ? 1 : 0));

    var qkv =
        p.step("qkv", x, W, (a, w) -> a.matmul(w)) // (examples, n, 3 * channels)
            .grad(x, (dqkv, a, w) -> dqkv.matmul(w.t()))
            .grad(W, (dqkv, a, w) -> rows(a).t().matmul(rows(dqkv)));
    var split =
        p.step(
                "split",
                List.of(qkv),
                List.of("q", "k", "v"), // each (examples, heads, n, size)
                in ->
                    List.of(
                        ofHeads(in.get(0).narrow(-1, 0, channels), heads),
                        ofHeads(in.get(0).narrow(-1, channels, channels), heads),
                        ofHeads(in.get(0).narrow(-1, 2 * channels, channels), heads)))
            .grad(
                qkv,
                (upstreams, in, outputs) ->
                    together(upstreams.get(0))
                        .cat(-1, together(upstreams.get(1)), together(upstreams.get(2))));
    var q = split.output("q");
    var k = split.output("k");
    var v = split.output("v");
    var scores =
        p.step("scores", q, k, (a, b) -> a.matmul(b.transpose(-2, -1)).mul(scale))
            .grad(q, (dscores, a, b) -> dscores.matmul(b).mul(scale))
            .grad(k, (dscores, a, b) -> dscores.transpose(-2, -1).matmul(a).mul(scale));
    var weights =
        p.step("weights", scores, later, (s, m) -> masked(s, m).softmax(-1))
            .grad(
                scores, (dweights, s, m, out) -> dweights.sub(dweights.mul(out).sum(-1)).mul(out));
    var attended =
        p.step("attended", weights, v, (w, a) -> w.matmul(a)) // (examples, heads, n, size)
            .grad(weights, (dattended, w, a) -> dattended.matmul(a.transpose(-2, -1)))
            .grad(v, (dattended, w, a) -> w.transpose(-2, -1).matmul(dattended));
    var y =
        p.step("y", attended, Wo, (a, w) -> together(a).matmul(w)) // (examples, n, channels)
            .grad(attended, (dy, a, w) -> ofHeads(dy.matmul(w.t()), heads))
            .grad(Wo, (dy, a, w) -> rows(together(a)).t().matmul(rows(dy)));
    return p.program(y);
  }

  /** All positions of all examples as the rows of a matrix. */
  private static Tensor rows(Tensor x) {
    int channels = x.shape().dim(-1);
    return x.reshape(x.shape().size() / channels, channels);
  }

  /** (examples, n, heads * size) as (examples, heads, n, size). */
  public static Tensor ofHeads(Tensor x, int heads) {
    int size = x.shape().dim(2) / heads;
    return x.reshape(x.shape().dim(0), x.shape().dim(1), heads, size).transpose(1, 2);
  }

  /** (examples, heads, n, size) as (examples, n, heads * size). */
  public static Tensor together(Tensor x) {
    int channels = x.shape().dim(1) * x.shape().dim(3);
    return x.transpose(1, 2).reshape(x.shape().dim(0), x.shape().dim(2), channels);
  }

  /** Minus infinity where the mask is not 0. */
  public static Tensor masked(Tensor scores, Tensor mask) {
    return scores.maskedFill(mask.expand(scores.shape()), Double.NEGATIVE_INFINITY);
  }
}
