package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.diagnose.Line.Replacement;
import org.gradoracle.diagnose.Line.Watched;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Tensor;

/** The gradients of the step's line with another convention than PyTorch's at ties and kinks. */
final class Conventions {

  /** Makes an operation linear: it is replaced by {@code x * slope}, which has that derivative. */
  @FunctionalInterface
  private interface Slope {
    /** The slope at every element of x; none if x has no tie or kink. */
    Optional<ArrayTensor> of(Operation operation, ArrayTensor result);
  }

  private final Line line;
  private final TakenForConstant lines;

  Conventions(Line line, TakenForConstant lines) {
    this.line = line;
    this.lines = lines;
  }

  List<DiagnosedRule.Altered> all() {
    List<DiagnosedRule.Altered> found = new ArrayList<>();
    String ties = "right with another convention at ties: the gradient of max goes to ";
    add(found, ties + "all equal elements in equal parts", "max", (o, r) -> shared(o, r, true));
    add(found, ties + "all equal elements, to each in full", "max", (o, r) -> shared(o, r, false));
    add(found, ties + "the last of equal elements", "max", Conventions::last);
    for (double slope : new double[] {1, 0.5}) {
      String kink = "right with another convention at the kink: the derivative of relu at 0 is ";
      add(found, kink + PythonNumber.repr(slope), "relu", (o, r) -> atZero(o, slope));
    }
    return found;
  }

  private void add(List<DiagnosedRule.Altered> found, String text, String name, Slope slope) {
    Map<Integer, Replacement> replacements = new HashMap<>();
    List<ArrayTensor> constants = new ArrayList<>();
    for (int i = 0; i < line.operations().size(); i++) {
      Watched each = line.operations().get(i);
      Optional<ArrayTensor> slopes =
          each.operation().name().equals(name)
              ? slope.of(each.operation(), each.result())
              : Optional.empty();
      if (slopes.isPresent()) {
        int place = line.values().size() + constants.size();
        constants.add(slopes.get());
        Tensor linear = linear(each.operation(), slopes.get());
        constants.add(each.result().sub(linear));
        replacements.put(
            i,
            (operation, values) -> linear(operation, values.get(place)).add(values.get(place + 1)));
      }
    }
    if (!replacements.isEmpty()) {
      lines
          .gradient(replacements, constants)
          .ifPresent(
              gradient -> found.add(new DiagnosedRule.Altered(Kind.CONVENTION, text, gradient)));
    }
  }

  private static Tensor linear(Operation operation, Tensor slopes) {
    Tensor product = operation.x().mul(slopes);
    return operation.name().equals("max")
        ? product.sum((Integer) operation.arguments().get(0))
        : product;
  }

  /** 1 at all maxima, or 1 over their number. */
  private static Optional<ArrayTensor> shared(
      Operation operation, ArrayTensor maximum, boolean equalParts) {
    ArrayTensor away = (ArrayTensor) operation.x().sub(maximum);
    ArrayTensor equal = DoubleTensor.of(away.shape(), i -> away.at(i) == 0 ? 1 : 0);
    ArrayTensor number = equal.sum((Integer) operation.arguments().get(0));
    boolean tie = false;
    for (int i = 0; i < number.size(); i++) {
      tie |= number.at(i) > 1;
    }
    return tie ? Optional.of(equalParts ? equal.div(number) : equal) : Optional.empty();
  }

  /** 1 at the last maximum. */
  private static Optional<ArrayTensor> last(Operation operation, ArrayTensor maximum) {
    return shared(operation, maximum, false)
        .map(
            equal -> {
              int axis = (Integer) operation.arguments().get(0);
              int size = equal.shape().dim(axis);
              int stride = 1;
              for (int i = equal.shape().rank() - 1;
                  i > Math.floorMod(axis, equal.shape().rank());
                  i--) {
                stride *= equal.shape().dim(i);
              }
              int step = stride;
              return DoubleTensor.of(
                  equal.shape(),
                  i -> {
                    for (int k = i / step % size + 1, j = i + step; k < size; k++, j += step) {
                      if (equal.at(j) == 1) {
                        return 0;
                      }
                    }
                    return equal.at(i);
                  });
            });
  }

  private static Optional<ArrayTensor> atZero(Operation operation, double slope) {
    ArrayTensor x = (ArrayTensor) operation.x();
    for (int i = 0; i < x.size(); i++) {
      if (x.at(i) == 0) {
        return Optional.of(
            DoubleTensor.of(x.shape(), k -> x.at(k) > 0 ? 1 : x.at(k) == 0 ? slope : 0));
      }
    }
    return Optional.empty();
  }
}
