package org.gradoracle.formula.activation;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * Softmax over the last axis: {@code y = exp(x) / sum(exp(x))}, with the maximum of each row
 * subtracted first, which changes no value and keeps {@code exp} from overflowing.
 *
 * <p>From {@code dy[i]/dx[k] = y[i] (delta[i,k] - y[k])}, with delta 1 where i is k, else 0, the
 * gradient of x is {@code y (dy - sum(dy y))}.
 *
 * <p>Source: Goodfellow, Bengio and Courville, <a
 * href="https://www.deeplearningbook.org/contents/mlp.html">Deep learning</a>, section 6.2.2.3; <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html">torch.nn.functional.softmax</a>.
 */
@AutoService(Formula.class)
public final class Softmax implements Formula {

  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public String summary() {
    return "softmax over the last axis, its maximum taken off first";
  }

  @Override
  public String source() {
    return "Goodfellow, Bengio and Courville, Deep learning, section 6.2.2.3; torch.nn.functional.softmax";
  }

  @Override
  public Program program(Sample sample) {
    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 12), sample.size(1, 20)));
    var y =
        p.step("y", x, a -> of(a)) // (n, m)
            .grad(x, (dy, a, out) -> gradient(dy, out));
    return p.program(y);
  }

  /** Softmax of each row of a matrix, (n, m). */
  public static Tensor of(Tensor x) {
    Tensor counts = x.sub(x.max(1)).exp();
    return counts.div(counts.sum(1));
  }

  /** The gradient of {@link #of}'s argument, from the gradient of its value and the value. */
  public static Tensor gradient(Tensor dy, Tensor y) {
    return dy.sub(dy.mul(y).sum(1)).mul(y);
  }
}
