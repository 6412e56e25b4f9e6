package org.gradoracle.formula.loss;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;

/**
 * Contrastive loss in both directions: the products of all rows with all others, over a
 * temperature, are logits, and the partner of a row is the target.
 *
 * <p>Source: van den Oord, Li and Vinyals, <a
 * href="https://arxiv.org/abs/1807.03748">Representation learning with contrastive predictive
 * coding</a>, equation 4; in both directions as in Radford et al., <a
 * href="https://arxiv.org/abs/2103.00020">CLIP</a>, figure 3.
 */
@AutoService(Formula.class)
public final class InfoNce implements Formula {

  @Override
  public String name() {
    return "info-nce";
  }

  @Override
  public String summary() {
    return "contrastive loss: of a batch of pairs each row finds its own partner";
  }

  @Override
  public String source() {
    return "van den Oord, Li and Vinyals, https://arxiv.org/abs/1807.03748, equation 4; in both directions: CLIP, https://arxiv.org/abs/2103.00020";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(2, 7);
    int m = sample.size(1, 6);
    double temperature = 0.5;

    var p = new Definition();
    var a = p.parameter("a", sample.values(n, m));
    var b = p.parameter("b", sample.normal(1, n, m));
    var own = p.constant("own", FloatTensor.of(Shape.of(n), i -> i));
    var logits =
        p.step("logits", a, b, (u, v) -> u.matmul(v.t()).mul(1 / temperature)) // (n, n)
            .grad(a, (dlogits, u, v) -> dlogits.matmul(v).mul(1 / temperature))
            .grad(b, (dlogits, u, v) -> dlogits.t().matmul(u).mul(1 / temperature));
    var loss =
        p.step(
                "loss",
                logits,
                own,
                (s, i) ->
                    s.logSoftmax(1)
                        .pick(i)
                        .sum()
                        .add(s.t().logSoftmax(1).pick(i).sum())
                        .mul(-0.5 / n))
            .grad(
                logits,
                (dloss, s, i) ->
                    s.softmax(1).add(s.softmax(0)).sub(i.oneHot(n).mul(2)).mul(dloss).mul(0.5 / n));
    return p.program(loss);
  }
}
