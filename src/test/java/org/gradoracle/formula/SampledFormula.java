package org.gradoracle.formula;

import java.util.function.Function;
import org.gradoracle.program.Program;

/** A test's own formula: a name, and what a sample makes. */
public record SampledFormula(String name, Function<Sample, Program> made) implements Formula {

  @Override
  public String summary() {
    return name;
  }

  @Override
  public String source() {
    return "the test";
  }

  @Override
  public Program program(Sample sample) {
    return made.apply(sample);
  }
}
