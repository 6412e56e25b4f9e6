package org.gradoracle.judge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gradoracle.compare.Extremes;
import org.gradoracle.program.Gradient;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Input;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.verdict.Float32Error;

/**
 * How far half a float32 unit in the last place, in what a gradient is computed from, moves it,
 * where it can be run in float32 only: whoever is given rounded values cannot be asked to give a
 * gradient that is more exact.
 *
 * <p>It is measured with perturbations of many times that. Only what grows as they do is counted:
 * where a mask or an order changes, the gradient jumps, which would allow any error.
 */
final class RoundedGivens {

  private static final int LEAST = 4;
  private static final int FEW = 32;
  private static final int MANY = 1024;

  /** What the least perturbation may move a row by, as a fraction of its largest element. */
  private static final double NO_JUMP = 1.0 / 64;

  /**
   * A fraction of the largest element of the upstream: 32 units in the last place of a float64.
   * Where softmax is saturated, its gradient is less than that, and the textbook's formula loses
   * it. None of what the loops are given shows it.
   */
  private static final double LOST = 0x1p-48;

  /** By this factor, a distance may be more or less than proportional to the perturbation. */
  private static final int BEND = 4;

  /** By this part of its error, a value is corrected first, to see whether that jumps. */
  private static final double PART = 1.0 / 8;

  /** A perturbation by errors that were seen is drawn anew: one may be small by chance. */
  private static final int DRAWS = 4;

  /** How often it was measured: one draw may be small by chance, so each time it is another. */
  private int number;

  /**
   * Measures it of gradients that are perturbed in several ways.
   *
   * @param perturbed the gradients under a perturbation, one for each way
   * @param ours the gradient without any
   * @return the largest distance for half a unit in the last place; 0 if none is proportional
   */
  double moved(Function<Perturbation, List<Gradient>> perturbed, ArrayTensor ours) {
    number++;
    List<Gradient> few = perturbed.apply(new Perturbation(FEW, number));
    List<Gradient> many = perturbed.apply(new Perturbation(MANY, number));
    double largest = 0;
    for (int i = 0; i < few.size(); i++) {
      if (few.get(i) instanceof Known a && many.get(i) instanceof Known b) {
        double moved =
            moved(Extremes.distance(a.tensor(), ours), Extremes.distance(b.tensor(), ours));
        largest = Math.max(largest, moved);
      }
    }
    return largest;
  }

  private static double moved(double few, double many) {
    return proportional(few, many, MANY / FEW) ? many / MANY : 0;
  }

  private static boolean proportional(double few, double many, double times) {
    double ratio = many / few / times;
    return ratio >= 1.0 / BEND && ratio <= BEND;
  }

  /**
   * Measures it of the output that loops read: where its line cancels, it is less exact in float32
   * than its last place.
   *
   * @param exact in float64
   * @param output in float32
   * @param gradient what the loops give if they read another
   * @param ours what they give if they read this
   * @return the distance from what they give if they read the exact one, rounded; 0 if it jumps
   */
  static double saved(
      ArrayTensor exact,
      ArrayTensor output,
      Function<ArrayTensor, Gradient> gradient,
      ArrayTensor ours) {
    return gradient.apply(corrected(output, exact, PART)) instanceof Known near
            && gradient.apply(corrected(output, exact, 1)) instanceof Known far
        ? distance(near.tensor(), far.tensor(), ours)
        : 0;
  }

  /** The value, moved towards the exact one by this part of the way. */
  private static ArrayTensor corrected(ArrayTensor value, ArrayTensor exact, double part) {
    return value.add(value.dtype().cast(exact).sub(value).mul(part));
  }

  /**
   * How far the correction moves a gradient; 0 if an eighth of it does not do an eighth of that.
   */
  private static double distance(ArrayTensor near, ArrayTensor far, ArrayTensor ours) {
    double distance = Extremes.distance(far, ours);
    return proportional(Extremes.distance(near, ours), distance, 1 / PART) ? distance : 0;
  }

  /** What loops may lose within themselves if they compute in float64, under this upstream. */
  static double lost(ArrayTensor upstream) {
    double largest = Extremes.largest(upstream);
    return largest < Double.POSITIVE_INFINITY ? LOST * largest : 0;
  }

  private static double lost(Program program, Step step, Trace ours) {
    if (step == program.loss()) {
      return LOST; // its upstream is 1
    }
    return ours.gradient(step) instanceof Known upstream ? lost(upstream.tensor()) : 0;
  }

  /**
   * Measures it of every row of a program: with what each rule gives perturbed, and the output that
   * it reads; with all values that rules read, and with these as exact as in float64; and with the
   * parameters, from which they follow. Loops round within themselves, too: the least perturbation
   * makes them round anew, and counts as it is; and the error that is seen in a row, as far as it
   * is allowed there, may show in those behind it, where sums that cancel leave nothing else.
   *
   * @param runs both networks at one point
   * @return nothing if the program has no raw loops
   */
  Map<Var, Double> moved(Program program, PointRuns runs) {
    if (program.rules().stream().noneMatch(Rule::raw)) {
      return Map.of();
    }
    Map<Var, Double> moved = new HashMap<>();
    Trace ours = runs.float32().ours();
    measure(program, ours, by -> PlainNetwork.backward(by.perturb(program), ours.values()), moved);
    measure(
        program,
        ours,
        by -> PlainNetwork.backward(program, by.perturb(program, ours.values())),
        moved);
    measure(
        program,
        ours,
        by -> PlainNetwork.run(program, point(program, by.perturb(program, ours.values()))),
        moved);
    measureCorrected(program, ours, runs.float64().ours(), moved);
    for (Step step : program.steps()) {
      double lost = lost(program, step, ours);
      for (Var input : step.inputs()) {
        if (program.rule(step, input).filter(Rule::raw).isPresent()) {
          moved.merge(input, lost, Math::max);
        }
      }
    }
    Map<String, Double> seen = new HashMap<>();
    for (Var row : program.traced()) {
      allowed(row, runs, moved.getOrDefault(row, 0.0)).ifPresent(e -> seen.put(row.name(), e));
    }
    Program behind = new Perturbation().perturbUpstreams(program, seen);
    for (int i = 0; i < DRAWS; i++) {
      merge(program, ours, PlainNetwork.backward(behind, ours.values()), moved);
    }
    return moved;
  }

  /** The error that is seen in a row, or what is allowed there, if that is less. */
  private static Optional<Double> allowed(Var row, PointRuns runs, double moved) {
    if (runs.float32().ours().gradient(row) instanceof Known ours
        && runs.float32().reference().gradient(row) instanceof Known theirs
        && runs.float64().reference().gradient(row) instanceof Known truth) {
      Float32Error seen =
          Float32Error.NONE.and(ours.tensor(), theirs.tensor(), truth.tensor()).andPerturbed(moved);
      return Optional.of(Math.min(seen.error(), seen.limit()));
    }
    return Optional.empty();
  }

  private static Point point(Program program, Map<String, ArrayTensor> values) {
    Map<String, ArrayTensor> inputs = new HashMap<>(values);
    inputs.keySet().retainAll(program.inputs().stream().map(Input::name).toList());
    return new Point(Dtype.FLOAT32, inputs);
  }

  private void measure(
      Program program, Trace ours, Function<Perturbation, Trace> run, Map<Var, Double> moved) {
    number++;
    Trace least = run.apply(new Perturbation(LEAST, number));
    Trace few = run.apply(new Perturbation(FEW, number));
    Trace many = run.apply(new Perturbation(MANY, number));
    for (Var row : program.traced()) {
      if (ours.gradient(row) instanceof Known exact
          && least.gradient(row) instanceof Known noisy
          && few.gradient(row) instanceof Known a
          && many.gradient(row) instanceof Known b) {
        moved.merge(
            row,
            moved(
                Extremes.distance(a.tensor(), exact.tensor()),
                Extremes.distance(b.tensor(), exact.tensor())),
            Math::max);
        double noise = Extremes.distance(noisy.tensor(), exact.tensor());
        if (noise <= NO_JUMP * Extremes.largest(exact.tensor())) {
          moved.merge(row, noise, Math::max);
        }
      }
    }
  }

  private static void measureCorrected(
      Program program, Trace ours, Trace exact, Map<Var, Double> moved) {
    Trace near = PlainNetwork.backward(program, corrected(program, ours, exact, PART));
    Trace far = PlainNetwork.backward(program, corrected(program, ours, exact, 1));
    for (Var row : program.traced()) {
      if (ours.gradient(row) instanceof Known a
          && near.gradient(row) instanceof Known b
          && far.gradient(row) instanceof Known c) {
        moved.merge(row, distance(b.tensor(), c.tensor(), a.tensor()), Math::max);
      }
    }
  }

  private static Map<String, ArrayTensor> corrected(
      Program program, Trace ours, Trace exact, double part) {
    Map<String, ArrayTensor> values = new HashMap<>(ours.values());
    for (Var row : program.traced()) {
      values.put(row.name(), corrected(ours.value(row), exact.value(row), part));
    }
    return values;
  }

  private static void merge(Program program, Trace ours, Trace other, Map<Var, Double> moved) {
    for (Var row : program.traced()) {
      if (ours.gradient(row) instanceof Known exact && other.gradient(row) instanceof Known a) {
        moved.merge(row, Extremes.distance(a.tensor(), exact.tensor()), Math::max);
      }
    }
  }
}
