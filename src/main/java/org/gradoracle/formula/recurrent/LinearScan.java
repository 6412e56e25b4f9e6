package org.gradoracle.formula.recurrent;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * The scan of a diagonal state-space model, {@code h_t = a_t * h_(t-1) + x_t}, one step for each
 * position. The backward pass is the same scan from the end.
 *
 * <p>Source: Gu and Dao, <a href="https://arxiv.org/abs/2312.00752">Mamba</a>, equation 2, of a
 * diagonal A.
 */
@AutoService(Formula.class)
public final class LinearScan implements Formula {

  @Override
  public String name() {
    return "linear-scan";
  }

  @Override
  public String summary() {
    return "scan of a linear state-space model, with a decay for each channel and position";
  }

  @Override
  public String source() {
    return "Gu and Dao, Mamba, https://arxiv.org/abs/2312.00752, equation 2; Blelloch, Prefix sums and their applications, 1990";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 4);
    int m = sample.size(1, 5);
    int positions = sample.size(2, 6);

    var p = new Definition();
    var x = p.parameter("x", sample.values(positions, n, m));
    var a = p.parameter("a", sample.uniform(0.1, 0.9, positions, n, m)); // decays
    var y =
        p.step("y", x, a, LinearScan::scan) // (positions, n, m)
            .grad(x, (dy, u, d) -> back(dy, d))
            .grad(
                a,
                (dy, u, d, out) ->
                    back(dy, d).mul(out.pad(0, 1, 0).narrow(0, 0, u.shape().dim(0))));
    return p.program(y);
  }

  private static Tensor scan(Tensor x, Tensor a) {
    Tensor state = x.narrow(0, 0, 1);
    Tensor all = state;
    for (int i = 1; i < x.shape().dim(0); i++) {
      state = a.narrow(0, i, 1).mul(state).add(x.narrow(0, i, 1));
      all = all.cat(0, state);
    }
    return all;
  }

  /**
   * The gradients of all states, which are those of x, (positions, n, m), from the last position
   * on: the position's own dy, plus the next state's gradient times the next decay.
   */
  private static Tensor back(Tensor dy, Tensor a) {
    int positions = dy.shape().dim(0);
    Tensor next = a.narrow(0, 0, 1).zerosLike();
    if (positions > 1) {
      next = a.narrow(0, 1, positions - 1).flip(0).cat(0, next).flip(0);
      next = next.narrow(0, 1, positions - 1).cat(0, next.narrow(0, 0, 1));
    }
    return scan(dy.flip(0), next.flip(0)).flip(0);
  }
}
