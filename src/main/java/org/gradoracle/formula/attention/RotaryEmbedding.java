package org.gradoracle.formula.attention;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;

/**
 * Rotary position embedding: channel i of the first half and channel i of the second half form a
 * pair, which is rotated by the position times an angle of its own. The gradient is rotated back.
 *
 * <p>Source: Su et al., <a href="https://arxiv.org/abs/2104.09864">RoFormer</a>, equation 34, with
 * pairs made of two halves as in GPT-NeoX and LLaMA ({@code rotate_half}).
 */
@AutoService(Formula.class)
public final class RotaryEmbedding implements Formula {

  @Override
  public String name() {
    return "rotary-embedding";
  }

  @Override
  public String summary() {
    return "rotary position embedding: pairs of channels turned by an angle that grows with the position";
  }

  @Override
  public String source() {
    return "Su et al., RoFormer, https://arxiv.org/abs/2104.09864, equation 34, in the halves of GPT-NeoX";
  }

  @Override
  public Program program(Sample sample) {
    int heads = sample.size(1, 4);
    int n = sample.size(1, 8); // positions
    int half = sample.size(1, 5);

    var p = new Definition();
    var x = p.parameter("x", sample.values(heads, n, 2 * half));
    var cos =
        p.constant(
            "cos", FloatTensor.of(Shape.of(n, 2 * half), i -> StrictMath.cos(angle(i, half))));
    var sin =
        p.constant(
            "sin", FloatTensor.of(Shape.of(n, 2 * half), i -> StrictMath.sin(angle(i, half))));

    var y =
        p.step(
                "y",
                x,
                cos,
                sin,
                (a, c, s) -> a.mul(c).add(rotated(a).mul(s))) // (heads, n, 2 * half)
            .grad(x, (dy, a, c, s) -> dy.mul(c).sub(rotated(dy.mul(s))));
    return p.program(y);
  }

  /** Of a position and a channel, in row-major order. */
  private static double angle(int i, int half) {
    int position = i / (2 * half);
    int channel = i % (2 * half) % half;
    return position / StrictMath.pow(10_000, (double) channel / half);
  }

  /** (a, b) as (-b, a): a quarter turn. */
  private static Tensor rotated(Tensor x) {
    int half = x.shape().dim(-1) / 2;
    return x.narrow(-1, half, half).neg().cat(-1, x.narrow(-1, 0, half));
  }
}
