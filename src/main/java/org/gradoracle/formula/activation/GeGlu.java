package org.gradoracle.formula.activation;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * A gated linear unit: the first half of the channels is a gate, through GELU, for the second.
 *
 * <p>Source: Shazeer, <a href="https://arxiv.org/abs/2002.05202">GLU variants improve
 * transformer</a>, equation 6, without its products.
 */
@AutoService(Formula.class)
public final class GeGlu implements Formula {

  @Override
  public String name() {
    return "geglu";
  }

  @Override
  public String summary() {
    return "linear unit with a gate of GELU: one half of the channels times a function of the other";
  }

  @Override
  public String source() {
    return "Shazeer, https://arxiv.org/abs/2002.05202, equation 6";
  }

  @Override
  public Program program(Sample sample) {
    int half = sample.size(1, 9);

    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 10), 2 * half));
    var y =
        p.step("y", x, a -> gelu(a.narrow(1, 0, half)).mul(a.narrow(1, half, half))) // (n, half)
            .grad(
                x,
                (dy, a) -> {
                  Tensor gate = a.narrow(1, 0, half);
                  Tensor value = a.narrow(1, half, half);
                  return dy.mul(value).mul(dgelu(gate)).cat(1, dy.mul(gelu(gate)));
                });
    return p.program(y);
  }

  private static Tensor gelu(Tensor x) {
    return x.mul(cumulative(x));
  }

  private static Tensor dgelu(Tensor x) {
    Tensor density = x.mul(x).mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
    return cumulative(x).add(x.mul(density));
  }

  /** The normal distribution's. */
  private static Tensor cumulative(Tensor x) {
    return x.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5);
  }
}
