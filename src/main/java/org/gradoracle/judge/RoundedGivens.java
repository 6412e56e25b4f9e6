package org.gradoracle.judge;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.gradoracle.compare.Extremes;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;

/**
 * How far half a float32 unit in the last place, in what a gradient is computed from, moves it,
 * where it can be run in float32 only: whoever is given rounded values cannot be asked to give a
 * gradient that is more exact.
 *
 * <p>It is measured with perturbations of many times that. Only what grows as they do is counted:
 * where a mask or an order changes, the gradient jumps, which would allow any error.
 */
final class RoundedGivens {

  private static final int FEW = 32;
  private static final int MANY = 1024;

  /** By this factor, a distance may be more or less than proportional to the perturbation. */
  private static final int BEND = 4;

  private RoundedGivens() {}

  /**
   * Measures it.
   *
   * @param distance how far a perturbation moves the gradient
   * @return the distance for half a unit in the last place; 0 if it is not proportional
   */
  static double moved(ToDoubleFunction<Perturbation> distance) {
    return moved(
        distance.applyAsDouble(new Perturbation(FEW)),
        distance.applyAsDouble(new Perturbation(MANY)));
  }

  private static double moved(double few, double many) {
    double ratio = many / few / (MANY / FEW);
    return ratio >= 1.0 / BEND && ratio <= BEND ? many / MANY : 0;
  }

  /**
   * Measures it of every row of a program: once with what each rule gives perturbed, and the output
   * that it reads, and once with all values.
   *
   * @param ours the hand-written network in float32
   * @return nothing if the program has no raw loops
   */
  static Map<Var, Double> moved(Program program, Trace ours) {
    Map<Var, Double> moved = new HashMap<>();
    if (program.rules().stream().anyMatch(Rule::raw)) {
      measure(
          program, ours, by -> PlainNetwork.backward(by.perturb(program), ours.values()), moved);
      measure(
          program,
          ours,
          by -> PlainNetwork.backward(program, by.perturb(program, ours.values())),
          moved);
    }
    return moved;
  }

  private static void measure(
      Program program, Trace ours, Function<Perturbation, Trace> run, Map<Var, Double> moved) {
    Trace few = run.apply(new Perturbation(FEW));
    Trace many = run.apply(new Perturbation(MANY));
    for (Var row : program.rows()) {
      if (ours.gradient(row) instanceof Known exact
          && few.gradient(row) instanceof Known a
          && many.gradient(row) instanceof Known b) {
        moved.merge(
            row,
            moved(
                Extremes.distance(a.tensor(), exact.tensor()),
                Extremes.distance(b.tensor(), exact.tensor())),
            Math::max);
      }
    }
  }
}
