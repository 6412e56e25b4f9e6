package org.gradoracle.formula.layer;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;

/**
 * Dropout with a given mask: what is kept is divided by the share {@code 1 - p} of what is kept on
 * average, so that expected values stay as they are. The gradient passes where values do, with the
 * same factor.
 *
 * <p>Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, <a
 * href="https://jmlr.org/papers/v15/srivastava14a.html">Dropout</a>; scaled while training, as <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html">torch.nn.Dropout</a>
 * does.
 */
@AutoService(Formula.class)
public final class Dropout implements Formula {

  @Override
  public String name() {
    return "dropout";
  }

  @Override
  public String summary() {
    return "dropout with a given mask, scaled by 1 / (1 - p)";
  }

  @Override
  public String source() {
    return "Srivastava et al., https://jmlr.org/papers/v15/srivastava14a.html; torch.nn.Dropout";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 12);
    int m = sample.size(1, 20);
    double kept = 0.8;
    var p = new Definition();
    var x = p.parameter("x", sample.values(n, m));
    var drawn = sample.uniform(0, 1, n, m);
    // equivalent mutant: no float32 is exactly 0.8
    var mask = p.constant("mask", FloatTensor.of(Shape.of(n, m), i -> drawn.at(i) < kept ? 1 : 0));
    var y =
        p.step("y", x, mask, (a, keep) -> a.mul(keep).mul(1 / kept)) // (n, m)
            .grad(x, (dy, a, keep) -> dy.mul(keep).mul(1 / kept));
    return p.program(y);
  }
}
