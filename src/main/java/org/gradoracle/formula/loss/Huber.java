package org.gradoracle.formula.loss;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * {@code d ** 2 / 2} where {@code |d| <= delta}, else {@code delta * (|d| - delta / 2)}; the mean
 * of all. The derivative by d is d clamped to {@code [-delta, delta]}, over the number of elements.
 *
 * <p>Source: Huber, Robust estimation of a location parameter, 1964; <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html">torch.nn.HuberLoss</a>.
 */
@AutoService(Formula.class)
public final class Huber implements Formula {

  @Override
  public String name() {
    return "huber";
  }

  @Override
  public String summary() {
    return "squares near zero, magnitudes beyond";
  }

  @Override
  public String source() {
    return "Huber, Robust estimation of a location parameter, 1964; torch.nn.HuberLoss";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 20);
    double delta = 1;

    var p = new Definition();
    var x = p.parameter("x", sample.values(n));
    var t = p.parameter("t", sample.values(n)); // ties: equal to x, and at delta from it
    var loss =
        p.step("loss", x, t, (a, c) -> each(a.sub(c), delta).mean())
            .grad(x, (dloss, a, c) -> a.sub(c).clamp(-delta, delta).mul(dloss).mul(1.0 / n))
            .grad(t, (dloss, a, c) -> c.sub(a).clamp(-delta, delta).mul(dloss).mul(1.0 / n));
    return p.program(loss);
  }

  private static Tensor each(Tensor difference, double delta) {
    Tensor magnitude = difference.abs();
    Tensor square = difference.mul(difference).mul(0.5);
    return square.where(magnitude.le(delta), magnitude.add(-delta / 2).mul(delta));
  }
}
