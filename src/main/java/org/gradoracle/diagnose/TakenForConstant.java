package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.diagnose.Line.Replacement;
import org.gradoracle.diagnose.Line.Watched;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.tensor.Trait;
import org.gradoracle.text.Text;

/**
 * The gradients of the step's line with something in it taken for a constant: an intermediate value
 * (a mean, a variance, a normaliser), one of several uses of it, or several sums at once; and with
 * the derivative of one of its functions left out.
 */
final class TakenForConstant {

  /** A gradient and what it is, and what is constant in it. */
  record Constant(String what, ArrayTensor gradient) {}

  private final DiagnosedRule wrong;
  private final Line line;

  TakenForConstant(DiagnosedRule wrong, Line line) {
    this.wrong = wrong;
    this.line = line;
  }

  /** With one intermediate value, or one use of one, taken for a constant. */
  List<Constant> single() {
    List<Constant> found = new ArrayList<>();
    for (int i = 0; i + 1 < line.operations().size(); i++) {
      Watched each = line.operations().get(i);
      String what = Wording.of(each);
      without(Map.of(i, each.result()))
          .ifPresent(gradient -> found.add(new Constant(what, gradient)));
    }
    found.addAll(uses());
    return found;
  }

  /** One of several uses of a value. */
  private List<Constant> uses() {
    IdentityHashMap<Tensor, Integer> counts = new IdentityHashMap<>();
    line.operations().stream()
        .flatMap(each -> each.operation().operands().stream())
        .forEach(operand -> counts.merge(operand, 1, Integer::sum));
    List<Constant> found = new ArrayList<>();
    for (int i = 0; i < line.operations().size(); i++) {
      Watched each = line.operations().get(i);
      List<Tensor> operands = each.operation().operands();
      for (int k = 0; k < operands.size(); k++) {
        if (counts.getOrDefault(operands.get(k), 0) > 1) {
          int operand = k;
          Replacement replacement =
              (operation, values) ->
                  operation.withOperand(operand, values.get(values.size() - 1)).run();
          String what = Text.format("%s in %s", each.texts().get(k), each.text());
          gradient(Map.of(i, replacement), List.of((ArrayTensor) operands.get(k)))
              .ifPresent(gradient -> found.add(new Constant(what, gradient)));
        }
      }
    }
    return found;
  }

  /** With two sums, means or maxima taken for constants, or with all. */
  List<Constant> several() {
    List<Integer> reductions = new ArrayList<>();
    for (int i = 0; i + 1 < line.operations().size(); i++) {
      if (Trait.REDUCTION.isOf(line.operations().get(i).operation().name())) {
        reductions.add(i);
      }
    }
    List<Constant> found = new ArrayList<>();
    for (int i : reductions) {
      for (int k : reductions) {
        if (i < k) {
          Watched first = line.operations().get(i);
          Watched second = line.operations().get(k);
          without(Map.of(i, first.result(), k, second.result()))
              .ifPresent(
                  gradient ->
                      found.add(
                          new Constant(
                              Wording.of(first) + " and " + Wording.of(second), gradient)));
        }
      }
    }
    return found;
  }

  /** With the derivative of one function left out, as if it were 1. */
  List<DiagnosedRule.Altered> withoutDerivative() {
    List<DiagnosedRule.Altered> found = new ArrayList<>();
    for (int i = 0; i < line.operations().size(); i++) {
      Watched each = line.operations().get(i);
      if (Trait.FUNCTION.isOf(each.operation().name())) {
        ArrayTensor offset = each.result().sub(each.operation().x());
        Replacement replacement =
            (operation, values) -> operation.x().add(values.get(values.size() - 1));
        gradient(Map.of(i, replacement), List.of(offset))
            .ifPresent(
                gradient ->
                    found.add(
                        new DiagnosedRule.Altered(
                            Kind.WITHOUT_DERIVATIVE,
                            Text.format(
                                "autograd's with the derivative of %s left out: %s",
                                each.operation().name(), each.text()),
                            gradient)));
      }
    }
    return found;
  }

  private Optional<ArrayTensor> without(Map<Integer, ArrayTensor> constants) {
    Map<Integer, Replacement> replacements = new java.util.HashMap<>();
    List<ArrayTensor> added = new ArrayList<>();
    constants.forEach(
        (number, value) -> {
          int place = line.values().size() + added.size();
          added.add(value);
          replacements.put(number, (operation, values) -> values.get(place));
        });
    return gradient(replacements, added);
  }

  /** Of the line with replacements, which take their constants from what follows its inputs. */
  Optional<ArrayTensor> gradient(
      Map<Integer, Replacement> replacements, List<ArrayTensor> constants) {
    List<ArrayTensor> inputs = new ArrayList<>(line.values());
    inputs.addAll(constants);
    try {
      return wrong
          .reference()
          .pullback(line.replaced(replacements), inputs, wrong.upstream())
          .get(wrong.index())
          .filter(NonFinite::isFinite);
    } catch (TensorException e) {
      return Optional.empty();
    }
  }
}
