package org.gradoracle.formula.convolution;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;

/**
 * Convolution over two axes, with stride, zero padding and dilation, as a product of the kernel and
 * the windows that it covers. Where windows overlap, gradients are added.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html">torch.nn.Conv2d</a>;
 * as a product of windows: Chellapilla, Puri and Simard, <a
 * href="https://inria.hal.science/inria-00112631">High performance convolutional neural networks
 * for document processing</a>, 2006.
 */
@AutoService(Formula.class)
public final class Conv2d implements Formula {

  @Override
  public String name() {
    return "conv2d";
  }

  @Override
  public String summary() {
    return "convolution over two axes, with stride, padding and dilation";
  }

  @Override
  public String source() {
    return "torch.nn.Conv2d, https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html";
  }

  @Override
  public Program program(Sample sample) {
    int kernel = sample.size(1, 3);
    return program(
        new Inputs(
            sample.values(
                sample.size(1, 2), sample.size(1, 3), sample.size(5, 6), sample.size(5, 7)),
            sample.size(1, 3),
            kernel,
            sample.size(1, 2),
            sample.size(0, 1),
            sample.size(1, 2)),
        sample);
  }

  /**
   * What is convolved, and how.
   *
   * @param x (examples, channels, height, width)
   * @param out channels of the result
   */
  public record Inputs(FloatTensor x, int out, int kernel, int stride, int padding, int dilation) {}

  private static Program program(Inputs in, Sample sample) {
    int channels = in.x().shape().dim(1);
    return program(
        in,
        sample.normal(
            1 / Math.sqrt(channels * in.kernel() * in.kernel()),
            in.out(),
            channels,
            in.kernel(),
            in.kernel()),
        sample.values(in.out()));
  }

  /** The program over these inputs, a kernel (out, channels, kernel, kernel) and biases (out). */
  public static Program program(Inputs in, FloatTensor kernels, FloatTensor biases) {
    int examples = in.x().shape().dim(0);
    int height = in.x().shape().dim(2);
    int width = in.x().shape().dim(3);
    int reach = (in.kernel() - 1) * in.dilation() + 1;
    int rows = (height + 2 * in.padding() - reach) / in.stride() + 1;
    int columns = (width + 2 * in.padding() - reach) / in.stride() + 1;
    int weights = in.x().shape().dim(1) * in.kernel() * in.kernel(); // of an output

    var p = new Definition();
    var x = p.parameter("x", in.x());
    var W = p.parameter("W", kernels);
    var b = p.parameter("b", biases);

    var windows =
        p.step(
                "windows", // (examples, weights, rows * columns)
                x,
                a -> a.im2col(in.kernel(), in.stride(), in.padding(), in.dilation()))
            .grad(
                x,
                (dwindows, a) ->
                    dwindows.col2im(
                        height, width, in.kernel(), in.stride(), in.padding(), in.dilation()));
    var y =
        p.step(
                "y", // (examples, out, rows, columns)
                windows,
                W,
                b,
                (a, w, c) ->
                    w.reshape(in.out(), weights)
                        .matmul(a)
                        .add(c.unsqueeze(1))
                        .reshape(examples, in.out(), rows, columns))
            .grad(
                windows,
                (dy, a, w, c) ->
                    w.reshape(in.out(), weights)
                        .t()
                        .matmul(dy.reshape(examples, in.out(), rows * columns)))
            .grad(
                W,
                (dy, a, w, c) ->
                    dy.reshape(examples, in.out(), rows * columns)
                        .matmul(a.transpose(1, 2))
                        .sumSqueezed(0)
                        .view(w.shape()))
            .grad(b, (dy, a, w, c) -> dy.sumSqueezed(3).sumSqueezed(2).sumSqueezed(0));
    return p.program(y);
  }
}
