package org.gradoracle.formula.loss;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Tensor;

/**
 * Cross-entropy in which rows of a padding index, here 0, count for nothing: the loss is the mean
 * of the others, and their rows have no gradient.
 *
 * <p>Source: {@code ignore_index} of <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html">PyTorch's
 * CrossEntropyLoss</a>. With nothing but padding PyTorch's mean is NaN; here the first row is never
 * padding.
 */
@AutoService(Formula.class)
public final class MaskedCrossEntropy implements Formula {

  @Override
  public String name() {
    return "masked-cross-entropy";
  }

  @Override
  public String summary() {
    return "cross-entropy that leaves out a padding index, over the mean of the others";
  }

  @Override
  public String source() {
    return "torch.nn.CrossEntropyLoss (ignore_index), https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 10);
    int m = sample.size(2, 12);

    var p = new Definition();
    var logits = p.parameter("logits", sample.logits(n, m));
    FloatTensor drawn = sample.indices(m, n);
    var Yb = p.constant("Yb", FloatTensor.of(drawn.shape(), i -> i == 0 ? 1 : drawn.at(i)));
    var loss =
        p.step(
                "loss",
                logits,
                Yb,
                (a, y) -> a.logSoftmax(1).pick(y).mul(kept(y)).sum().div(kept(y).sum()).neg())
            .grad(
                logits,
                (dloss, a, y) ->
                    a.softmax(1)
                        .sub(y.oneHot(m))
                        .mul(kept(y).div(kept(y).sum()).unsqueeze(1))
                        .mul(dloss));
    return p.program(loss);
  }

  /** 1 for a target, 0 for padding. */
  private static Tensor kept(Tensor indices) {
    return indices.ne(0);
  }
}
