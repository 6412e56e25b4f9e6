package org.gradoracle.formula.activation;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * The logarithm of softmax over the last axis, {@code y = x - log(sum(exp(x)))}, with the maximum
 * of each row subtracted first. It stays finite where softmax is 0 in the precision at hand.
 *
 * <p>From {@code dy[i]/dx[k] = delta[i,k] - softmax(x)[k]}, with delta 1 where i is k, else 0, the
 * gradient of x is {@code dy - exp(y) sum(dy)}.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html">torch.nn.functional.log_softmax</a>.
 */
@AutoService(Formula.class)
public final class LogSoftmax implements Formula {

  @Override
  public String name() {
    return "log-softmax";
  }

  @Override
  public String summary() {
    return "logarithm of softmax over the last axis, without taking the logarithm of a softmax";
  }

  @Override
  public String source() {
    return "torch.nn.functional.log_softmax, https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html";
  }

  @Override
  public Program program(Sample sample) {
    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 12), sample.size(1, 20)));
    var y =
        p.step("y", x, a -> of(a)) // (n, m)
            .grad(x, (dy, a, out) -> dy.sub(out.exp().mul(dy.sum(1))));
    return p.program(y);
  }

  /** Log-softmax of each row of a matrix, (n, m). */
  public static Tensor of(Tensor x) {
    Tensor shifted = x.sub(x.max(1));
    return shifted.sub(shifted.exp().sum(1).log());
  }
}
