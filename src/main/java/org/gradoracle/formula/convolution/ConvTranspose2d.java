package org.gradoracle.formula.convolution;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;

/**
 * Transposed convolution: forward what a convolution is backward, and backward what it is forward.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html">torch.nn.ConvTranspose2d</a>.
 */
@AutoService(Formula.class)
public final class ConvTranspose2d implements Formula {

  @Override
  public String name() {
    return "conv-transpose2d";
  }

  @Override
  public String summary() {
    return "transposed convolution over two axes: the gradient of a convolution, forward";
  }

  @Override
  public String source() {
    return "torch.nn.ConvTranspose2d, https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html";
  }

  @Override
  public Program program(Sample sample) {
    int examples = sample.size(1, 2);
    int channels = sample.size(1, 3);
    int out = sample.size(1, 3);
    int rows = sample.size(2, 4);
    int columns = sample.size(2, 4);
    int kernel = sample.size(2, 3);
    int stride = sample.size(1, 2);
    int padding = sample.size(0, 1);
    return program(
        sample.values(examples, channels, rows, columns),
        sample.normal(1 / Math.sqrt(channels), channels, out, kernel, kernel),
        stride,
        padding);
  }

  /**
   * The program over these inputs.
   *
   * @param images (examples, channels, rows, columns)
   * @param weights (channels, out, kernel, kernel)
   */
  public static Program program(FloatTensor images, FloatTensor weights, int stride, int padding) {
    int examples = images.shape().dim(0);
    int channels = images.shape().dim(1);
    int rows = images.shape().dim(2);
    int columns = images.shape().dim(3);
    int kernel = weights.shape().dim(2);
    int height = (rows - 1) * stride - 2 * padding + kernel;
    int width = (columns - 1) * stride - 2 * padding + kernel;
    int each = weights.shape().dim(1) * kernel * kernel;

    var p = new Definition();
    var x = p.parameter("x", images);
    var W = p.parameter("W", weights);

    var windows =
        p.step(
                "windows", // (examples, each, rows * columns)
                x,
                W,
                (a, w) ->
                    w.reshape(channels, each)
                        .t()
                        .matmul(a.reshape(examples, channels, rows * columns)))
            .grad(x, (dwindows, a, w) -> w.reshape(channels, each).matmul(dwindows).view(a.shape()))
            .grad(
                W,
                (dwindows, a, w) ->
                    a.reshape(examples, channels, rows * columns)
                        .matmul(dwindows.transpose(1, 2))
                        .sumSqueezed(0)
                        .view(w.shape()));
    var y =
        p.step(
                "y", // (examples, out, height, width)
                windows,
                a -> a.col2im(height, width, kernel, stride, padding, 1))
            .grad(windows, (dy, a) -> dy.im2col(kernel, stride, padding, 1));
    return p.program(y);
  }
}
