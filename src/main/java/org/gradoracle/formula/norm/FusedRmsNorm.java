package org.gradoracle.formula.norm;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * Root mean square norm with its gain in one step, as fused kernels have it: the inverse root is
 * recomputed in the backward pass.
 *
 * <p>Source: Zhang and Sennrich, <a href="https://arxiv.org/abs/1910.07467">Root mean square layer
 * normalization</a>, equation 4; with {@code r = 1 / sqrt(mean(x ** 2) + 1e-5)} its derivative is
 * {@code r * (dy * g - x * r ** 2 * mean(dy * g * x))}.
 */
@AutoService(Formula.class)
public final class FusedRmsNorm implements Formula {

  @Override
  public String name() {
    return "fused-rms-norm";
  }

  @Override
  public String summary() {
    return "root mean square norm with its gain, in one step";
  }

  @Override
  public String source() {
    return "Zhang and Sennrich, https://arxiv.org/abs/1910.07467; as fused kernels have it";
  }

  @Override
  public Program program(Sample sample) {
    int m = sample.size(2, 20);

    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 12), m));
    var g = p.parameter("g", sample.normal(1, m));
    var y =
        p.step("y", x, g, (a, c) -> a.mul(inverse(a)).mul(c)) // (n, m)
            .grad(
                x,
                (dy, a, c) -> {
                  Tensor r = inverse(a);
                  Tensor dnorm = dy.mul(c);
                  Tensor along = dnorm.mul(a).sum(1).mul(1.0 / m).mul(r).mul(r);
                  return dnorm.sub(a.mul(along)).mul(r);
                })
            .grad(g, (dy, a, c) -> dy.mul(a).mul(inverse(a)).sumSqueezed(0));
    return p.program(y);
  }

  private static Tensor inverse(Tensor x) {
    return x.mul(x).sum(1).mul(1.0 / x.shape().dim(1)).add(1e-5).pow(-0.5); // (n, 1)
  }
}
