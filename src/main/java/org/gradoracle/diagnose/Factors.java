package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.diagnose.Line.Watched;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.tensor.Trait;

/** Autograd's gradient without a factor, or with one too many, that the step's line computes. */
final class Factors {

  /** Functions of one value, which are no functions of the vocabulary by themselves. */
  private static final Set<String> COMPOSED =
      Set.of("clamp", "maximum", "minimum", "maskedFill", "square", "rsqrt", "softplus");

  private Factors() {}

  /** The values at hand and all that the line computes on the way, by how they are written. */
  static Map<String, ArrayTensor> values(DiagnosedRule wrong, Line line) {
    Map<String, ArrayTensor> values = all(wrong, line);
    values.values().removeIf(Factors::constant);
    return values;
  }

  /** The same and single elements, such as a norm, and what a sigmoid's derivative needs: 1 - y. */
  static Map<String, ArrayTensor> inRules(DiagnosedRule wrong, Line line) {
    Map<String, ArrayTensor> values = all(wrong, line);
    values.values().removeIf(value -> value.size() > 1 && constant(value));
    Map<String, ArrayTensor> more = new LinkedHashMap<>(values);
    values.forEach(
        (text, value) -> {
          if (Arrays.stream(value.values()).allMatch(x -> x > 0 && x < 1)) {
            more.put(text + ".rsub(1.0)", value.rsub(1));
          }
        });
    return more;
  }

  /** The derivatives of the line's functions and masks, at the values that these have there. */
  static Map<String, ArrayTensor> derivatives(DiagnosedRule wrong, Line line) {
    Map<String, ArrayTensor> derivatives = new LinkedHashMap<>();
    for (Watched each : line.operations()) {
      Operation written = each.written();
      if (Trait.FUNCTION.isOf(written.name()) || COMPOSED.contains(written.name())) {
        derivative(wrong, each)
            .filter(NonFinite::isFinite)
            .filter(value -> !constant(value))
            .ifPresent(value -> derivatives.put("derivative of " + each.text(), value));
      }
    }
    return derivatives;
  }

  private static Optional<ArrayTensor> derivative(DiagnosedRule wrong, Watched each) {
    List<ArrayTensor> operands = new ArrayList<>();
    each.written().operands().forEach(operand -> operands.add((ArrayTensor) operand));
    Function<List<Tensor>, Tensor> line =
        values -> {
          Operation operation = each.written();
          for (int i = 0; i < values.size(); i++) {
            operation = operation.withOperand(i, values.get(i));
          }
          return operation.run();
        };
    try {
      return wrong.reference().pullback(line, operands, each.result().onesLike()).get(0);
    } catch (TensorException e) {
      return Optional.empty();
    }
  }

  private static Map<String, ArrayTensor> all(DiagnosedRule wrong, Line line) {
    Map<String, ArrayTensor> values = new LinkedHashMap<>(wrong.values());
    for (Watched each : line.operations()) {
      if (values.values().stream().noneMatch(value -> same(value, each.result()))) {
        values.put(each.text(), each.result());
      }
    }
    values.values().removeIf(value -> !NonFinite.isFinite(value));
    return values;
  }

  static List<DiagnosedRule.Altered> of(DiagnosedRule wrong, Map<String, ArrayTensor> values) {
    List<DiagnosedRule.Altered> found = new ArrayList<>();
    values.forEach(
        (text, value) -> {
          try {
            found.add(
                new DiagnosedRule.Altered(
                    Kind.FACTOR,
                    "autograd's without the factor " + text,
                    wrong.truth().div(value)));
            found.add(
                new DiagnosedRule.Altered(
                    Kind.FACTOR,
                    "autograd's with the factor " + text + " once too often",
                    wrong.truth().mul(value)));
          } catch (TensorException e) {
            // of a shape that is not a factor
          }
        });
    return found;
  }

  private static boolean same(ArrayTensor a, ArrayTensor b) {
    return a.shape().equals(b.shape()) && a.mismatch(b) < 0;
  }

  private static boolean constant(ArrayTensor value) {
    for (int i = 1; i < value.size(); i++) {
      if (value.at(i) != value.at(0)) {
        return false;
      }
    }
    return true;
  }
}
