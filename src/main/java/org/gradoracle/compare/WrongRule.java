package org.gradoracle.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gradoracle.program.Foreign;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;

/**
 * A rule that is not right, run once under one upstream, with what a diagnosis needs to know of it.
 * All values are in float64; raw loops run in float32, and only what they give is cast.
 *
 * @param step the step
 * @param index which of the step's inputs the rule is for
 * @param rule the rule
 * @param inputs the step's inputs
 * @param upstream the upstream
 * @param upstreamName which that is, as a sentence puts it
 * @param ours what the rule gives, of whatever shape
 * @param truth the reference's vector-Jacobian product
 * @param same by what part of the largest two values may differ that should be the same
 * @param reference takes the products of altered lines
 */
record WrongRule(
    Step step,
    int index,
    Rule rule,
    List<ArrayTensor> inputs,
    ArrayTensor upstream,
    String upstreamName,
    ArrayTensor ours,
    ArrayTensor truth,
    double same,
    Reference reference) {

  /** None if the rule gives nothing that could be diagnosed. */
  static Optional<WrongRule> of(
      Step step,
      int index,
      Rule rule,
      List<ArrayTensor> inputs,
      ArrayTensor upstream,
      String upstreamName,
      double same,
      Reference reference) {
    Optional<ArrayTensor> ours = run(step, rule, inputs, upstream);
    Optional<ArrayTensor> truth = reference.pullback(step::forward, inputs, upstream).get(index);
    return ours.isPresent() && truth.isPresent()
        ? Optional.of(
            new WrongRule(
                step,
                index,
                rule,
                inputs,
                upstream,
                upstreamName,
                ours.get(),
                truth.get(),
                same,
                reference))
        : Optional.empty();
  }

  private static Optional<ArrayTensor> run(
      Step step, Rule rule, List<ArrayTensor> inputs, ArrayTensor upstream) {
    Dtype dtype = rule.raw() ? Dtype.FLOAT32 : Dtype.FLOAT64;
    try {
      List<Tensor> values = new ArrayList<>();
      inputs.forEach(value -> values.add(dtype.cast(value)));
      Tensor result =
          rule.formula().apply(dtype.cast(upstream), List.copyOf(values), step.forward(values));
      return result instanceof ArrayTensor array && NonFinite.isFinite(array)
          ? Optional.of(Dtype.FLOAT64.cast(array))
          : Optional.empty();
    } catch (Throwable e) {
      Foreign.requireMemory(e);
      return Optional.empty(); // the row says so already
    }
  }

  /** The forward values at hand, by name. */
  Map<String, ArrayTensor> values() {
    Map<String, ArrayTensor> values = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      values.put(step.inputs().get(i).name(), inputs.get(i));
    }
    values.put(step.name(), (ArrayTensor) step.forward(List.copyOf(inputs)));
    return values;
  }

  /** What the rule gives under twice the upstream; none if it is not the same shape. */
  Optional<ArrayTensor> underOtherUpstream() {
    return run(step, rule, inputs, upstream.mul(2));
  }

  /** Every dimension above 1 of the inputs and the output. */
  Collection<Integer> sizes() {
    TreeSet<Integer> sizes = new TreeSet<>();
    Stream.concat(inputs.stream(), Stream.of(upstream))
        .forEach(
            tensor -> {
              for (int axis = 0; axis < tensor.shape().rank(); axis++) {
                if (tensor.shape().dim(axis) > 1) {
                  sizes.add(tensor.shape().dim(axis));
                }
              }
            });
    return sizes;
  }

  /** Right gradients of lines that are a little different from the step's. */
  List<Altered> altered() {
    List<Altered> altered = new ArrayList<>();
    for (AlteredLine line : alteredLines()) {
      line.product(reference, upstream, truth)
          .ifPresent(product -> altered.add(new Altered(line.explanation(), product)));
    }
    return altered;
  }

  /** None if the line cannot be watched, because it asks what kind of tensors it is given. */
  private List<AlteredLine> alteredLines() {
    try {
      return AlteredLine.of(step, index, inputs);
    } catch (TensorException | ProgramException e) {
      return List.of();
    }
  }

  /**
   * The right gradient of an altered line.
   *
   * @param explanation what is different; two alterations may be told alike
   */
  record Altered(String explanation, ArrayTensor gradient) {}
}
