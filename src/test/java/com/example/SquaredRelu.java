package com.example;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;

/** The square of the rectified linear unit. */
@AutoService(Formula.class)
public final class SquaredRelu implements Formula {

  @Override
  public String name() {
    return "squared-relu";
  }

  @Override
  public String summary() {
    return "square of the rectified linear unit, max(x, 0) ** 2";
  }

  @Override
  public String source() {
    return "So et al., Primer, https://arxiv.org/abs/2109.08668";
  }

  @Override
  public Program program(Sample sample) {
    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 12), sample.size(1, 20)));
    var y =
        p.step("y", x, a -> a.relu().pow(2)) // (n, m)
            .grad(x, (dy, a) -> a.relu().mul(2).mul(dy));
    return p.program(y);
  }
}
