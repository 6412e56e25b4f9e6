package org.gradoracle.judge;

import java.util.HashMap;
import java.util.Map;
import org.gradoracle.compare.Extremes;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Program;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;

/**
 * How much float32 may lose of a program's values and gradients, measured at eight points: by the
 * reference, and by whichever network loses more.
 */
final class GivenRounding {

  private static final int DRAWS = 8;

  private final Program program;
  private final Reference reference;
  private final PointRuns own;
  private final RowRounding gradients;

  /** What gradients are multiplied by, where the output is a scalar; they are measured under 1. */
  private final double scale;

  private final Map<String, Double> values = new HashMap<>();
  private final Map<String, Double> theirValues = new HashMap<>();
  private final Map<String, Double> theirGradients = new HashMap<>();

  private GivenRounding(
      Program program, Reference reference, PointRuns own, NetworkCheck network, double scale) {
    this.program = program;
    this.reference = reference;
    this.own = own;
    this.scale = scale;
    measure(own);
    gradients = network.measured(own, this::measure);
  }

  /**
   * Measures it.
   *
   * @param network runs the program
   * @param given the upstreams
   */
  static GivenRounding of(
      Program program, Reference reference, PointRuns own, NetworkCheck network, Given given) {
    double scale =
        program.upstreams().isEmpty() ? Math.abs(given.upstream(program.loss()).at(0)) : 1;
    return new GivenRounding(program, reference, own, network, scale);
  }

  private void measure(PointRuns runs) {
    Trace single = runs.float32().reference();
    Trace truth = runs.float64().reference();
    for (Step step : program.steps()) {
      double theirs = Extremes.distance(single.value(step), truth.value(step));
      theirValues.merge(step.name(), theirs, Math::max);
      values.merge(step.name(), theirs, Math::max);
      measure(step, runs.float32().ours(), runs.float64().ours());
    }
    for (Var row : program.rows()) {
      if (single.gradient(row) instanceof Known a && truth.gradient(row) instanceof Known b) {
        theirGradients.merge(row.name(), Extremes.distance(a.tensor(), b.tensor()), Math::max);
      }
    }
  }

  private void measure(Step step, Trace rounded, Trace truth) {
    double distance = Extremes.distance(rounded.value(step), truth.value(step));
    values.merge(step.name(), distance, Math::max);
  }

  /** Takes in what rounding every operation does, which no luck hides. */
  void measureRounded() {
    gradients.measureRounded(program, own.float64(), reference);
    Trace truth = own.float64().ours();
    for (int i = 0; i < DRAWS; i++) {
      Trace rounded = new SimulatedRounding(i).run(program, truth);
      program.steps().forEach(step -> measure(step, rounded, truth));
    }
  }

  /** Of a value: the largest distance. */
  double value(Step step) {
    return values.getOrDefault(step.name(), 0.0);
  }

  /** Of a value: the reference's. */
  double theirValue(Step step) {
    return theirValues.getOrDefault(step.name(), 0.0);
  }

  /** Of a gradient: the largest distance. */
  double gradient(Var row) {
    return scale * gradients.of(row);
  }

  /** Of a gradient: the reference's. */
  double theirGradient(Var row) {
    return scale * theirGradients.getOrDefault(row.name(), 0.0);
  }
}
