package org.gradoracle.formula.convolution;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;

/**
 * A smooth maximum: {@code log(mean(e ** (r * x))) / r} of each row, which is near its maximum for
 * a large r and near its mean for a small one. Its gradient is softmax.
 *
 * <p>Source: Pinheiro and Collobert, <a href="https://arxiv.org/abs/1411.6228">From image-level to
 * pixel-level labeling with convolutional networks</a>, equation 6.
 */
@AutoService(Formula.class)
public final class LogSumExpPool implements Formula {

  @Override
  public String name() {
    return "log-sum-exp-pool";
  }

  @Override
  public String summary() {
    return "a smooth maximum of each row, between its mean and its maximum";
  }

  @Override
  public String source() {
    return "Pinheiro and Collobert, https://arxiv.org/abs/1411.6228, equation 6";
  }

  @Override
  public Program program(Sample sample) {
    int m = sample.size(1, 12);
    double r = 3;

    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 9), m));
    var y =
        p.step("y", x, a -> a.mul(r).logsumexp(1).add(-StrictMath.log(m)).mul(1 / r)) // (n, 1)
            .grad(x, (dy, a) -> a.mul(r).softmax(1).mul(dy));
    return p.program(y);
  }
}
