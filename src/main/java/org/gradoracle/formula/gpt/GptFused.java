package org.gradoracle.formula.gpt;

import static org.gradoracle.program.Raw.Contract.ACCUMULATES;

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
import org.gradoracle.tensor.Tensor;

/**
 * The transformer of {@link Gpt} as llm.c has it: a step for each of its kernels, forward and
 * backward as loops over arrays that add to what is there.
 *
 * <p>Source: Karpathy, <a href="https://github.com/karpathy/llm.c">llm.c</a>, {@code train_gpt2.c},
 * whose names steps and parameters have, with the number of the block before them.
 */
@AutoService(Formula.class)
public final class GptFused implements Formula {

  @Override
  public String name() {
    return "gpt-fused";
  }

  @Override
  public String summary() {
    return "transformer in the style of GPT-2, in the fused kernels of llm.c, as raw loops";
  }

  @Override
  public String source() {
    return "karpathy/llm.c, train_gpt2.c";
  }

  @Override
  public Program program(Sample sample) {
    return program(Gpt.inputs(sample), Gpt.draw(sample));
  }

  /** The network, its parameters drawn in the order of the definition. */
  public static Program program(Gpt.Inputs in, Gpt.Draw draw) {
    int T = in.tokens().shape().dim(1);
    int C = in.channels();
    int V = in.vocabulary();

    var p = new Definition();
    var X = p.constant("X", in.tokens());
    var Y = p.constant("Y", in.targets());
    var wte = p.parameter("wte", draw.normal(Gpt.DEVIATION, V, C));
    var wpe = p.parameter("wpe", draw.normal(Gpt.DEVIATION, T, C));
    Var residual =
        p.step("encoded", wte, X, wpe, (w, i, v) -> w.rows(i).add(v)) // (B, T, C)
            .kernel((x, out) -> LlmcKernels.encoderForward(out, x[1], x[0], x[2], T, C))
            .gradsRaw(
                List.of(wte, wpe),
                ACCUMULATES,
                (up, x, out, d) -> LlmcKernels.encoderBackward(d[0], d[1], up[0], x[1], T, C));
    for (int i = 0; i < in.layers(); i++) {
      residual = new Block(p, draw, "h" + i + "_", C).of(residual, T, in.heads());
    }
    var lnf = new Block(p, draw, "", C).layernorm("lnf", residual);
    var none = new float[0];
    var logits =
        p.step("logits", lnf, wte, (a, w) -> Gpt.rows(a).matmul(w.t())) // (B * T, V)
            .kernel((x, out) -> LlmcKernels.matmulForward(out, x[0], x[1], none, C, V))
            .gradsRaw(
                List.of(lnf, wte),
                ACCUMULATES,
                (up, x, out, d) ->
                    LlmcKernels.matmulBackward(d[0], d[1], none, up[0], x[0], x[1], C, V));
    var loss =
        p.step("loss", logits, Y, (a, i) -> a.logSoftmax(1).pick(i).mean().neg())
            .kernel((x, out) -> out[0] = LlmcKernels.crossentropyForward(x[0], x[1], V))
            .gradsRaw(
                List.of(logits),
                ACCUMULATES,
                (up, x, out, d) ->
                    LlmcKernels.crossentropySoftmaxBackward(d[0], up[0][0], x[0], x[1], V));
    return p.program(loss);
  }

  /** Adds the steps of a block, whose names begin alike. */
  private record Block(Definition p, Gpt.Draw draw, String prefix, int C) {

    Step of(Var residual, int T, int NH) {
      var ln1 = layernorm("ln1", residual);
      var qkv = matmul("qkv", ln1, C, 3 * C);
      var atty =
          p.step(prefix + "atty", qkv, x -> attention(x, C, NH)) // (B, T, C)
              .kernel((x, out) -> LlmcKernels.attentionForward(out, x[0], T, C, NH))
              .gradsRaw(
                  List.of(qkv),
                  ACCUMULATES,
                  (up, x, out, d) -> LlmcKernels.attentionBackward(d[0], up[0], x[0], T, C, NH));
      var attproj = matmul("attproj", atty, C, C);
      var residual2 = residual("residual2", residual, attproj);
      var ln2 = layernorm("ln2", residual2);
      var fch = matmul("fch", ln2, C, 4 * C);
      var fchGelu =
          p.step(prefix + "fch_gelu", fch, GeluTanh::of) // (B, T, 4C)
              .kernel((x, out) -> LlmcKernels.geluForward(out, x[0]))
              .gradsRaw(
                  List.of(fch),
                  ACCUMULATES,
                  (up, x, out, d) -> LlmcKernels.geluBackward(d[0], x[0], up[0]));
      var fcproj = matmul("fcproj", fchGelu, 4 * C, C);
      return residual("residual3", residual2, fcproj);
    }

    Step layernorm(String name, Var x) {
      FloatTensor noise = draw.normal(Gpt.DEVIATION, C);
      Input weight =
          p.parameter(prefix + name + "w", FloatTensor.of(noise.shape(), i -> 1 + noise.at(i)));
      Input bias = p.parameter(prefix + name + "b", draw.normal(Gpt.DEVIATION, C));
      double part = 1.0 / C;
      return p.step(prefix + name, x, weight, bias, (a, w, b) -> Gpt.norm(a, part).mul(w).add(b))
          .kernel((in, out) -> LlmcKernels.layernormForward(out, in[0], in[1], in[2]))
          .gradsRaw(
              List.of(x, weight, bias),
              ACCUMULATES,
              (up, in, out, d) ->
                  LlmcKernels.layernormBackward(d[0], d[1], d[2], up[0], in[0], in[1]));
    }

    private Step matmul(String name, Var x, int from, int to) {
      Input weight = p.parameter(prefix + name + "w", draw.normal(Gpt.DEVIATION, to, from));
      Input bias = p.parameter(prefix + name + "b", draw.normal(Gpt.DEVIATION, to));
      return p.step(prefix + name, x, weight, bias, (a, w, b) -> a.matmul(w.t()).add(b))
          .kernel((in, out) -> LlmcKernels.matmulForward(out, in[0], in[1], in[2], from, to))
          .gradsRaw(
              List.of(x, weight, bias),
              ACCUMULATES,
              (up, in, out, d) ->
                  LlmcKernels.matmulBackward(d[0], d[1], d[2], up[0], in[0], in[1], from, to));
    }

    private Step residual(String name, Var x, Var branch) {
      return p.step(prefix + name, x, branch, (a, b) -> a.add(b))
          .kernel((in, out) -> LlmcKernels.residualForward(out, in[0], in[1]))
          .gradsRaw(
              List.of(x, branch),
              ACCUMULATES,
              (up, in, out, d) -> LlmcKernels.residualBackward(d[0], d[1], up[0]));
    }
  }

  private static Tensor attention(Tensor qkv, int C, int NH) {
    Tensor q = MultiHeadAttention.ofHeads(qkv.narrow(-1, 0, C), NH);
    Tensor k = MultiHeadAttention.ofHeads(qkv.narrow(-1, C, C), NH);
    Tensor v = MultiHeadAttention.ofHeads(qkv.narrow(-1, 2 * C, C), NH);
    Tensor scores = q.matmul(k.transpose(-2, -1)).mul(1 / Math.sqrt((double) C / NH));
    Tensor later = scores.onesLike().triu(1);
    return MultiHeadAttention.together(
        scores.maskedFill(later, Double.NEGATIVE_INFINITY).softmax(-1).matmul(v));
  }
}
