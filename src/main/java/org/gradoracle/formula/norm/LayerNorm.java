package org.gradoracle.formula.norm;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * Layer norm: each row is centred, divided by its standard deviation (over {@code m}, not {@code
 * m-1}), and scaled and shifted by {@code g} and {@code b}.
 *
 * <p>With {@code norm = (x - mean) rstd} and {@code dnorm = dy g}, the gradient of {@code x} is
 * {@code rstd (dnorm - mean(dnorm) - norm mean(dnorm norm))}: the means are what flows back through
 * the row's mean and variance.
 *
 * <p>Source: Ba, Kiros and Hinton, <a href="https://arxiv.org/abs/1607.06450">Layer
 * normalization</a>; the backward pass: Karpathy, <a
 * href="https://github.com/karpathy/llm.c/blob/master/doc/layernorm/layernorm.md">llm.c,
 * doc/layernorm</a>.
 */
@AutoService(Formula.class)
public final class LayerNorm implements Formula {

  /** Added to the variance before its root is taken: PyTorch's default. */
  static final double EPSILON = 1e-5;

  @Override
  public String name() {
    return "layer-norm";
  }

  @Override
  public String summary() {
    return "layer norm over the last axis, with gain and bias";
  }

  @Override
  public String source() {
    return "Ba, Kiros and Hinton, https://arxiv.org/abs/1607.06450; backward: karpathy/llm.c, doc/layernorm";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 12);
    int m = sample.size(2, 20);
    var p = new Definition();
    var x = p.parameter("x", sample.values(n, m));
    var g = p.parameter("g", sample.uniform(0.5, 1.5, m));
    var b = p.parameter("b", sample.values(m));
    var y =
        p.step("y", x, g, b, (xi, gi, bi) -> norm(xi).mul(gi).add(bi)) // (n, m)
            .grad(x, (dy, xi, gi, bi) -> dx(dy.mul(gi), xi))
            .grad(g, (dy, xi, gi, bi) -> dy.mul(norm(xi)).sumSqueezed(0))
            .grad(b, (dy, xi, gi, bi) -> dy.sumSqueezed(0));
    return p.program(y);
  }

  /** Rows centred, and divided by their standard deviation. */
  static Tensor norm(Tensor x) {
    return x.sub(mean(x)).mul(rstd(x));
  }

  private static Tensor dx(Tensor dnorm, Tensor x) {
    Tensor norm = norm(x);
    return dnorm.sub(mean(dnorm)).sub(norm.mul(mean(dnorm.mul(norm)))).mul(rstd(x));
  }

  private static Tensor rstd(Tensor x) {
    return mean(x.sub(mean(x)).pow(2)).add(EPSILON).pow(-0.5);
  }

  private static Tensor mean(Tensor x) {
    return x.sum(1).mul(1.0 / x.shape().dim(1));
  }
}
