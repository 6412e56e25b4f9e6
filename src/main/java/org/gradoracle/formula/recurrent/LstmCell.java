package org.gradoracle.formula.recurrent;

import com.google.auto.service.AutoService;
import java.util.List;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Outputs;
import org.gradoracle.program.Program;
import org.gradoracle.program.Step;
import org.gradoracle.program.Var;
import org.gradoracle.tensor.Tensor;

/**
 * A long short-term memory cell: one linear step for all four gates, and one elementwise step of
 * two outputs, as fused kernels have it.
 *
 * <pre>
 * gates = x @ W + h @ U + b          (n, 4k), in PyTorch's order: i, f, g, o
 * c1 = sigmoid(f) * c + sigmoid(i) * tanh(g)
 * h1 = sigmoid(o) * tanh(c1)
 * </pre>
 *
 * <p>Source: Hochreiter and Schmidhuber, Long short-term memory, with Gers's forget gate, in the
 * form of <a href="https://pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html">PyTorch's
 * LSTMCell</a> with one bias.
 */
@AutoService(Formula.class)
public final class LstmCell implements Formula {

  @Override
  public String name() {
    return "lstm-cell";
  }

  @Override
  public String summary() {
    return "long short-term memory cell, a step of two outputs";
  }

  @Override
  public String source() {
    return "https://pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 6);
    int m = sample.size(1, 6);
    int k = sample.size(1, 6);
    var p = new Definition();
    var x = p.parameter("x", sample.values(n, m));
    var h = p.parameter("h", sample.values(n, k));
    var c = p.parameter("c", sample.values(n, k));
    var w = p.parameter("W", sample.values(m, 4 * k));
    var u = p.parameter("U", sample.values(k, 4 * k));
    var b = p.parameter("b", sample.values(4 * k));
    var gates = gates(p, "gates", List.of(x, h, w, u, b));
    return p.program(cell(p, "cell", List.of(gates, c), List.of("h1", "c1")));
  }

  /** The pre-activations of all gates, (n, 4k). */
  static Step gates(Definition p, String name, List<Var> xhWUb) {
    return p.step(name, xhWUb, LstmCell::gates) // (n, 4k)
        .grad(xhWUb.get(0), (dgates, in) -> dgates.matmul(in.get(2).t()))
        .grad(xhWUb.get(1), (dgates, in) -> dgates.matmul(in.get(3).t()))
        .grad(xhWUb.get(2), (dgates, in) -> in.get(0).t().matmul(dgates))
        .grad(xhWUb.get(3), (dgates, in) -> in.get(1).t().matmul(dgates))
        .grad(xhWUb.get(4), (dgates, in) -> dgates.sumSqueezed(0));
  }

  /** What the gates make of the state. */
  static Outputs cell(Definition p, String name, List<Var> gatesAndC, List<String> hAndC) {
    return p.step(name, gatesAndC, hAndC, in -> cell(in.get(0), in.get(1)))
        .grad(
            gatesAndC.get(0),
            (upstreams, in, outputs) -> {
              Tensor i = gate(in.get(0), 0).sigmoid();
              Tensor f = gate(in.get(0), 1).sigmoid();
              Tensor g = gate(in.get(0), 2).tanh();
              Tensor o = gate(in.get(0), 3).sigmoid();
              Tensor dc1 = dc1(upstreams, o, outputs.get(1));
              Tensor di = dc1.mul(g).mul(i).mul(i.rsub(1));
              Tensor df = dc1.mul(in.get(1)).mul(f).mul(f.rsub(1));
              Tensor dg = dc1.mul(i).mul(g.oneMinusSquare());
              Tensor dout = upstreams.get(0).mul(outputs.get(1).tanh()).mul(o).mul(o.rsub(1));
              return di.cat(1, df, dg, dout);
            })
        .grad(
            gatesAndC.get(1),
            (upstreams, in, outputs) -> {
              Tensor o = gate(in.get(0), 3).sigmoid();
              return dc1(upstreams, o, outputs.get(1)).mul(gate(in.get(0), 1).sigmoid());
            });
  }

  /** The whole gradient of c1: its own, and what comes back through h1. */
  private static Tensor dc1(List<Tensor> upstreams, Tensor o, Tensor c1) {
    return upstreams.get(1).add(upstreams.get(0).mul(o).mul(c1.tanh().oneMinusSquare()));
  }

  private static Tensor gates(List<Tensor> in) {
    return in.get(0).matmul(in.get(2)).add(in.get(1).matmul(in.get(3))).add(in.get(4));
  }

  private static List<Tensor> cell(Tensor gates, Tensor c) {
    Tensor kept = gate(gates, 1).sigmoid().mul(c);
    Tensor c1 = kept.add(gate(gates, 0).sigmoid().mul(gate(gates, 2).tanh()));
    return List.of(gate(gates, 3).sigmoid().mul(c1.tanh()), c1);
  }

  /** One of the four blocks of columns. */
  private static Tensor gate(Tensor gates, int number) {
    int k = gates.shape().dim(1) / 4;
    return gates.narrow(1, number * k, k);
  }
}
