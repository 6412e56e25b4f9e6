package org.gradoracle.formula.norm;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * A linear layer whose weights are a direction and a length: {@code W = g * V / |V|}, for each
 * output.
 *
 * <p>Source: Salimans and Kingma, <a href="https://arxiv.org/abs/1602.07868">Weight
 * normalization</a>, equations 2 and 3.
 */
@AutoService(Formula.class)
public final class WeightNorm implements Formula {

  @Override
  public String name() {
    return "weight-norm";
  }

  @Override
  public String summary() {
    return "weights as a direction and a length, for each output";
  }

  @Override
  public String source() {
    return "Salimans and Kingma, https://arxiv.org/abs/1602.07868, equations 2 and 3";
  }

  @Override
  public Program program(Sample sample) {
    int m = sample.size(1, 10);
    int out = sample.size(1, 6);

    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 8), m));
    var V = p.parameter("V", sample.uniform(0.1, 1, m, out));
    var g = p.parameter("g", sample.normal(1, 1, out));
    var W =
        p.step("W", V, g, (v, s) -> v.mul(s).div(length(v))) // (m, out)
            .grad(
                V,
                (dW, v, s) -> {
                  Tensor unit = v.div(length(v));
                  return dW.sub(unit.mul(dW.mul(unit).sum(0))).mul(s).div(length(v));
                })
            .grad(g, (dW, v, s) -> dW.mul(v).sum(0).div(length(v)));
    var y =
        p.step("y", x, W, (a, w) -> a.matmul(w)) // (n, out)
            .grad(x, (dy, a, w) -> dy.matmul(w.t()))
            .grad(W, (dy, a, w) -> a.t().matmul(dy));
    return p.program(y);
  }

  private static Tensor length(Tensor v) {
    return v.mul(v).sum(0).sqrt(); // (1, out)
  }
}
