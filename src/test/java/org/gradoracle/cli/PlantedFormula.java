package org.gradoracle.cli;

import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;

/** A right formula of one name, {@code y = 3x}, to be made wrong in one place. */
abstract class PlantedFormula implements Formula {

  private final String name;

  PlantedFormula(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String summary() {
    return "planted";
  }

  @Override
  public String source() {
    return "the test";
  }

  @Override
  public Program program(Sample sample) {
    var p = new Definition();
    var x = p.parameter("x", sample.values(2, 3));
    return p.program(p.step("y", x, a -> a.mul(3)).grad(x, (dy, a) -> dy.mul(3)));
  }
}
