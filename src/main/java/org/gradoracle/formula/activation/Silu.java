package org.gradoracle.formula.activation;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;

/**
 * The sigmoid linear unit, {@code x s} with {@code s = sigmoid(x)}, whose derivative is {@code s +
 * x s (1 - s)}.
 *
 * <p>Source: Elfwing, Uchibe and Doya, <a href="https://arxiv.org/abs/1702.03118">Sigmoid-weighted
 * linear units</a>, equation 5.
 */
@AutoService(Formula.class)
public final class Silu implements Formula {

  @Override
  public String name() {
    return "silu";
  }

  @Override
  public String summary() {
    return "sigmoid linear unit (swish), x * sigmoid(x)";
  }

  @Override
  public String source() {
    return "Elfwing, Uchibe and Doya, https://arxiv.org/abs/1702.03118, equation 5";
  }

  @Override
  public Program program(Sample sample) {
    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 12), sample.size(1, 20)));
    var y =
        p.step("y", x, a -> a.mul(a.sigmoid())) // (n, m)
            .grad(x, (dy, a) -> a.sigmoid().mul(a.mul(a.sigmoid().rsub(1)).add(1)).mul(dy));
    return p.program(y);
  }
}
