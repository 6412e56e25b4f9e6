package org.gradoracle.formula.convolution;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;

/**
 * Convolution over one axis, with zero padding and stride. Rows are positions, one example after
 * the other, and columns are channels, so that a window is the rows that it covers; what lies
 * beyond either end is a row of zeros, the last one of {@code padded}. Where windows overlap, the
 * gradients of a row's copies are added.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html">torch.nn.Conv1d</a>;
 * as a product of gathered windows: Chellapilla, Puri and Simard, <a
 * href="https://inria.hal.science/inria-00112631">High performance convolutional neural networks
 * for document processing</a>, 2006.
 */
@AutoService(Formula.class)
public final class Conv1d implements Formula {

  @Override
  public String name() {
    return "conv1d";
  }

  @Override
  public String summary() {
    return "convolution over one axis, with zero padding and stride, channels last";
  }

  @Override
  public String source() {
    return "torch.nn.Conv1d, https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html";
  }

  @Override
  public Program program(Sample sample) {
    int examples = sample.size(1, 3);
    int positions = sample.size(3, 8);
    int channels = sample.size(1, 4);
    int out = sample.size(1, 4);
    int kernel = sample.size(1, 3);
    int stride = sample.size(1, 2);
    int padding = sample.size(0, 1);
    return program(
        new Inputs(
            sample.values(examples * positions, channels),
            sample.normal(1 / Math.sqrt(kernel * channels), kernel * channels, out),
            sample.values(out),
            examples,
            stride,
            padding));
  }

  /**
   * The inputs.
   *
   * @param x rows are the positions of each example in turn, (examples * positions, channels)
   * @param W the kernel: for each of its positions the channels, (kernel * channels, out)
   * @param b biases, (out)
   * @param examples how many there are
   * @param stride from one window to the next
   * @param padding rows of zeros at either end of an example
   */
  public record Inputs(
      FloatTensor x, FloatTensor W, FloatTensor b, int examples, int stride, int padding) {}

  /** The program over these inputs. */
  public static Program program(Inputs in) {
    int rows = in.x().shape().dim(0);
    int channels = in.x().shape().dim(1);
    int positions = rows / in.examples();
    int kernel = in.W().shape().dim(0) / channels;
    int windows = (positions + 2 * in.padding() - kernel) / in.stride() + 1;
    Shape gathered = Shape.of(in.examples() * windows, kernel, channels);
    Shape flat = Shape.of(in.examples() * windows, kernel * channels);

    var p = new Definition();
    var x = p.parameter("x", in.x());
    var W = p.parameter("W", in.W());
    var b = p.parameter("b", in.b());
    var zeros = p.constant("zeros", FloatTensor.of(Shape.of(rows + 1, channels), i -> 0));
    var own = p.constant("own", FloatTensor.of(Shape.of(rows), i -> i));
    var covered =
        p.constant(
            "covered",
            FloatTensor.of(
                Shape.of(in.examples() * windows, kernel),
                i -> {
                  int window = i / kernel;
                  int position = window % windows * in.stride() + i % kernel - in.padding();
                  return position < 0 || position >= positions
                      ? rows
                      : window / windows * positions + position;
                }));

    var padded =
        p.step("padded", x, zeros, own, (a, z, i) -> z.addRows(i, a)) // (rows + 1, channels)
            .grad(x, (dpadded, a, z, i) -> dpadded.rows(i));
    var window =
        p.step("window", padded, covered, (a, i) -> a.rows(i).view(flat)) // (.., kernel * channels)
            .grad(padded, (dwindow, a, i) -> a.zerosLike().addRows(i, dwindow.view(gathered)));
    var y =
        p.step("y", window, W, b, (a, w, c) -> a.matmul(w).add(c)) // (examples * windows, out)
            .grad(window, (dy, a, w, c) -> dy.matmul(w.t()))
            .grad(W, (dy, a, w, c) -> a.t().matmul(dy))
            .grad(b, (dy, a, w, c) -> dy.sumSqueezed(0));
    return p.program(y);
  }
}
