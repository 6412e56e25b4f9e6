package org.gradoracle.program;

import java.util.List;
import org.gradoracle.program.Gradient.Absent;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Gradient.Reason;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.text.Text;

/**
 * One line of a backward pass: a step's contribution to the gradient of one of its inputs, written
 * by hand.
 *
 * @param step the step's name
 * @param input the input's name
 * @param backward the line
 * @param raw whether it is raw loops over arrays, which run in float32 only
 */
public record Rule(String step, String input, Backward backward, boolean raw) {

  /** What a rule computes. */
  @FunctionalInterface
  public interface Backward {
    /**
     * The contribution to the gradient of the input, in the input's shape.
     *
     * @param upstream the gradient of the loss with respect to the step's output, in its shape
     * @param inputs the step's inputs, in order
     * @param output the step's output
     */
    Tensor apply(Tensor upstream, List<Tensor> inputs, Tensor output);
  }

  /** A rule over tensors. */
  public Rule(String step, String input, Backward backward) {
    this(step, input, backward, false);
  }

  /**
   * This rule with another line. If this one is raw loops, the other is run in float32 only, too.
   */
  public Rule with(Backward other) {
    return new Rule(step, input, other, raw);
  }

  /**
   * This rule without the check that it is deterministic, for which it is run twice: for further
   * runs of a rule that was checked in the first.
   */
  public Rule once() {
    return backward instanceof DeterminismCheck checked ? with(checked.rule()) : this;
  }

  /** Whether the output makes a difference to it; one that takes it may still ignore it. */
  public boolean readsOutput() {
    return !(once().backward() instanceof Step.OfInputs);
  }

  /** How reports and messages name the rule: {@code step←input}. */
  public String id() {
    return id(step, input);
  }

  /** The id of the rule for an input of a step, written or not. */
  public static String id(Step step, Var input) {
    return id(step.name(), input.name());
  }

  /** The id of a rule. */
  public static String id(String step, String input) {
    return step + "←" + input;
  }

  /**
   * The contribution to the gradient of the input, or why there is none. Whatever the rule throws
   * or returns becomes a {@link Gradient.Absent}, with two exceptions.
   *
   * @param expected the input's shape
   * @throws ProgramException if the rule was compiled against other classes, or one is missing, so
   *     that it cannot be run at all
   * @throws OutOfMemoryError if memory ran out, which says nothing about the rule
   */
  public Gradient apply(
      ArrayTensor upstream, List<? extends Tensor> inputs, ArrayTensor output, Shape expected) {
    if (raw && upstream.dtype() != Dtype.FLOAT32) {
      return new Absent(
          Reason.FLOAT32_ONLY, "rule '" + id() + "' is raw loops, which run in float32 only");
    }
    Object result;
    try {
      result = backward.apply(upstream, List.copyOf(inputs), output);
    } catch (ProgramException e) {
      return new Absent(Reason.THREW, "rule '" + id() + "' " + e.getMessage());
    } catch (TensorException e) {
      return new Absent(
          Reason.SHAPE, "rule '" + id() + "': " + e.getMessage() + AuthorCode.where(e));
    } catch (IncompatibleClassChangeError | NoClassDefFoundError e) { // not wrong, but not all here
      throw new ProgramException("rule '" + id() + "' threw " + AuthorCode.describe(e), e);
    } catch (Throwable e) {
      AuthorCode.rethrowOutOfMemory(e);
      return new Absent(Reason.THREW, "rule '" + id() + "' threw " + AuthorCode.describe(e));
    }
    if (!(result instanceof ArrayTensor gradient)) {
      return new Absent(
          Reason.THREW, "rule '" + id() + "' returned " + AuthorCode.describe(result));
    }
    if (!gradient.shape().equals(expected)) {
      return new Absent(
          Reason.SHAPE,
          Text.format(
              "step '%s': gradient for input '%s' has shape %s, expected %s",
              step, input, gradient.shape(), expected));
    }
    if (gradient.dtype() != upstream.dtype()) {
      return new Absent(
          Reason.DTYPE,
          Text.format("rule '%s' %s", id(), otherType(gradient.dtype(), upstream.dtype())));
    }
    return new Known(gradient);
  }

  /** The message for rules and forward lines that return another element type than the run's. */
  static String otherType(Dtype given, Dtype run) {
    return Text.format(
        "gave %s in a %s run: make constants from the inputs, e.g. x.zerosLike().add(2)",
        given, run);
  }
}
