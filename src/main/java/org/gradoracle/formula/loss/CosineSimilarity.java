package org.gradoracle.formula.loss;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * The dot product of two rows over the product of their norms; a small number under the root keeps
 * the norms from being 0.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html">torch.nn.CosineSimilarity</a>,
 * with the small number under the root; the gradient of a is {@code (b / |b| - y * a / |a|) / |a|}.
 */
@AutoService(Formula.class)
public final class CosineSimilarity implements Formula {

  @Override
  public String name() {
    return "cosine-similarity";
  }

  @Override
  public String summary() {
    return "the cosine of the angle between rows";
  }

  @Override
  public String source() {
    return "torch.nn.CosineSimilarity, https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 8);
    int m = sample.size(1, 12);

    var p = new Definition();
    var a = p.parameter("a", sample.values(n, m));
    var b = p.parameter("b", sample.normal(1, n, m));
    var y =
        p.step("y", a, b, (u, v) -> u.mul(inverse(u)).mul(v.mul(inverse(v))).sum(1)) // (n, 1)
            .grad(a, (dy, u, v, out) -> side(dy, u, v, out))
            .grad(b, (dy, u, v, out) -> side(dy, v, u, out));
    return p.program(y);
  }

  /** One over the norm of each row. */
  private static Tensor inverse(Tensor x) {
    return x.mul(x).sum(1).add(1e-6).pow(-0.5); // (n, 1)
  }

  private static Tensor side(Tensor dy, Tensor own, Tensor other, Tensor y) {
    Tensor unit = own.mul(inverse(own));
    return other.mul(inverse(other)).sub(unit.mul(y)).mul(inverse(own)).mul(dy);
  }
}
