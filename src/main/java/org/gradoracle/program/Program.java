package org.gradoracle.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A network as a list of named steps from inputs to a scalar loss, with hand-written rules; made by
 * {@link Definition}.
 */
public final class Program {

  private final List<Input> inputs;
  private final List<Step> steps;
  private final Map<String, Rule> rules;
  private final List<Input> upstreams;
  private final List<Var> traced;

  private Program(
      List<Input> inputs,
      List<Step> steps,
      Map<String, Rule> rules,
      List<Input> upstreams,
      List<Var> traced) {
    this.inputs = List.copyOf(inputs);
    this.steps = List.copyOf(steps);
    this.rules = new LinkedHashMap<>(rules);
    this.upstreams = List.copyOf(upstreams);
    this.traced = traced;
  }

  static Program of(List<Input> inputs, List<Step> steps, List<Input> upstreams) {
    Map<String, Rule> rules = new LinkedHashMap<>();
    steps.forEach(step -> step.rules().forEach(rule -> rules.put(rule.id(), rule)));
    return new Program(inputs, steps, rules, upstreams, traced(inputs, steps));
  }

  /** The inputs, in the order they were written. */
  public List<Input> inputs() {
    return inputs;
  }

  /** The steps, in the order they run. */
  public List<Step> steps() {
    return steps;
  }

  /** The last step, which is a scalar. */
  public Step loss() {
    return steps.get(steps.size() - 1);
  }

  /**
   * The steps that its author wrote: all, except the one that {@link Definition} closed it with.
   */
  public List<Step> written() {
    return upstreams.isEmpty() ? steps : steps.subList(0, steps.size() - 1);
  }

  /** What it was written to compute: the loss, unless {@link Definition} closed it. */
  public List<Step> outputs() {
    return upstreams.isEmpty()
        ? List.of(loss())
        : loss().inputs().subList(0, upstreams.size()).stream().map(Step.class::cast).toList();
  }

  /**
   * The constants that the program was closed with: the gradients of its {@link #outputs}. None if
   * its output is a loss.
   */
  public List<Input> upstreams() {
    return upstreams;
  }

  /**
   * The rules that are written, in that order, without those that {@link Outputs} makes itself to
   * take one output out of several.
   */
  public List<Rule> rules() {
    Set<String> taking = new HashSet<>();
    steps.stream().filter(Step::isOutput).forEach(step -> taking.add(step.name()));
    return rules.values().stream().filter(rule -> !taking.contains(rule.step())).toList();
  }

  /** The rule for an input of a step; none if it is not yet written. */
  public Optional<Rule> rule(Step step, Var input) {
    return Optional.ofNullable(rules.get(Rule.id(step.name(), input.name())));
  }

  /**
   * The same program with one rule replaced.
   *
   * @throws ProgramException if there is no such rule to replace
   */
  public Program with(Rule rule) {
    if (!rules.containsKey(rule.id())) {
      throw new ProgramException("there is no rule '" + rule.id() + "' to replace");
    }
    Map<String, Rule> replaced = new LinkedHashMap<>(rules);
    replaced.put(rule.id(), rule);
    return new Program(inputs, steps, replaced, upstreams, traced);
  }

  /**
   * The same program with each of its {@link #rules} replaced.
   *
   * @param replacement gives a rule of the same step and input
   */
  public Program withEach(UnaryOperator<Rule> replacement) {
    Map<String, Rule> replaced = new LinkedHashMap<>(rules);
    rules().forEach(rule -> replaced.put(rule.id(), replacement.apply(rule)));
    return new Program(inputs, steps, replaced, upstreams, traced);
  }

  /** This program with every rule {@linkplain Rule#once() run once}. */
  public Program once() {
    return withEach(Rule::once);
  }

  /** The same program with one rule not written. */
  public Program without(Rule rule) {
    Map<String, Rule> rest = new LinkedHashMap<>(rules);
    rest.remove(rule.id());
    return new Program(inputs, steps, rest, upstreams, traced);
  }

  /**
   * A value and all that it is computed from, by name: in the backward pass its gradient flows on
   * to them.
   */
  public Set<String> ancestors(String value) {
    Set<String> ancestors = new HashSet<>(Set.of(value));
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (ancestors.contains(steps.get(i).name())) {
        steps.get(i).inputs().forEach(input -> ancestors.add(input.name()));
      }
    }
    return ancestors;
  }

  /** The number of elements of all parameters. */
  public long parameterCount() {
    return inputs.stream()
        .filter(input -> !input.constant())
        .mapToLong(input -> input.value().size())
        .sum();
  }

  /** The values that reports have a row for: those that are traced, each output by itself. */
  public List<Var> rows() {
    return traced().stream()
        .filter(var -> !(var instanceof Step step && step.joinsOutputs()))
        .toList();
  }

  /**
   * Every value that has a gradient, except the loss, in the order in which the backward pass
   * completes them: after each step, walking back, those of its inputs that no earlier step uses;
   * computed values before parameters. A value that no step uses comes last.
   */
  public List<Var> traced() {
    return traced;
  }

  private static List<Var> traced(List<Input> inputs, List<Step> steps) {
    Map<Var, Integer> uses = new HashMap<>();
    steps.forEach(step -> step.inputs().forEach(input -> uses.merge(input, 1, Integer::sum)));
    Set<Var> rows = new LinkedHashSet<>();
    for (int i = steps.size() - 1; i >= 0; i--) {
      List<Var> completed = new ArrayList<>();
      for (Var input : steps.get(i).inputs()) {
        if (uses.merge(input, -1, Integer::sum) == 0 && input.differentiable()) {
          completed.add(input);
        }
      }
      completed.stream().filter(Step.class::isInstance).forEach(rows::add);
      rows.addAll(completed);
    }
    rows.addAll(steps.subList(0, steps.size() - 1)); // without the loss
    inputs.stream().filter(Input::differentiable).forEach(rows::add);
    return List.copyOf(rows);
  }
}
