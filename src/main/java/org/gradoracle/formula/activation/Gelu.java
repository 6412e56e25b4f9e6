package org.gradoracle.formula.activation;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * The Gaussian error linear unit, {@code x Phi(x)}, with the normal distribution {@code Phi(x) = (1
 * + erf(x / sqrt(2))) / 2}. With its density {@code phi(x) = exp(-x^2 / 2) / sqrt(2 pi)}, the
 * derivative is {@code Phi(x) + x phi(x)}.
 *
 * <p>Source: Hendrycks and Gimpel, <a href="https://arxiv.org/abs/1606.08415">Gaussian error linear
 * units</a>, section 2.
 */
@AutoService(Formula.class)
public final class Gelu implements Formula {

  private static Tensor cumulative(Tensor x) {
    return x.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5);
  }

  private static Tensor density(Tensor x) {
    return x.mul(x).mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
  }

  @Override
  public String name() {
    return "gelu";
  }

  @Override
  public String summary() {
    return "Gaussian error linear unit, x * Phi(x), by the error function";
  }

  @Override
  public String source() {
    return "Hendrycks and Gimpel, https://arxiv.org/abs/1606.08415, section 2";
  }

  @Override
  public Program program(Sample sample) {
    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 12), sample.size(1, 20)));
    var y =
        p.step("y", x, a -> cumulative(a).mul(a)) // (n, m)
            .grad(x, (dy, a) -> cumulative(a).add(density(a).mul(a)).mul(dy));
    return p.program(y);
  }
}
