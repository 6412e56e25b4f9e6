package org.gradoracle.formula.loss;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.activation.LogSoftmax;
import org.gradoracle.formula.activation.Softmax;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.program.Step;
import org.gradoracle.program.Var;

/**
 * Cross-entropy of logits, averaged over the batch, with the whole backward pass in one line:
 * {@code dlogits = (softmax(logits) - onehot(Yb)) / n}.
 *
 * <p>Source: Karpathy, "Building makemore Part 4: Becoming a Backprop Ninja", exercise 2; derived
 * in {@code docs/derivations/cross-entropy.md}.
 */
@AutoService(Formula.class)
public final class FusedCrossEntropy implements Formula {

  @Override
  public String name() {
    return "fused-cross-entropy";
  }

  @Override
  public String summary() {
    return "cross-entropy of logits, its backward pass one line";
  }

  @Override
  public String source() {
    return "Karpathy, \"Building makemore Part 4: Becoming a Backprop Ninja\", exercise 2";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 20);
    int vocab = sample.size(1, 20);
    var p = new Definition();
    var logits = p.parameter("logits", sample.values(n, vocab));
    var Yb = p.constant("Yb", sample.indices(vocab, n));
    return p.program(loss(p, logits, Yb, n));
  }

  /**
   * The step {@code loss}.
   *
   * @param logits of the symbols, (n, vocab)
   * @param Yb the symbol that follows, (n)
   */
  public static Step loss(Definition p, Var logits, Var Yb, int n) {
    return p.step("loss", logits, Yb, (x, yb) -> LogSoftmax.of(x).pick(yb).mean().neg()) // ()
        .grad(
            logits,
            (dloss, x, yb) ->
                Softmax.of(x).addAt(yb, dloss.onesLike().neg()).mul(dloss.mul(1.0 / n)));
  }
}
