package org.gradoracle.formula.gpt;

import com.google.auto.service.AutoService;
import java.util.List;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.activation.GeluTanh;
import org.gradoracle.formula.attention.MultiHeadAttention;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Input;
import org.gradoracle.program.Program;
import org.gradoracle.program.Step;
import org.gradoracle.program.Var;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;

/**
 * A transformer in the style of GPT-2, with every intermediate value a step: embeddings of tokens
 * and positions, blocks of attention and a two-layer network, each after a layer norm and added to
 * the residual stream, a last norm, an output layer that is the table of embeddings, and
 * cross-entropy over all positions.
 *
 * <p>Steps of a block are called {@code h0_ln1}, {@code h0_qkv} and so on. Shapes: (n, t, c) for n
 * examples of t positions with c channels, (n, heads, t, size) within attention.
 *
 * <p>Source: Radford et al., <a
 * href="https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf">Language
 * models are unsupervised multitask learners</a>, 2019; the backward passes as in Karpathy, <a
 * href="https://github.com/karpathy/llm.c">llm.c</a>, {@code train_gpt2.c}.
 */
@AutoService(Formula.class)
public final class Gpt implements Formula {

  /** GPT-2's deviation of weights. */
  static final double DEVIATION = 0.02;

  /** Draws parameters: normal numbers of this deviation. */
  @FunctionalInterface
  public interface Draw {
    /** As many as the dimensions say. */
    FloatTensor normal(double deviation, int... dimensions);
  }

  /**
   * What the network is made for.
   *
   * @param layers blocks, 1 or more
   * @param heads of attention, a divisor of the channels
   * @param tokens indices (n, t)
   * @param targets indices (n * t): the token that comes next, row by row
   */
  public record Inputs(
      int vocabulary,
      int channels,
      int layers,
      int heads,
      FloatTensor tokens,
      FloatTensor targets) {}

  @Override
  public String name() {
    return "gpt";
  }

  @Override
  public String summary() {
    return "transformer in the style of GPT-2, in atomic steps";
  }

  @Override
  public String source() {
    return "Radford et al., Language models are unsupervised multitask learners, 2019; llm.c, train_gpt2.c";
  }

  @Override
  public Program program(Sample sample) {
    return program(inputs(sample), draw(sample));
  }

  /** Sizes and tokens, of one block. */
  static Inputs inputs(Sample sample) {
    int vocabulary = sample.size(2, 5);
    int heads = sample.size(1, 2);
    int channels = heads * sample.size(1, 3);
    int n = sample.size(1, 2);
    int t = sample.size(1, 4);
    return new Inputs(
        vocabulary,
        channels,
        1,
        heads,
        sample.indices(vocabulary, n, t),
        sample.indices(vocabulary, n * t));
  }

  /** Parameters large enough that every block matters. */
  static Draw draw(Sample sample) {
    return (deviation, dimensions) -> sample.normal(deviation / DEVIATION / 2, dimensions);
  }

  /** The network, its parameters drawn in the order of the definition. */
  public static Program program(Inputs in, Draw draw) {
    int t = in.tokens().shape().dim(1);
    int c = in.channels();

    var p = new Definition();
    var X = p.constant("X", in.tokens());
    var Y = p.constant("Y", in.targets());
    var later = p.constant("later", FloatTensor.of(Shape.of(t, t), i -> i % t > i / t ? 1 : 0));
    var wte = p.parameter("wte", draw.normal(DEVIATION, in.vocabulary(), c));
    var wpe = p.parameter("wpe", draw.normal(DEVIATION, t, c));

    var tok =
        p.step("tok", wte, X, (w, i) -> w.rows(i)) // (n, t, c)
            .grad(wte, (dtok, w, i) -> w.zerosLike().addRows(i, dtok));
    Var x =
        p.step("emb", tok, wpe, (a, w) -> a.add(w)) // (n, t, c)
            .grad(tok, (demb, a, w) -> demb)
            .grad(wpe, (demb, a, w) -> demb.sumSqueezed(0));
    for (int i = 0; i < in.layers(); i++) {
      x = block(p, "h" + i + "_", x, later, in.heads(), new Weights(p, draw, "h" + i + "_", c));
    }
    var lnf = norm(p, "lnf", x, new Weights(p, draw, "lnf_", c));
    var logits =
        p.step("logits", lnf, wte, (a, w) -> rows(a).matmul(w.t())) // (n * t, vocabulary)
            .grad(lnf, (dlogits, a, w) -> dlogits.matmul(w).view(a.shape()))
            .grad(wte, (dlogits, a, w) -> dlogits.t().matmul(rows(a)));
    var loss =
        p.step("loss", logits, Y, (a, i) -> a.logSoftmax(1).pick(i).mean().neg())
            .grad(
                logits,
                (dloss, a, i) ->
                    a.softmax(1)
                        .sub(i.oneHot(in.vocabulary()))
                        .mul(dloss)
                        .mul(1.0 / in.targets().size()));
    return p.program(loss);
  }

  /** Draws the parameters of a block, under names that begin alike. */
  private record Weights(Definition p, Draw draw, String prefix, int channels) {

    Input matrix(String name, int rows, int columns) {
      return p.parameter(prefix + name, draw.normal(DEVIATION, rows, columns));
    }

    Input gain(String name) {
      FloatTensor noise = draw.normal(DEVIATION, channels);
      return p.parameter(prefix + name, FloatTensor.of(noise.shape(), i -> 1 + noise.at(i)));
    }

    Input bias(String name, int size) {
      return p.parameter(prefix + name, draw.normal(DEVIATION, size));
    }
  }

  private static Step block(
      Definition p, String prefix, Var x, Input later, int heads, Weights weights) {
    int c = weights.channels();
    double scale = 1 / Math.sqrt((double) c / heads);

    var ln1 = norm(p, prefix + "ln1", x, weights, "ln1_");
    var qkv = linear(p, prefix + "qkv", ln1, weights, "attn_", c, 3 * c);
    var split =
        p.step(
                prefix + "split",
                List.of(qkv),
                List.of(prefix + "q", prefix + "k", prefix + "v"), // (n, heads, t, size)
                in ->
                    List.of(
                        MultiHeadAttention.ofHeads(in.get(0).narrow(-1, 0, c), heads),
                        MultiHeadAttention.ofHeads(in.get(0).narrow(-1, c, c), heads),
                        MultiHeadAttention.ofHeads(in.get(0).narrow(-1, 2 * c, c), heads)))
            .grad(
                qkv,
                (upstreams, in, outputs) ->
                    MultiHeadAttention.together(upstreams.get(0))
                        .cat(
                            -1,
                            MultiHeadAttention.together(upstreams.get(1)),
                            MultiHeadAttention.together(upstreams.get(2))));
    var q = split.output(prefix + "q");
    var k = split.output(prefix + "k");
    var v = split.output(prefix + "v");
    var scores =
        p.step(
                prefix + "scores", // (n, heads, t, t)
                q,
                k,
                (a, b) -> a.matmul(b.transpose(-2, -1)).mul(scale))
            .grad(q, (dscores, a, b) -> dscores.matmul(b).mul(scale))
            .grad(k, (dscores, a, b) -> dscores.transpose(-2, -1).matmul(a).mul(scale));
    var probs =
        p.step(
                prefix + "probs",
                scores,
                later,
                (s, m) -> MultiHeadAttention.masked(s, m).softmax(-1)) // (n, heads, t, t)
            .grad(scores, (dprobs, s, m, out) -> dprobs.sub(dprobs.mul(out).sum(-1)).mul(out));
    var heard =
        p.step(
                prefix + "atty", // (n, t, c)
                probs,
                v,
                (w, a) -> MultiHeadAttention.together(w.matmul(a)))
            .grad(
                probs,
                (datty, w, a) ->
                    MultiHeadAttention.ofHeads(datty, heads).matmul(a.transpose(-2, -1)))
            .grad(
                v,
                (datty, w, a) ->
                    w.transpose(-2, -1).matmul(MultiHeadAttention.ofHeads(datty, heads)));
    var attproj = linear(p, prefix + "attproj", heard, weights, "attproj_", c, c);
    var res1 = residual(p, prefix + "res1", x, attproj);
    var ln2 = norm(p, prefix + "ln2", res1, weights, "ln2_");
    var fch = linear(p, prefix + "fch", ln2, weights, "fc_", c, 4 * c);
    var fchGelu =
        p.step(prefix + "fch_gelu", fch, GeluTanh::of) // (n, t, 4c)
            .grad(fch, (dgelu, a) -> GeluTanh.derivative(a).mul(dgelu));
    var fcproj = linear(p, prefix + "fcproj", fchGelu, weights, "fcproj_", 4 * c, c);
    return residual(p, prefix + "res2", res1, fcproj);
  }

  private static Step residual(Definition p, String name, Var x, Var branch) {
    return p.step(name, x, branch, (a, b) -> a.add(b)) // (n, t, c)
        .grad(x, (dres, a, b) -> dres)
        .grad(branch, (dres, a, b) -> dres);
  }

  private static Step linear(
      Definition p, String name, Var x, Weights weights, String own, int in, int out) {
    var w = weights.matrix(own + "w", in, out);
    var b = weights.bias(own + "b", out);
    return p.step(name, x, w, b, (a, m, c) -> a.matmul(m).add(c)) // (n, t, out)
        .grad(x, (dy, a, m, c) -> dy.matmul(m.t()))
        .grad(w, (dy, a, m, c) -> rows(a).t().matmul(rows(dy)))
        .grad(b, (dy, a, m, c) -> rows(dy).sumSqueezed(0));
  }

  private static Step norm(Definition p, String name, Var x, Weights weights) {
    return norm(p, name, x, weights, "");
  }

  /** Layer norm with its gain and bias in one step, as llm.c has it. */
  private static Step norm(Definition p, String name, Var x, Weights weights, String own) {
    var g = weights.gain(own + "w");
    var b = weights.bias(own + "b", weights.channels());
    double part = 1.0 / weights.channels();
    return p.step(name, x, g, b, (a, c, d) -> norm(a, part).mul(c).add(d)) // (n, t, c)
        .grad(
            x,
            (dy, a, c, d) -> {
              Tensor norm = norm(a, part);
              Tensor dnorm = dy.mul(c);
              Tensor mean = dnorm.sum(-1).mul(part);
              Tensor along = dnorm.mul(norm).sum(-1).mul(part);
              return dnorm.sub(mean).sub(norm.mul(along)).mul(rstd(a, part));
            })
        .grad(g, (dy, a, c, d) -> rows(dy.mul(norm(a, part))).sumSqueezed(0))
        .grad(b, (dy, a, c, d) -> rows(dy).sumSqueezed(0));
  }

  /**
   * Each position normalised over its channels, to mean 0 and standard deviation 1; {@code part} is
   * one over the number of channels.
   */
  static Tensor norm(Tensor x, double part) {
    return x.sub(x.sum(-1).mul(part)).mul(rstd(x, part));
  }

  /** One over the standard deviation of each position's channels. */
  private static Tensor rstd(Tensor x, double part) {
    Tensor away = x.sub(x.sum(-1).mul(part));
    return away.mul(away).sum(-1).mul(part).add(1e-5).pow(-0.5);
  }

  /** All positions of all examples as the rows of a matrix. */
  static Tensor rows(Tensor x) {
    int columns = x.shape().dim(-1);
    return x.reshape(x.shape().size() / columns, columns);
  }
}
