package org.gradoracle.formula.loss;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * Cross-entropy against targets of which a part is spread evenly over all classes.
 *
 * <p>Source: Szegedy et al., <a href="https://arxiv.org/abs/1512.00567">Rethinking the Inception
 * architecture</a>, section 7; {@code label_smoothing} of <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html">PyTorch's
 * CrossEntropyLoss</a>. The gradient is the probabilities less the targets, over n.
 */
@AutoService(Formula.class)
public final class LabelSmoothing implements Formula {

  @Override
  public String name() {
    return "label-smoothing";
  }

  @Override
  public String summary() {
    return "cross-entropy with label smoothing";
  }

  @Override
  public String source() {
    return "Szegedy et al., https://arxiv.org/abs/1512.00567, section 7; torch.nn.CrossEntropyLoss";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 10);
    int m = sample.size(2, 12);
    double part = 0.1;

    var p = new Definition();
    var logits = p.parameter("logits", sample.logits(n, m));
    var Yb = p.constant("Yb", sample.indices(m, n));
    var loss =
        p.step(
                "loss",
                logits,
                Yb,
                (a, y) -> a.logSoftmax(1).mul(targets(y, m, part)).sum().mul(-1.0 / n))
            .grad(
                logits,
                (dloss, a, y) -> a.softmax(1).sub(targets(y, m, part)).mul(dloss).mul(1.0 / n));
    return p.program(loss);
  }

  private static Tensor targets(Tensor indices, int classes, double part) {
    return indices.oneHot(classes).mul(1 - part).add(part / classes); // (n, classes)
  }
}
