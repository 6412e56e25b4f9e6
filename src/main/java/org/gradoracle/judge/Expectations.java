package org.gradoracle.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gradoracle.judge.Given.Result;
import org.gradoracle.program.Program;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;

/**
 * The expected value and gradient of every variable, given some of them. Each is computed from its
 * direct predecessors as the other program gave them, or else as they are expected. So an error
 * shows where it was made, and not in all that follows.
 *
 * <p>Gradients are the reference's, step by step. So are values, except those that follow from a
 * given one, which are computed by the forward lines on plain arrays.
 */
final class Expectations {

  private final Program program;
  private final Reference reference;
  private final Given given;
  private final Dtype dtype;
  private final Map<Var, ArrayTensor> values = new HashMap<>();
  private final Map<Var, ArrayTensor> expectedValues = new HashMap<>();
  private final Map<Var, ArrayTensor> gradients = new HashMap<>();
  private final Map<Var, ArrayTensor> expectedGradients = new HashMap<>();

  /**
   * Computes them.
   *
   * @param own the reference's run at the program's own inputs, in this element type
   */
  Expectations(Program program, Reference reference, Given given, Trace own, Dtype dtype) {
    this.program = program;
    this.reference = reference;
    this.given = given;
    this.dtype = dtype;
    forward(own);
    backward();
  }

  private void forward(Trace own) {
    Set<Var> other = new HashSet<>();
    program.inputs().forEach(input -> values.put(input, own.value(input)));
    for (Step step : program.written()) {
      boolean follows = step.inputs().stream().anyMatch(other::contains);
      ArrayTensor expected =
          follows ? (ArrayTensor) step.forward(List.copyOf(inputs(step))) : own.value(step);
      expectedValues.put(step, expected);
      Optional<Result> result = given.value(step).filter(each -> each.isUsable(expected.shape()));
      values.put(step, result.map(each -> dtype.cast(each.tensor())).orElse(expected));
      if (follows || result.isPresent()) {
        other.add(step);
      }
    }
  }

  private void backward() {
    for (Step output : program.outputs()) {
      expectedGradients.put(output, dtype.cast(given.upstream(output)));
    }
    List<Step> steps = program.written();
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      arrived(step);
      ArrayTensor upstream = gradients.get(step);
      if (upstream != null) {
        List<Optional<ArrayTensor>> products =
            reference.pullback(step::forward, inputs(step), upstream);
        for (int k = 0; k < products.size(); k++) {
          Var input = step.inputs().get(k);
          products
              .get(k)
              .filter(product -> input.differentiable())
              .ifPresent(product -> expectedGradients.merge(input, product, ArrayTensor::add));
        }
      }
    }
    program.inputs().forEach(this::arrived);
  }

  /** All that flows into a value's gradient is there. */
  private void arrived(Var var) {
    ArrayTensor expected = expectedGradients.get(var);
    if (expected != null) {
      gradients.put(
          var,
          given
              .gradient(var)
              .filter(each -> each.isUsable(expected.shape()))
              .map(each -> dtype.cast(each.tensor()))
              .orElse(expected));
    }
  }

  /** What a step reads. */
  List<ArrayTensor> inputs(Step step) {
    List<ArrayTensor> inputs = new ArrayList<>();
    step.inputs().forEach(input -> inputs.add(value(input)));
    return inputs;
  }

  /** As it was given, or else is expected. */
  ArrayTensor value(Var var) {
    return known(values, var).orElseThrow();
  }

  /** What the step's line gives. */
  ArrayTensor expectedValue(Step step) {
    return known(expectedValues, step).orElseThrow();
  }

  /** As it was given, or else is expected; none if the output does not depend on the value. */
  Optional<ArrayTensor> gradient(Var var) {
    return known(gradients, var);
  }

  /** What flows into it; none if the output does not depend on the value. */
  Optional<ArrayTensor> expectedGradient(Var var) {
    return known(expectedGradients, var);
  }

  private static Optional<ArrayTensor> known(Map<Var, ArrayTensor> map, Var var) {
    return Optional.ofNullable(map.get(var));
  }

  /** The steps that use a value. */
  List<Step> uses(Var var) {
    return program.written().stream().filter(step -> step.inputs().contains(var)).toList();
  }

  /** A rule that takes part in a gradient. */
  record RulePlace(Step step, Var input) {}

  /** The rules between a gradient and those that were given, or the upstream. */
  Set<RulePlace> between(Var var) {
    Set<RulePlace> places = new LinkedHashSet<>();
    between(var, places);
    return places;
  }

  private void between(Var var, Set<RulePlace> places) {
    for (Step step : uses(var)) {
      // taking an output out of several is not a rule
      if ((step.isOutput() || places.add(new RulePlace(step, var))) && isOpen(step)) {
        between(step, places);
      }
    }
  }

  /** Whether a gradient was neither given nor is the upstream. */
  private boolean isOpen(Step step) {
    return !program.outputs().contains(step)
        && given.gradient(step).filter(each -> each.isUsable(value(step).shape())).isEmpty();
  }

  /** Whether something that a gradient follows from was given in float32, and so was rounded. */
  boolean followsFromFloat32(Var var) {
    return given.values().values().stream().anyMatch(Result::inFloat32)
        || between(var).stream()
            .flatMap(place -> upstreams(place.step()))
            .anyMatch(Result::inFloat32);
  }

  /** Whether a step's upstream was given, and not computed. */
  boolean upstreamGiven(Step step) {
    return upstreams(step).findAny().isPresent();
  }

  /** Of a step of several outputs: the given ones. */
  private Stream<Result> upstreams(Step step) {
    return step.joinsOutputs()
        ? uses(step).stream().flatMap(this::upstreams)
        : given.gradient(step).stream();
  }
}
