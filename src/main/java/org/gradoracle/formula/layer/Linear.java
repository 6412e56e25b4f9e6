package org.gradoracle.formula.layer;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;

/**
 * A linear layer in PyTorch's layout: {@code y = x @ W.T + b}.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html">torch.nn.Linear</a>.
 * From {@code y[i,o] = sum_k x[i,k] W[o,k] + b[o]}, each gradient is the sum over the letters that
 * its input does not have.
 */
@AutoService(Formula.class)
public final class Linear implements Formula {

  @Override
  public String name() {
    return "linear";
  }

  @Override
  public String summary() {
    return "linear layer, y = x @ W.T + b";
  }

  @Override
  public String source() {
    return "torch.nn.Linear, https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 12);
    int in = sample.size(1, 20);
    int out = sample.size(1, 20);
    var p = new Definition();
    var x = p.parameter("x", sample.values(n, in));
    var W = p.parameter("W", sample.normal(1 / Math.sqrt(in), out, in));
    var b = p.parameter("b", sample.values(out));
    var y =
        p.step("y", x, W, b, (xi, w, bi) -> xi.matmul(w.t()).add(bi)) // (n, out)
            .grad(x, (dy, xi, w, bi) -> dy.matmul(w))
            .grad(W, (dy, xi, w, bi) -> dy.t().matmul(xi))
            .grad(b, (dy, xi, w, bi) -> dy.sumSqueezed(0));
    return p.program(y);
  }
}
