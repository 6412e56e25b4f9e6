package org.gradoracle.formula.norm;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * Root mean square norm: each row is divided by the root of its mean square, and scaled by {@code
 * g}.
 *
 * <p>With {@code norm = x rrms} and {@code dnorm = dy g}, the gradient of {@code x} is {@code rrms
 * (dnorm - norm mean(dnorm norm))}.
 *
 * <p>Source: Zhang and Sennrich, <a href="https://arxiv.org/abs/1910.07467">Root mean square layer
 * normalization</a>, equation 4; <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html">torch.nn.RMSNorm</a>.
 */
@AutoService(Formula.class)
public final class RmsNorm implements Formula {

  /** Added to the mean square before its root is taken. */
  private static final double EPSILON = 1e-5;

  @Override
  public String name() {
    return "rms-norm";
  }

  @Override
  public String summary() {
    return "root mean square norm over the last axis, with gain";
  }

  @Override
  public String source() {
    return "Zhang and Sennrich, https://arxiv.org/abs/1910.07467, equation 4";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 12);
    int m = sample.size(2, 20);
    var p = new Definition();
    var x = p.parameter("x", sample.values(n, m));
    var g = p.parameter("g", sample.uniform(0.5, 1.5, m));
    var y =
        p.step("y", x, g, (xi, gi) -> norm(xi).mul(gi)) // (n, m)
            .grad(x, (dy, xi, gi) -> dx(dy.mul(gi), xi))
            .grad(g, (dy, xi, gi) -> dy.mul(norm(xi)).sumSqueezed(0));
    return p.program(y);
  }

  private static Tensor norm(Tensor x) {
    return x.mul(rrms(x));
  }

  private static Tensor dx(Tensor dnorm, Tensor x) {
    Tensor norm = norm(x);
    return dnorm.sub(norm.mul(mean(dnorm.mul(norm)))).mul(rrms(x));
  }

  private static Tensor rrms(Tensor x) {
    return mean(x.pow(2)).add(EPSILON).pow(-0.5);
  }

  private static Tensor mean(Tensor x) {
    return x.sum(1).mul(1.0 / x.shape().dim(1));
  }
}
