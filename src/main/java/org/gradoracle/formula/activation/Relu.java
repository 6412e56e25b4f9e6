package org.gradoracle.formula.activation;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;

/**
 * The rectified linear unit, {@code max(x, 0)}. It has a kink at 0, where PyTorch takes the
 * derivative to be 0.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU.html">torch.nn.ReLU</a>; the
 * derivative at 0: <a
 * href="https://docs.pytorch.org/docs/stable/notes/autograd.html#gradients-for-non-differentiable-functions">PyTorch's
 * notes on autograd</a>.
 */
@AutoService(Formula.class)
public final class Relu implements Formula {

  @Override
  public String name() {
    return "relu";
  }

  @Override
  public String summary() {
    return "rectified linear unit, max(x, 0), with derivative 0 at 0";
  }

  @Override
  public String source() {
    return "torch.nn.ReLU, https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU.html";
  }

  @Override
  public Program program(Sample sample) {
    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 12), sample.size(1, 20)));
    var y =
        p.step("y", x, a -> a.relu()) // (n, m)
            .grad(x, (dy, a) -> a.gt(0).mul(dy));
    return p.program(y);
  }
}
