package org.gradoracle.formula.convolution;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Tensor;

/**
 * The mean of each window over two axes; each of its elements gets an equal part of the gradient.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html">torch.nn.AvgPool2d</a>.
 */
@AutoService(Formula.class)
public final class AvgPool2d implements Formula {

  @Override
  public String name() {
    return "avg-pool2d";
  }

  @Override
  public String summary() {
    return "the mean of each window over two axes";
  }

  @Override
  public String source() {
    return "torch.nn.AvgPool2d, https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html";
  }

  @Override
  public Program program(Sample sample) {
    int examples = sample.size(1, 2);
    int channels = sample.size(1, 3);
    int height = sample.size(3, 6);
    int width = sample.size(3, 6);
    return program(
        sample.values(examples, channels, height, width), sample.size(1, 3), sample.size(1, 3));
  }

  /** The program over (examples, channels, height, width). */
  public static Program program(FloatTensor input, int kernel, int stride) {
    int height = input.shape().dim(2);
    int width = input.shape().dim(3);
    double part = 1.0 / (kernel * kernel);

    var p = new Definition();
    var x = p.parameter("x", input);
    var y =
        p.step("y", x, a -> MaxPool2d.windows(a, kernel, stride).sumSqueezed(-1).mul(part))
            .grad(
                x,
                (dy, a) -> {
                  Tensor windows = MaxPool2d.windows(a, kernel, stride);
                  Tensor parts = dy.mul(part).unsqueeze(-1).expand(windows.shape());
                  return MaxPool2d.back(parts, height, width, kernel, stride);
                });
    return p.program(y);
  }
}
