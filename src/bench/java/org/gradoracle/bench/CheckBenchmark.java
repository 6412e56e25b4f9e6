package org.gradoracle.bench;

import java.util.List;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.judge.Checks;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.judge.RuleCheck;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Trace;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.djl.DjlReference;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.RuleResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The checks of the notebook's network beside one run of it in the reference. */
@State(Scope.Thread)
public class CheckBenchmark {

  @Param("32x64x10x3")
  public String size;

  private Program program;
  private Reference reference;

  @Setup
  public void make() {
    program = NotebookNetwork.program(Sizes.notebook(size));
    reference = DjlReference.load(message -> {});
  }

  @Benchmark
  public Trace reference() {
    return reference.run(program, Point.of(program));
  }

  @Benchmark
  public List<RuleResult> rules() {
    return RuleCheck.run(program, reference);
  }

  @Benchmark
  public CheckResult all() {
    return Checks.run(program, reference, ForwardValues.OWN, Dtype.FLOAT32);
  }
}
