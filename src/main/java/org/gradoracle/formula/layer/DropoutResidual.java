package org.gradoracle.formula.layer;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;

/**
 * A residual connection with dropout in its branch: {@code y = x + mask * (x @ W) / (1 - rate)};
 * the stream passes its gradient on, the branch adds what the mask leaves.
 *
 * <p>Source: Srivastava et al., <a
 * href="https://jmlr.org/papers/v15/srivastava14a.html">Dropout</a>; He et al., <a
 * href="https://arxiv.org/abs/1512.03385">Deep residual learning</a>.
 */
@AutoService(Formula.class)
public final class DropoutResidual implements Formula {

  @Override
  public String name() {
    return "dropout-residual";
  }

  @Override
  public String summary() {
    return "a residual stream with dropout in its branch";
  }

  @Override
  public String source() {
    return "Srivastava et al., Dropout, JMLR 15, 2014; He et al., https://arxiv.org/abs/1512.03385";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 8);
    int m = sample.size(1, 8);
    double kept = 0.75;

    var p = new Definition();
    var x = p.parameter("x", sample.values(n, m));
    var W = p.parameter("W", sample.normal(1 / Math.sqrt(m), m, m));
    FloatTensor drawn = sample.uniform(0, 1, n, m);
    var mask = p.constant("mask", FloatTensor.of(drawn.shape(), i -> drawn.at(i) < kept ? 1 : 0));
    var branch =
        p.step("branch", x, W, mask, (a, w, s) -> a.matmul(w).mul(s).mul(1 / kept)) // (n, m)
            .grad(x, (dbranch, a, w, s) -> dbranch.mul(s).mul(1 / kept).matmul(w.t()))
            .grad(W, (dbranch, a, w, s) -> a.t().matmul(dbranch.mul(s).mul(1 / kept)));
    var y =
        p.step("y", x, branch, (a, c) -> a.add(c)) // (n, m)
            .grad(x, (dy, a, c) -> dy)
            .grad(branch, (dy, a, c) -> dy);
    return p.program(y);
  }
}
