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
 * Causal attention in one step, as in fused kernels: only its inputs and its output are kept for
 * the backward pass. The weights are recomputed, and the sum that softmax's gradient subtracts is
 * taken from the output instead of the weights: {@code D = rowsum(dO * O)}.
 *
 * <p>Source: Dao, Fu, Ermon, Rudra and Ré, <a
 * href="https://arxiv.org/abs/2205.14135">FlashAttention</a>, algorithm 4, without its tiles.
 */
@AutoService(Formula.class)
public final class FlashAttention implements Formula {

  @Override
  public String name() {
    return "flash-attention";
  }

  @Override
  public String summary() {
    return "attention as one step whose backward pass computes the softmax anew";
  }

  @Override
  public String source() {
    return "Dao et al., FlashAttention, https://arxiv.org/abs/2205.14135, algorithm 4";
  }

  @Override
  public Program program(Sample sample) {
    int heads = sample.size(1, 4); // of all examples
    int n = sample.size(1, 7); // positions
    int size = sample.size(1, 5);
    double scale = 1 / Math.sqrt(size);

    var p = new Definition();
    var q = p.parameter("q", sample.values(heads, n, size));
    var k = p.parameter("k", sample.values(heads, n, size));
    var v = p.parameter("v", sample.values(heads, n, size));
    var later = p.constant("later", FloatTensor.of(Shape.of(n, n), i -> i % n > i / n ? 1 : 0));

    var y =
        p.step(
                "y",
                List.of(q, k, v, later), // (heads, n, size)
                in -> weights(in, scale).matmul(in.get(2)))
            .grad(q, (dy, in, out) -> dscores(dy, in, out, scale).matmul(in.get(1)).mul(scale))
            .grad(
                k,
                (dy, in, out) ->
                    dscores(dy, in, out, scale).transpose(1, 2).matmul(in.get(0)).mul(scale))
            .grad(v, (dy, in) -> weights(in, scale).transpose(1, 2).matmul(dy));
    return p.program(y);
  }

  private static Tensor weights(List<Tensor> in, double scale) {
    Tensor scores = in.get(0).matmul(in.get(1).transpose(1, 2)).mul(scale);
    return MultiHeadAttention.masked(scores, in.get(3)).softmax(-1);
  }

  private static Tensor dscores(Tensor dy, List<Tensor> in, Tensor out, double scale) {
    Tensor dweights = dy.matmul(in.get(2).transpose(1, 2));
    return dweights.sub(dy.mul(out).sum(-1)).mul(weights(in, scale));
  }
}
