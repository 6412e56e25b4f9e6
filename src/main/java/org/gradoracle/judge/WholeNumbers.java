package org.gradoracle.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.program.AuthorCode;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Intercepted;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.text.Text;

/**
 * Compares without any tolerance where nothing is rounded: at inputs of few binary digits, a line
 * and a rule of sums and products are exact in float64, and so is the reference's product.
 *
 * <p>Nothing is supposed: every operation of the line and of the rule is watched, see {@link
 * BinaryDigits}, and a rule is compared only if none could have rounded, and if the reference's
 * product has few digits, too. Whoever then differs, differs on paper.
 */
public final class WholeNumbers {

  private static final long SEED = 20_220_912;

  /** The upstream is whole numbers up to this. */
  private static final int UPSTREAM = 3;

  /**
   * A rule that could be compared.
   *
   * @param id the rule's
   * @param shape of its gradient
   * @param difference where it differs, in one line; none if it is the reference's, bit for bit
   */
  public record Exact(String id, Shape shape, Optional<String> difference) {}

  private WholeNumbers() {}

  /** Compares the rules that can be, from the last step to the first. */
  public static List<Exact> compare(Program program, Reference reference) {
    Trace values =
        new Trace(PlainNetwork.forward(program, Point.of(program).in(Dtype.FLOAT64)), Map.of());
    Random random = new Random(SEED);
    List<Exact> compared = new ArrayList<>();
    for (int i = program.steps().size() - 1; i >= 0; i--) {
      Step step = program.steps().get(i);
      List<ArrayTensor> inputs = step.inputs().stream().map(values::value).toList();
      if (exactForward(step, inputs)) {
        compared.addAll(compare(program, step, inputs, values.value(step), random, reference));
      }
    }
    return compared;
  }

  private static List<Exact> compare(
      Program program,
      Step step,
      List<ArrayTensor> inputs,
      ArrayTensor output,
      Random random,
      Reference reference) {
    ArrayTensor upstream =
        DoubleTensor.of(output.shape(), i -> random.nextInt(2 * UPSTREAM + 1) - UPSTREAM);
    List<Optional<ArrayTensor>> products = reference.pullback(step::forward, inputs, upstream);
    List<Exact> compared = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Var input = step.inputs().get(i);
      Optional<ArrayTensor> theirs = products.get(i).filter(BinaryDigits::few);
      Optional<ArrayTensor> ours =
          program.rule(step, input).flatMap(rule -> exact(rule, upstream, inputs, output));
      if (ours.isPresent()
          && theirs.isPresent()
          && ours.get().shape().equals(theirs.get().shape())) {
        compared.add(
            new Exact(
                Rule.id(step, input), ours.get().shape(), difference(ours.get(), theirs.get())));
      }
    }
    return compared;
  }

  private static boolean exactForward(Step step, List<ArrayTensor> inputs) {
    ExactnessWatch watch = new ExactnessWatch();
    return exactly(watch, () -> step.forward(watch.all(inputs))).isPresent();
  }

  private static Optional<ArrayTensor> exact(
      Rule rule, ArrayTensor upstream, List<ArrayTensor> inputs, ArrayTensor output) {
    ExactnessWatch watch = new ExactnessWatch();
    return rule.raw()
        ? Optional.empty()
        : exactly(
            watch,
            () -> rule.backward().apply(watch.one(upstream), watch.all(inputs), watch.one(output)));
  }

  /** What a line gives, if none of its operations could have rounded. */
  private static Optional<ArrayTensor> exactly(ExactnessWatch watch, Supplier<Tensor> line) {
    try {
      Object result = line.get();
      return watch.exact
              && result instanceof Tensor tensor
              && Intercepted.plain(tensor) instanceof ArrayTensor plain
          ? Optional.of(plain)
          : Optional.empty();
    } catch (Throwable e) {
      AuthorCode.rethrowOutOfMemory(e);
      return Optional.empty(); // the other checks say what is wrong; watched tensors fit no cast
    }
  }

  private static Optional<String> difference(ArrayTensor ours, ArrayTensor theirs) {
    for (int i = 0; i < ours.size(); i++) {
      if (ours.at(i) != theirs.at(i)) {
        return Optional.of(
            Text.format(
                    "at %s %s, autograd %s, at whole numbers, where nothing is rounded and no tolerance is",
                    ours.shape().position(i),
                    PythonNumber.repr(ours.at(i)),
                    PythonNumber.repr(theirs.at(i)))
                + " due");
      }
    }
    return Optional.empty();
  }

  /** Watches whether every operation is exact. */
  private static final class ExactnessWatch {

    private boolean exact = true;

    Tensor one(ArrayTensor tensor) {
      exact &= BinaryDigits.few(tensor);
      return Intercepted.of(
          tensor,
          (operation, x, arguments, proceed) -> {
            exact &= BinaryDigits.exact(operation, x, arguments);
            return proceed.get();
          });
    }

    List<Tensor> all(List<ArrayTensor> tensors) {
      return tensors.stream().map(this::one).toList();
    }
  }
}
