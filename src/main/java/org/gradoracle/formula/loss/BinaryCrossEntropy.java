package org.gradoracle.formula.loss;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * Binary cross-entropy of logits {@code x} with targets {@code t} from 0 to 1, averaged over all
 * elements: the mean of {@code -t log(s) - (1 - t) log(1 - s)} with {@code s = sigmoid(x)}. Written
 * as {@code (1 - t) x + m + log(exp(-m) + exp(-x - m))} with {@code m = max(-x, 0)} no exponential
 * overflows. The gradient is {@code (s - t) / n}.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html">torch.nn.BCEWithLogitsLoss</a>.
 */
@AutoService(Formula.class)
public final class BinaryCrossEntropy implements Formula {

  @Override
  public String name() {
    return "binary-cross-entropy";
  }

  @Override
  public String summary() {
    return "binary cross-entropy of logits, in the form that does not overflow, averaged";
  }

  @Override
  public String source() {
    return "torch.nn.BCEWithLogitsLoss, https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 12);
    int m = sample.size(1, 20);
    var p = new Definition();
    var x = p.parameter("x", sample.values(n, m));
    var targets = p.constant("targets", sample.uniform(0, 1, n, m));
    var loss =
        p.step("loss", x, targets, (a, t) -> losses(a, t).mean()) // ()
            .grad(x, (dloss, a, t) -> a.sigmoid().sub(t).mul(dloss.mul(1.0 / (n * m))));
    return p.program(loss);
  }

  private static Tensor losses(Tensor x, Tensor targets) {
    Tensor m = x.neg().relu();
    return targets.rsub(1).mul(x).add(m).add(m.neg().exp().add(x.add(m).neg().exp()).log());
  }
}
