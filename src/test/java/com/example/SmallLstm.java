package com.example;

import com.google.auto.service.AutoService;
import java.util.List;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/** A long short-term memory cell whose gates are given: two outputs, h1 and c1. */
@AutoService(Formula.class)
public final class SmallLstm implements Formula {

  @Override
  public String name() {
    return "small-lstm";
  }

  @Override
  public String summary() {
    return "LSTM cell without its linear layer";
  }

  @Override
  public String source() {
    return "torch.nn.LSTMCell, https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 6);
    int k = sample.size(1, 6);
    var p = new Definition();
    var gates = p.parameter("gates", sample.values(n, 4 * k)); // i, f, g, o side by side
    var c = p.parameter("c", sample.values(n, k));
    var cell =
        p.step("cell", List.of(gates, c), List.of("h1", "c1"), SmallLstm::forward) // both (n, k)
            .grad(
                gates,
                (upstreams, in, out) -> {
                  Tensor i = gate(in, 0).sigmoid();
                  Tensor f = gate(in, 1).sigmoid();
                  Tensor g = gate(in, 2).tanh();
                  Tensor o = gate(in, 3).sigmoid();
                  Tensor dc1 = dc1(upstreams, in, out);
                  Tensor di = dc1.mul(g).mul(i).mul(i.rsub(1));
                  Tensor df = dc1.mul(in.get(1)).mul(f).mul(f.rsub(1));
                  Tensor dg = dc1.mul(i).mul(g.oneMinusSquare());
                  Tensor dout = upstreams.get(0).mul(out.get(1).tanh()).mul(o).mul(o.rsub(1));
                  return di.cat(1, df, dg, dout);
                })
            .grad(c, (upstreams, in, out) -> dc1(upstreams, in, out).mul(gate(in, 1).sigmoid()));
    return p.program(cell);
  }

  private static List<Tensor> forward(List<Tensor> in) {
    Tensor kept = gate(in, 1).sigmoid().mul(in.get(1));
    Tensor c1 = kept.add(gate(in, 0).sigmoid().mul(gate(in, 2).tanh()));
    return List.of(gate(in, 3).sigmoid().mul(c1.tanh()), c1);
  }

  /** The whole gradient of c1: what the loss has of it, and what comes back through h1. */
  private static Tensor dc1(List<Tensor> upstreams, List<Tensor> in, List<Tensor> out) {
    Tensor through = upstreams.get(0).mul(gate(in, 3).sigmoid());
    return upstreams.get(1).add(through.mul(out.get(1).tanh().oneMinusSquare()));
  }

  private static Tensor gate(List<Tensor> in, int number) {
    int k = in.get(1).shape().dim(1);
    return in.get(0).narrow(1, number * k, k);
  }
}
