package org.gradoracle.formula.activation;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * The Gaussian error linear unit, approximated: {@code y = x (1 + t) / 2}, where {@code t =
 * tanh(u)} and {@code u = sqrt(2 / pi) (x + 0.044715 x^3)}. With {@code u' = sqrt(2 / pi) (1 + 3 *
 * 0.044715 x^2)} the derivative is {@code (1 + t) / 2 + x (1 - t^2) u' / 2}.
 *
 * <p>Source: Hendrycks and Gimpel, <a href="https://arxiv.org/abs/1606.08415">Gaussian error linear
 * units</a>, section 2; <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GELU.html">torch.nn.GELU</a> with
 * {@code approximate='tanh'}.
 */
@AutoService(Formula.class)
public final class GeluTanh implements Formula {

  private static final double SCALE = Math.sqrt(2 / Math.PI);
  private static final double CUBIC = 0.044715;

  /** The value. */
  public static Tensor of(Tensor x) {
    return t(x).add(1).mul(x).mul(0.5);
  }

  /** The derivative, at the argument. */
  public static Tensor derivative(Tensor x) {
    return t(x).add(1).add(t(x).pow(2).rsub(1).mul(du(x)).mul(x)).mul(0.5);
  }

  private static Tensor t(Tensor x) {
    return x.mul(x).mul(CUBIC).add(1).mul(x).mul(SCALE).tanh();
  }

  private static Tensor du(Tensor x) {
    return x.mul(x).mul(3 * CUBIC).add(1).mul(SCALE);
  }

  @Override
  public String name() {
    return "gelu-tanh";
  }

  @Override
  public String summary() {
    return "Gaussian error linear unit, by its approximation with tanh";
  }

  @Override
  public String source() {
    return "Hendrycks and Gimpel, https://arxiv.org/abs/1606.08415, section 2; torch.nn.GELU(approximate='tanh')";
  }

  @Override
  public Program program(Sample sample) {
    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 12), sample.size(1, 20)));
    var y =
        p.step("y", x, a -> of(a)) // (n, m)
            .grad(x, (dy, a) -> derivative(a).mul(dy));
    return p.program(y);
  }
}
