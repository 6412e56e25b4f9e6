package org.gradoracle.bench;

import org.gradoracle.formula.notebook.NotebookFused;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Trace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A network forward and backward, its inputs in place on both sides. */
public class StepBenchmark {

  /** The hand-written rules on plain arrays, each run once: checks run it twice and compare. */
  @State(Scope.Thread)
  public static class Plain {
    @Param("notebook-fused")
    public String network;

    @Param("32x64x10x3")
    public String size;

    private Program program;
    private Point point;

    @Setup
    public void make() {
      program =
          switch (network) {
            case "notebook" -> NotebookNetwork.program(Sizes.notebook(size));
            case "notebook-fused" -> NotebookFused.program(Sizes.notebook(size));
            case "gpt" -> Sizes.transformer();
            default -> throw new IllegalArgumentException(network);
          };
      for (Rule rule : program.rules()) {
        program = program.with(rule.once());
      }
      point = Point.of(program);
    }
  }

  /** Torch's fused operations and autograd. */
  @State(Scope.Thread)
  public static class Torch {
    @Param("notebook-fused")
    public String network;

    @Param("32x64x10x3")
    public String size;

    private TorchNetwork torch;

    @Setup
    public void make() {
      torch =
          network.equals("gpt")
              ? TorchNetwork.transformer()
              : TorchNetwork.notebook(Sizes.notebook(size));
    }
  }

  @Benchmark
  public Trace plain(Plain of) {
    return PlainNetwork.run(of.program, of.point);
  }

  @Benchmark
  public float torch(Torch of) {
    return of.torch.step();
  }
}
