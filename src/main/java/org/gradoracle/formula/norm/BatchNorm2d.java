package org.gradoracle.formula.norm;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * Batch normalisation of images in one step: each channel over all examples and positions, with the
 * biased variance, as PyTorch normalises in training.
 *
 * <p>Source: Ioffe and Szegedy, <a href="https://arxiv.org/abs/1502.03167">Batch normalization</a>,
 * section 3, whose gradients are put together into one formula.
 */
@AutoService(Formula.class)
public final class BatchNorm2d implements Formula {

  @Override
  public String name() {
    return "batch-norm2d";
  }

  @Override
  public String summary() {
    return "batch normalisation over (n, c, h, w) in one step";
  }

  @Override
  public String source() {
    return "Ioffe and Szegedy, https://arxiv.org/abs/1502.03167; torch.nn.BatchNorm2d in training";
  }

  @Override
  public Program program(Sample sample) {
    int examples = sample.size(2, 4);
    int channels = sample.size(1, 3);
    int height = sample.size(1, 3);
    int width = sample.size(2, 4);
    int n = examples * height * width; // elements of a channel

    var p = new Definition();
    var x = p.parameter("x", sample.values(examples, channels, height, width));
    var g = p.parameter("g", sample.normal(1, channels, 1, 1));
    var b = p.parameter("b", sample.normal(1, channels, 1, 1));
    var y =
        p.step("y", x, g, b, (a, c, d) -> norm(a, n).mul(c).add(d))
            .grad(
                x,
                (dy, a, c, d) -> {
                  Tensor norm = norm(a, n);
                  Tensor centred =
                      dy.mul(n).sub(dy.sum(0, 2, 3)).sub(norm.mul(dy.mul(norm).sum(0, 2, 3)));
                  return centred.mul(inverse(a, n)).mul(c).mul(1.0 / n);
                })
            .grad(g, (dy, a, c, d) -> dy.mul(norm(a, n)).sum(2, 3).sumSqueezed(0))
            .grad(b, (dy, a, c, d) -> dy.sum(2, 3).sumSqueezed(0));
    return p.program(y);
  }

  private static Tensor norm(Tensor x, int n) {
    return x.sub(x.sum(0, 2, 3).mul(1.0 / n)).mul(inverse(x, n));
  }

  /** One over the standard deviation of each channel. */
  private static Tensor inverse(Tensor x, int n) {
    Tensor away = x.sub(x.sum(0, 2, 3).mul(1.0 / n));
    return away.mul(away).sum(0, 2, 3).mul(1.0 / n).add(1e-5).pow(-0.5);
  }
}
