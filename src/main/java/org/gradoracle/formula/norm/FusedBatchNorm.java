package org.gradoracle.formula.norm;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.program.Step;
import org.gradoracle.program.Var;
import org.gradoracle.tensor.Tensor;

/**
 * Batch norm over the rows of a batch, with a variance over {@code n-1}, and the whole backward
 * pass to its input in one line.
 *
 * <p>Source: Karpathy, "Building makemore Part 4: Becoming a Backprop Ninja", exercise 3; derived
 * in {@code docs/derivations/batch-norm.md}.
 */
@AutoService(Formula.class)
public final class FusedBatchNorm implements Formula {

  /** Added to the variance before its root is taken. */
  private static final double EPSILON = 1e-5;

  @Override
  public String name() {
    return "fused-batch-norm";
  }

  @Override
  public String summary() {
    return "batch norm with variance over n-1, its backward pass one line";
  }

  @Override
  public String source() {
    return "Karpathy, \"Building makemore Part 4: Becoming a Backprop Ninja\", exercise 3";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(2, 20);
    int hidden = sample.size(1, 20);
    var p = new Definition();
    var hprebn = p.parameter("hprebn", sample.values(n, hidden));
    var bngain = p.parameter("bngain", sample.uniform(0.7, 1.3, 1, hidden));
    var bnbias = p.parameter("bnbias", sample.normal(0.1, 1, hidden));
    return p.program(hpreact(p, hprebn, bngain, bnbias, n));
  }

  /**
   * The step {@code hpreact}, (n, hidden).
   *
   * @param hprebn the batch, (n, hidden)
   * @param bngain (1, hidden)
   * @param bnbias (1, hidden)
   */
  public static Step hpreact(Definition p, Var hprebn, Var bngain, Var bnbias, int n) {
    return p.step("hpreact", hprebn, bngain, bnbias, (x, g, b) -> g.mul(bnraw(x)).add(b))
        .grad(hprebn, (dhpreact, x, g, b) -> dhprebn(dhpreact, x, g, n))
        .grad(bngain, (dhpreact, x, g, b) -> bnraw(x).mul(dhpreact).sum(0))
        .grad(bnbias, (dhpreact, x, g, b) -> dhpreact.sum(0));
  }

  private static Tensor dhprebn(Tensor dhpreact, Tensor x, Tensor g, int n) {
    Tensor bnraw = bnraw(x);
    Tensor spread = bnraw.mul(dhpreact.mul(bnraw).sum(0)).mul(n / (n - 1.0));
    return g.mul(bnvarInv(x)).mul(1.0 / n).mul(dhpreact.mul(n).sub(dhpreact.sum(0)).sub(spread));
  }

  private static Tensor bnraw(Tensor x) {
    return bndiff(x).mul(bnvarInv(x));
  }

  private static Tensor bnvarInv(Tensor x) {
    int n = x.shape().dim(0);
    return bndiff(x).pow(2).sum(0).mul(1.0 / (n - 1)).add(EPSILON).pow(-0.5);
  }

  private static Tensor bndiff(Tensor x) {
    return x.sub(x.sum(0).mul(1.0 / x.shape().dim(0)));
  }
}
