package org.gradoracle.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Trace;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;

/** A reference whose runs are timed; for one thread. */
final class Timed implements Reference {

  private final Reference reference;
  private long nanos;
  private int runs;

  Timed(Reference reference) {
    this.reference = reference;
  }

  /** The seconds that it took. */
  double seconds() {
    return nanos / 1e9;
  }

  /** How often it was asked. */
  int runs() {
    return runs;
  }

  @Override
  public String name() {
    return reference.name();
  }

  @Override
  public String kernels() {
    return reference.kernels();
  }

  @Override
  public Trace run(Program program, Point point) {
    long start = System.nanoTime();
    try {
      return reference.run(program, point);
    } finally {
      add(start);
    }
  }

  @Override
  public List<Optional<ArrayTensor>> pullback(
      Function<List<Tensor>, Tensor> line, List<ArrayTensor> inputs, ArrayTensor upstream) {
    long start = System.nanoTime();
    try {
      return reference.pullback(line, inputs, upstream);
    } finally {
      add(start);
    }
  }

  private void add(long start) {
    nanos += System.nanoTime() - start;
    runs++;
  }
}
