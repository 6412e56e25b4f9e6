package org.gradoracle.formula.activation;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * A gated linear unit: the first half of the channels is a gate, through SiLU, for the second.
 *
 * <p>Source: Shazeer, <a href="https://arxiv.org/abs/2002.05202">GLU variants improve
 * transformer</a>, equation 6, without its products.
 */
@AutoService(Formula.class)
public final class SwiGlu implements Formula {

  @Override
  public String name() {
    return "swiglu";
  }

  @Override
  public String summary() {
    return "linear unit with a gate of SiLU: one half of the channels times a function of the other";
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
        p.step("y", x, a -> silu(a.narrow(1, 0, half)).mul(a.narrow(1, half, half))) // (n, half)
            .grad(
                x,
                (dy, a) -> {
                  Tensor gate = a.narrow(1, 0, half);
                  Tensor value = a.narrow(1, half, half);
                  return dy.mul(value).mul(dsilu(gate)).cat(1, dy.mul(silu(gate)));
                });
    return p.program(y);
  }

  private static Tensor silu(Tensor x) {
    return x.mul(x.sigmoid());
  }

  private static Tensor dsilu(Tensor x) {
    Tensor s = x.sigmoid();
    return s.mul(x.mul(s.rsub(1)).add(1));
  }
}
