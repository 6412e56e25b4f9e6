package org.gradoracle.formula.notebook;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;

/**
 * The notebook's network: a character-level MLP of embedding, linear, batch norm, tanh, linear and
 * cross-entropy, with every line of its backward pass written by hand.
 *
 * <p>Source: the lecture "Building makemore Part 4: Becoming a Backprop Ninja" by Andrej Karpathy,
 * exercise 1, whose identifiers the steps keep; the two long chains are derived in {@code
 * docs/derivations/}.
 */
@AutoService(Formula.class)
public final class NotebookNetwork implements Formula {

  /** Added to the variance before its root is taken. */
  private static final double EPSILON = 1e-5;

  @Override
  public String name() {
    return "notebook";
  }

  @Override
  public String summary() {
    return "character-level MLP: embedding, linear, batch norm, tanh, linear, cross-entropy";
  }

  @Override
  public String source() {
    return "Karpathy, \"Building makemore Part 4: Becoming a Backprop Ninja\", exercise 1";
  }

  @Override
  public Program program(Sample sample) {
    return program(inputs(sample));
  }

  /** Inputs of drawn sizes. */
  static Inputs inputs(Sample sample) {
    int n = sample.size(2, 40);
    int context = sample.size(1, 4);
    int embedding = sample.size(1, 12);
    int hidden = sample.size(1, 40);
    int vocab = sample.size(2, 40);
    return new Inputs(
        sample.values(vocab, embedding),
        sample.normal(1 / Math.sqrt(context * embedding), context * embedding, hidden),
        sample.normal(0.1, hidden),
        sample.normal(0.1, hidden, vocab),
        sample.logits(vocab),
        sample.uniform(0.7, 1.3, 1, hidden),
        sample.normal(0.1, 1, hidden),
        sample.indices(vocab, n, context),
        sample.indices(vocab, n));
  }

  /**
   * The inputs.
   *
   * @param C the embedding of each symbol, (vocab, embedding)
   * @param W1 weights of the hidden layer, (context * embedding, hidden)
   * @param b1 biases of the hidden layer, (hidden)
   * @param W2 weights of the output layer, (hidden, vocab)
   * @param b2 biases of the output layer, (vocab)
   * @param bngain gain of the batch norm, (1, hidden)
   * @param bnbias bias of the batch norm, (1, hidden)
   * @param Xb the symbols of each context, (n, context)
   * @param Yb the symbol that follows, (n); n is at least 2, for a variance over n-1
   */
  @SuppressWarnings("checkstyle:RecordComponentName") // the notebook's names
  public record Inputs(
      FloatTensor C,
      FloatTensor W1,
      FloatTensor b1,
      FloatTensor W2,
      FloatTensor b2,
      FloatTensor bngain,
      FloatTensor bnbias,
      FloatTensor Xb,
      FloatTensor Yb) {}

  /** The program over these inputs: 26 rows. */
  public static Program program(Inputs in) {
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

    // linear layer 1
    var hprebn =
        p.step("hprebn", embcat, W1, b1, (x, w, b) -> x.matmul(w).add(b)) // (n, hidden)
            .grad(embcat, (dhprebn, x, w, b) -> dhprebn.matmul(w.t()))
            .grad(W1, (dhprebn, x, w, b) -> x.t().matmul(dhprebn))
            .grad(b1, (dhprebn, x, w, b) -> dhprebn.sumSqueezed(0));

    // batch norm: docs/derivations/batch-norm.md
    var bnmeani =
        p.step("bnmeani", hprebn, x -> x.sum(0).mul(1.0 / n)) // (1, hidden)
            .grad(hprebn, (dbnmeani, x) -> x.onesLike().mul(dbnmeani.mul(1.0 / n)));
    var bndiff =
        p.step("bndiff", hprebn, bnmeani, (x, mean) -> x.sub(mean)) // (n, hidden)
            .grad(hprebn, (dbndiff, x, mean) -> dbndiff)
            .grad(bnmeani, (dbndiff, x, mean) -> dbndiff.sum(0).neg());
    var bndiff2 =
        p.step("bndiff2", bndiff, d -> d.pow(2)) // (n, hidden)
            .grad(bndiff, (dbndiff2, d) -> d.mul(2).mul(dbndiff2));
    var bnvar =
        p.step("bnvar", bndiff2, d2 -> d2.sum(0).mul(1.0 / (n - 1))) // (1, hidden)
            .grad(bndiff2, (dbnvar, d2) -> d2.onesLike().mul(dbnvar.mul(1.0 / (n - 1))));
    var bnvar_inv =
        p.step("bnvar_inv", bnvar, v -> v.add(EPSILON).pow(-0.5)) // (1, hidden)
            .grad(bnvar, (dbnvar_inv, v) -> v.add(EPSILON).pow(-1.5).mul(-0.5).mul(dbnvar_inv));
    var bnraw =
        p.step("bnraw", bndiff, bnvar_inv, (d, inv) -> d.mul(inv)) // (n, hidden)
            .grad(bndiff, (dbnraw, d, inv) -> inv.mul(dbnraw))
            .grad(bnvar_inv, (dbnraw, d, inv) -> d.mul(dbnraw).sum(0));
    var hpreact =
        p.step("hpreact", bngain, bnraw, bnbias, (g, r, b) -> g.mul(r).add(b)) // (n, hidden)
            .grad(bngain, (dhpreact, g, r, b) -> r.mul(dhpreact).sum(0))
            .grad(bnraw, (dhpreact, g, r, b) -> g.mul(dhpreact))
            .grad(bnbias, (dhpreact, g, r, b) -> dhpreact.sum(0));

    // non-linearity
    var h =
        p.step("h", hpreact, x -> x.tanh()) // (n, hidden)
            .grad(hpreact, (dh, x, out) -> out.oneMinusSquare().mul(dh));

    // linear layer 2
    var logits =
        p.step("logits", h, W2, b2, (x, w, b) -> x.matmul(w).add(b)) // (n, vocab)
            .grad(h, (dlogits, x, w, b) -> dlogits.matmul(w.t()))
            .grad(W2, (dlogits, x, w, b) -> x.t().matmul(dlogits))
            .grad(b2, (dlogits, x, w, b) -> dlogits.sumSqueezed(0));

    // cross-entropy loss: docs/derivations/cross-entropy.md
    var logits_maxes =
        p.step("logits_maxes", logits, x -> x.max(1)) // (n, 1)
            .grad(logits, (dlogits_maxes, x) -> x.oneHotMax(1).mul(dlogits_maxes));
    var norm_logits =
        p.step("norm_logits", logits, logits_maxes, (x, max) -> x.sub(max)) // (n, vocab)
            .grad(logits, (dnorm_logits, x, max) -> dnorm_logits)
            .grad(logits_maxes, (dnorm_logits, x, max) -> dnorm_logits.sum(1).neg());
    var counts =
        p.step("counts", norm_logits, x -> x.exp()) // (n, vocab)
            .grad(norm_logits, (dcounts, x, out) -> out.mul(dcounts));
    var counts_sum =
        p.step("counts_sum", counts, c -> c.sum(1)) // (n, 1)
            .grad(counts, (dcounts_sum, c) -> c.onesLike().mul(dcounts_sum));
    var counts_sum_inv =
        p.step("counts_sum_inv", counts_sum, s -> s.pow(-1)) // (n, 1)
            .grad(counts_sum, (dcounts_sum_inv, s) -> s.pow(-2).neg().mul(dcounts_sum_inv));
    var probs =
        p.step("probs", counts, counts_sum_inv, (c, inv) -> c.mul(inv)) // (n, vocab)
            .grad(counts, (dprobs, c, inv) -> inv.mul(dprobs))
            .grad(counts_sum_inv, (dprobs, c, inv) -> c.mul(dprobs).sum(1));
    var logprobs =
        p.step("logprobs", probs, q -> q.log()) // (n, vocab)
            .grad(probs, (dlogprobs, q) -> dlogprobs.div(q));
    var loss =
        p.step("loss", logprobs, Yb, (l, yb) -> l.pick(yb).mean().neg()) // ()
            .grad(logprobs, (dloss, l, yb) -> l.zerosLike().addAt(yb, dloss.mul(-1.0 / n)));

    return p.program(loss);
  }
}
