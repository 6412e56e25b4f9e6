package org.gradoracle.formula.layer;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * Linear experts with top-1 routing: each row goes to the expert of the greatest probability, and
 * its result is multiplied by that. The choice itself has no gradient; the probability has.
 *
 * <p>Source: Fedus, Zoph and Shazeer, <a href="https://arxiv.org/abs/2101.03961">Switch
 * transformers</a>, equation 2.
 */
@AutoService(Formula.class)
public final class MixtureOfExperts implements Formula {

  @Override
  public String name() {
    return "mixture-of-experts";
  }

  @Override
  public String summary() {
    return "linear experts, of which each row takes one, weighted by its probability";
  }

  @Override
  public String source() {
    return "Fedus, Zoph and Shazeer, Switch transformers, https://arxiv.org/abs/2101.03961, equation 2";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 8);
    int m = sample.size(1, 6);
    int out = sample.size(1, 5);
    int experts = sample.size(1, 4);

    var p = new Definition();
    var x = p.parameter("x", sample.values(n, m));
    var R =
        p.parameter(
            "R",
            sample.kind() == InputKind.TIES
                ? sample.values(m, experts) // experts that are equally likely
                : sample.normal(1 / Math.sqrt(m), m, experts));
    var E = p.parameter("E", sample.normal(1 / Math.sqrt(m), experts, m, out));
    var routes =
        p.step("routes", x, R, (a, r) -> a.matmul(r)) // (n, experts)
            .grad(x, (droutes, a, r) -> droutes.matmul(r.t()))
            .grad(R, (droutes, a, r) -> a.t().matmul(droutes));
    var gates =
        p.step("gates", routes, a -> a.softmax(1).mul(a.oneHotMax(1))) // (n, experts)
            .grad(
                routes,
                (dgates, a) -> {
                  Tensor probs = a.softmax(1);
                  Tensor dprobs = dgates.mul(a.oneHotMax(1));
                  return dprobs.sub(dprobs.mul(probs).sum(1)).mul(probs);
                });
    var each =
        p.step("each", x, E, (a, e) -> a.matmul(e)) // (experts, n, out)
            .grad(x, (deach, a, e) -> deach.matmul(e.transpose(1, 2)).sumSqueezed(0))
            .grad(E, (deach, a, e) -> a.t().matmul(deach));
    var y =
        p.step("y", each, gates, (a, g) -> a.mul(g.t().unsqueeze(2)).sumSqueezed(0)) // (n, out)
            .grad(each, (dy, a, g) -> g.t().unsqueeze(2).mul(dy))
            .grad(gates, (dy, a, g) -> a.mul(dy).sumSqueezed(2).t());
    return p.program(y);
  }
}
