package org.gradoracle.formula.loss;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;

/**
 * The mean over rows of {@code sum(p * (log p - log q))}, where q is the softmax of the logits and
 * p the target. Unlike in PyTorch's usual form p is a parameter, too, with the gradient {@code (log
 * p + 1 - log q) / n}. Its rows are positive, but need not add up to 1.
 *
 * <p>Source: Kullback and Leibler, On information and sufficiency, 1951; <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html">torch.nn.KLDivLoss</a>
 * ({@code batchmean}).
 */
@AutoService(Formula.class)
public final class KlDivergence implements Formula {

  @Override
  public String name() {
    return "kl-divergence";
  }

  @Override
  public String summary() {
    return "the divergence of a distribution, by its logits, from another";
  }

  @Override
  public String source() {
    return "Kullback and Leibler, On information and sufficiency, 1951; torch.nn.KLDivLoss";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 8);
    int m = sample.size(2, 10);

    var d = new Definition();
    var logits = d.parameter("logits", sample.logits(n, m));
    var p = d.parameter("p", sample.uniform(0.05, 1, n, m));
    var logq =
        d.step("logq", logits, a -> a.logSoftmax(1)) // (n, m)
            .grad(logits, (dlogq, a) -> dlogq.sub(a.softmax(1).mul(dlogq.sum(1))));
    var loss =
        d.step("loss", p, logq, (a, q) -> a.mul(a.log().sub(q)).sum().mul(1.0 / n))
            .grad(p, (dloss, a, q) -> a.log().sub(q).add(1).mul(dloss).mul(1.0 / n))
            .grad(logq, (dloss, a, q) -> a.neg().mul(dloss).mul(1.0 / n));
    return d.program(loss);
  }
}
