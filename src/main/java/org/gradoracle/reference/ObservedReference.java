package org.gradoracle.reference;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Trace;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;

/** Another reference, with something done before and after each of its runs and products. */
public abstract class ObservedReference implements Reference {

  private final Reference reference;

  /** Asks this reference. */
  protected ObservedReference(Reference reference) {
    this.reference = reference;
  }

  /** Before it is asked. */
  protected abstract void begins();

  /** After it has answered, or thrown. */
  protected abstract void ends();

  @Override
  public final String name() {
    return reference.name();
  }

  @Override
  public final String kernels() {
    return reference.kernels();
  }

  @Override
  public final Trace run(Program program, Point point) {
    return observed(() -> reference.run(program, point));
  }

  @Override
  public final Supplier<Trace> begin(Program program, Point point) {
    Supplier<Trace> begun = observed(() -> reference.begin(program, point));
    return () -> observed(begun);
  }

  @Override
  public final List<Optional<ArrayTensor>> pullback(
      Function<List<Tensor>, Tensor> line, List<ArrayTensor> inputs, ArrayTensor upstream) {
    return observed(() -> reference.pullback(line, inputs, upstream));
  }

  @Override
  public final Supplier<List<List<List<Optional<ArrayTensor>>>>> begin(List<Pullbacks> asked) {
    Supplier<List<List<List<Optional<ArrayTensor>>>>> begun =
        observed(() -> reference.begin(asked));
    return () -> observed(begun);
  }

  private <T> T observed(Supplier<T> work) {
    begins();
    try {
      return work.get();
    } finally {
      ends();
    }
  }
}
