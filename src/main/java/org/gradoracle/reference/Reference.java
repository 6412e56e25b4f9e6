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

/**
 * Runs the forward lines of a program and differentiates them itself, without its rules. What it
 * hands out are plain arrays.
 */
public interface Reference {

  /** What reports call it, with its version. */
  String name();

  /**
   * Which kernels it computes with, as a report says it, in one line: its rounding depends on it.
   */
  String kernels();

  /**
   * Forward and backward from a point, in the point's element type.
   *
   * @return every value and, for every {@linkplain Program#traced traced} one, its gradient, or
   *     that the loss does not depend on it
   * @throws ReferenceException if the engine fails
   * @throws org.gradoracle.tensor.TensorException if a forward line gives an operation tensors that
   *     do not fit
   * @throws org.gradoracle.program.ProgramException if a forward line throws anything else, or
   *     gives no tensor of the reference's
   */
  Trace run(Program program, Point point);

  /**
   * Begins a {@link #run}: the forward lines, which are its author's, are run before this returns.
   * What is left may be done by another thread meanwhile.
   *
   * @return gives the result, once; to ask for it waits for it, or does what nobody has begun. It
   *     throws what {@link #run} throws, unless this has
   */
  default Supplier<Trace> begin(Program program, Point point) {
    Trace trace = run(program, point);
    return () -> trace;
  }

  /**
   * The vector-Jacobian products of one forward line, for each of its inputs.
   *
   * @param line the forward line
   * @param inputs the values it is taken at, all of one element type
   * @param upstream the vector, in the shape of the line's output
   * @return for each input the product, in its shape; none if the output does not depend on it
   * @throws ReferenceException if the engine fails
   * @throws org.gradoracle.tensor.TensorException if the line gives an operation tensors that do
   *     not fit
   * @throws org.gradoracle.program.ProgramException if the line gives no tensor of the reference's
   */
  List<Optional<ArrayTensor>> pullback(
      Function<List<Tensor>, Tensor> line, List<ArrayTensor> inputs, ArrayTensor upstream);

  /**
   * What {@link #pullback} is asked, for several upstreams.
   *
   * @param line the forward line
   * @param inputs the values it is taken at
   * @param upstreams the vectors
   */
  record Pullbacks(
      Function<List<Tensor>, Tensor> line, List<ArrayTensor> inputs, List<ArrayTensor> upstreams) {}

  /**
   * Begins the products of several lines, each under several upstreams, as {@link #begin(Program,
   * Point)} does a run; at least as fast as one after another.
   *
   * @param asked all of one element type
   * @return gives, once, for each line, and each of its upstreams, what {@link #pullback} gives, to
   *     the bit
   * @throws ReferenceException if the engine fails, here or when the result is asked for
   */
  default Supplier<List<List<List<Optional<ArrayTensor>>>>> begin(List<Pullbacks> asked) {
    List<List<List<Optional<ArrayTensor>>>> products =
        asked.stream()
            .map(
                each ->
                    each.upstreams().stream()
                        .map(upstream -> pullback(each.line(), each.inputs(), upstream))
                        .toList())
            .toList();
    return () -> products;
  }
}
