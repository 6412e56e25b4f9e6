package com.example;

import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;

/** {@code y = x ** 3}. */
final class Cube implements Formula {

  @Override
  public String name() {
    return "cube";
  }

  @Override
  public String summary() {
    return "x ** 3";
  }

  @Override
  public String source() {
    return "school";
  }

  @Override
  public Program program(Sample sample) {
    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 9)));
    var y = p.step("y", x, a -> a.pow(3)).grad(x, (dy, a) -> a.pow(2).mul(3).mul(dy));
    return p.program(y);
  }
}
