package org.gradoracle.formula.recurrent;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * A gated recurrent unit:
 *
 * <pre>
 * r = sigmoid(a_r + c_r), z = sigmoid(a_z + c_z), n = tanh(a_n + r * c_n)     a = x @ W + b, c = h @ U + d
 * h1 = (1 - z) * n + z * h
 * </pre>
 *
 * <p>Source: Cho et al., <a href="https://arxiv.org/abs/1406.1078">Learning phrase
 * representations</a>, in the form of <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html">PyTorch's
 * GRUCell</a>.
 */
@AutoService(Formula.class)
public final class GruCell implements Formula {

  @Override
  public String name() {
    return "gru-cell";
  }

  @Override
  public String summary() {
    return "gated recurrent unit, with the reset gate inside, as PyTorch has it";
  }

  @Override
  public String source() {
    return "https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 5);
    int m = sample.size(1, 5);
    int k = sample.size(1, 5);

    var p = new Definition();
    var x = p.parameter("x", sample.values(n, m));
    var h = p.parameter("h", sample.values(n, k));
    var W = p.parameter("W", sample.normal(1 / Math.sqrt(m), m, 3 * k));
    var U = p.parameter("U", sample.normal(1 / Math.sqrt(k), k, 3 * k));
    var b = p.parameter("b", sample.normal(1, 3 * k));
    var d = p.parameter("d", sample.normal(1, 3 * k));
    var a =
        p.step("a", x, W, b, (i, w, c) -> i.matmul(w).add(c)) // (n, 3k)
            .grad(x, (da, i, w, c) -> da.matmul(w.t()))
            .grad(W, (da, i, w, c) -> i.t().matmul(da))
            .grad(b, (da, i, w, c) -> da.sumSqueezed(0));
    var c =
        p.step("c", h, U, d, (i, w, e) -> i.matmul(w).add(e)) // (n, 3k)
            .grad(h, (dc, i, w, e) -> dc.matmul(w.t()))
            .grad(U, (dc, i, w, e) -> i.t().matmul(dc))
            .grad(d, (dc, i, w, e) -> dc.sumSqueezed(0));
    var h1 =
        p.step(
                "h1",
                a,
                c,
                h,
                (i, j, s) -> update(i, j).mul(s).add(update(i, j).rsub(1).mul(candidate(i, j))))
            .grad(a, (dh1, i, j, s) -> gates(dh1, i, j, s, false))
            .grad(c, (dh1, i, j, s) -> gates(dh1, i, j, s, true))
            .grad(h, (dh1, i, j, s) -> dh1.mul(update(i, j)));
    return p.program(h1);
  }

  /** One of the three blocks of columns. */
  private static Tensor block(Tensor x, int number) {
    int k = x.shape().dim(1) / 3;
    return x.narrow(1, number * k, k);
  }

  private static Tensor reset(Tensor a, Tensor c) {
    return block(a, 0).add(block(c, 0)).sigmoid();
  }

  private static Tensor update(Tensor a, Tensor c) {
    return block(a, 1).add(block(c, 1)).sigmoid();
  }

  private static Tensor candidate(Tensor a, Tensor c) {
    return block(a, 2).add(reset(a, c).mul(block(c, 2))).tanh();
  }

  /**
   * The gradients of a or, {@code ofC}, of c: the pre-activations of r, z and n side by side, (n,
   * 3k). Through c the one of n passes the reset gate as well.
   */
  private static Tensor gates(Tensor dh1, Tensor a, Tensor c, Tensor h, boolean ofC) {
    Tensor r = reset(a, c);
    Tensor z = update(a, c);
    Tensor n = candidate(a, c);
    Tensor dn = dh1.mul(z.rsub(1)).mul(n.oneMinusSquare());
    Tensor dz = dh1.mul(h.sub(n)).mul(z).mul(z.rsub(1));
    Tensor dr = dn.mul(block(c, 2)).mul(r).mul(r.rsub(1));
    return dr.cat(1, dz, ofC ? dn.mul(r) : dn);
  }
}
