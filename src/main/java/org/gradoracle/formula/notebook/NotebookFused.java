package org.gradoracle.formula.notebook;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.loss.FusedCrossEntropy;
import org.gradoracle.formula.norm.FusedBatchNorm;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Shape;

/**
 * The notebook's network with its batch norm and its cross-entropy as one step each, which have
 * their backward passes in one line.
 *
 * <p>Source: Karpathy, "Building makemore Part 4: Becoming a Backprop Ninja", exercises 1 to 3.
 */
@AutoService(Formula.class)
public final class NotebookFused implements Formula {

  @Override
  public String name() {
    return "notebook-fused";
  }

  @Override
  public String summary() {
    return "the notebook's network, batch norm and cross-entropy fused";
  }

  @Override
  public String source() {
    return "Karpathy, \"Building makemore Part 4: Becoming a Backprop Ninja\", exercises 1 to 3";
  }

  @Override
  public Program program(Sample sample) {
    return program(NotebookNetwork.inputs(sample));
  }

  /** The program over these inputs. */
  public static Program program(NotebookNetwork.Inputs in) {
    int n = in.Xb().shape().dim(0);
    Shape flat = Shape.of(n, in.W1().shape().dim(0));

    var p = new Definition();
    var C = p.parameter("C", in.C());
    var W1 = p.parameter("W1", in.W1());
    var b1 = p.parameter("b1", in.b1());
    var W2 = p.parameter("W2", in.W2());
    var b2 = p.parameter("b2", in.b2());
    var bngain = p.parameter("bngain", in.bngain());
    var bnbias = p.parameter("bnbias", in.bnbias());
    var Xb = p.constant("Xb", in.Xb());
    var Yb = p.constant("Yb", in.Yb());

    var emb =
        p.step("emb", C, Xb, (c, xb) -> c.rows(xb)) // (n, context, embedding)
            .grad(C, (demb, c, xb) -> c.zerosLike().addRows(xb, demb));
    var embcat =
        p.step("embcat", emb, e -> e.view(flat)) // (n, context * embedding)
            .grad(emb, (dembcat, e) -> dembcat.view(e.shape()));
    var hprebn =
        p.step("hprebn", embcat, W1, b1, (x, w, b) -> x.matmul(w).add(b)) // (n, hidden)
            .grad(embcat, (dhprebn, x, w, b) -> dhprebn.matmul(w.t()))
            .grad(W1, (dhprebn, x, w, b) -> x.t().matmul(dhprebn))
            .grad(b1, (dhprebn, x, w, b) -> dhprebn.sumSqueezed(0));
    var hpreact = FusedBatchNorm.hpreact(p, hprebn, bngain, bnbias, n); // (n, hidden)
    var h =
        p.step("h", hpreact, x -> x.tanh()) // (n, hidden)
            .grad(hpreact, (dh, x, out) -> out.pow(2).rsub(1).mul(dh));
    var logits =
        p.step("logits", h, W2, b2, (x, w, b) -> x.matmul(w).add(b)) // (n, vocab)
            .grad(h, (dlogits, x, w, b) -> dlogits.matmul(w.t()))
            .grad(W2, (dlogits, x, w, b) -> x.t().matmul(dlogits))
            .grad(b2, (dlogits, x, w, b) -> dlogits.sumSqueezed(0));
    return p.program(FusedCrossEntropy.loss(p, logits, Yb, n)); // ()
  }
}
