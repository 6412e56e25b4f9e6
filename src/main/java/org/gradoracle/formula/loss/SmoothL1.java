package org.gradoracle.formula.loss;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * {@code d ** 2 / (2 * beta)} where {@code |d| < beta}, else {@code |d| - beta / 2}; the mean of
 * all.
 *
 * <p>Source: Girshick, <a href="https://arxiv.org/abs/1504.08083">Fast R-CNN</a>, equation 3; <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html">torch.nn.SmoothL1Loss</a>.
 */
@AutoService(Formula.class)
public final class SmoothL1 implements Formula {

  @Override
  public String name() {
    return "smooth-l1";
  }

  @Override
  public String summary() {
    return "squares over beta near zero, magnitudes beyond";
  }

  @Override
  public String source() {
    return "Girshick, Fast R-CNN, https://arxiv.org/abs/1504.08083, equation 3; torch.nn.SmoothL1Loss";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 20);
    double beta = 2;

    var p = new Definition();
    var x = p.parameter("x", sample.values(n));
    var t = p.parameter("t", sample.values(n)); // ties: equal to x, and at beta from it
    var loss =
        p.step("loss", x, t, (a, c) -> each(a.sub(c), beta).mean())
            .grad(x, (dloss, a, c) -> slope(a.sub(c), beta).mul(dloss).mul(1.0 / n))
            .grad(t, (dloss, a, c) -> slope(a.sub(c), beta).neg().mul(dloss).mul(1.0 / n));
    return p.program(loss);
  }

  private static Tensor each(Tensor difference, double beta) {
    Tensor magnitude = difference.abs();
    Tensor square = difference.mul(difference).mul(0.5 / beta);
    return square.where(magnitude.lt(beta), magnitude.add(-beta / 2));
  }

  private static Tensor slope(Tensor difference, double beta) {
    return difference.mul(1 / beta).where(difference.abs().lt(beta), difference.sign());
  }
}
