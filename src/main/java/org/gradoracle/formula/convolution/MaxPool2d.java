package org.gradoracle.formula.convolution;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Tensor;

/**
 * The maximum of each window over two axes. Its gradient goes to the first maximum of the window,
 * row by row, as PyTorch's does; what is in several windows gets the sum.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html">torch.nn.MaxPool2d</a>.
 */
@AutoService(Formula.class)
public final class MaxPool2d implements Formula {

  @Override
  public String name() {
    return "max-pool2d";
  }

  @Override
  public String summary() {
    return "the maximum of each window over two axes";
  }

  @Override
  public String source() {
    return "torch.nn.MaxPool2d, https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html";
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

    var p = new Definition();
    var x = p.parameter("x", input);
    var y =
        p.step("y", x, a -> windows(a, kernel, stride).max(-1).squeeze(-1))
            .grad(
                x,
                (dy, a) -> {
                  Tensor first = windows(a, kernel, stride).oneHotMax(-1);
                  return back(first.mul(dy.unsqueeze(-1)), height, width, kernel, stride);
                });
    return p.program(y);
  }

  /** (examples, channels, rows, columns, kernel * kernel). */
  static Tensor windows(Tensor x, int kernel, int stride) {
    Tensor windows = x.unfold(2, kernel, stride).unfold(3, kernel, stride);
    return windows.reshape(
        x.shape().dim(0),
        x.shape().dim(1),
        windows.shape().dim(2),
        windows.shape().dim(3),
        kernel * kernel);
  }

  /** The elements of windows, added at their positions. */
  static Tensor back(Tensor windows, int height, int width, int kernel, int stride) {
    return windows
        .reshape(
            windows.shape().dim(0),
            windows.shape().dim(1),
            windows.shape().dim(2),
            windows.shape().dim(3),
            kernel,
            kernel)
        .fold(3, width, stride, 1)
        .fold(2, height, stride, 1);
  }
}
