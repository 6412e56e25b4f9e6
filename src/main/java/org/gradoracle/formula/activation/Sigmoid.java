package org.gradoracle.formula.activation;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;

/**
 * The logistic function {@code y = 1 / (1 + exp(-x))}, whose derivative is {@code y (1 - y)}.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.sigmoid.html">torch.sigmoid</a>.
 */
@AutoService(Formula.class)
public final class Sigmoid implements Formula {

  @Override
  public String name() {
    return "sigmoid";
  }

  @Override
  public String summary() {
    return "logistic function, 1 / (1 + exp(-x))";
  }

  @Override
  public String source() {
    return "torch.sigmoid, https://docs.pytorch.org/docs/stable/generated/torch.sigmoid.html";
  }

  @Override
  public Program program(Sample sample) {
    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 12), sample.size(1, 20)));
    var y =
        p.step("y", x, a -> a.sigmoid()) // (n, m)
            .grad(x, (dy, a, out) -> out.rsub(1).mul(out).mul(dy));
    return p.program(y);
  }
}
