package org.gradoracle.judge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gradoracle.compare.Extremes;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Program;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;

/**
 * How much rounding each row carries, measured: the largest distance between a float32 run and the
 * float64 run at the same values, of the hand-written network or of the reference.
 *
 * <p>A fixed fraction of the row's largest gradient would fail right formulas where a network
 * amplifies rounding. Rounding in float64 is 2^-29 of that in float32, so float32 shows how much a
 * float64 comparison must allow.
 */
final class RowRounding {

  /** How often the noise is drawn: once, it could be small by chance. */
  private static final int DRAWS = 8;

  private final List<Var> rows;
  private final Map<Var, Double> largest = new HashMap<>();

  RowRounding(List<Var> rows) {
    this.rows = rows;
  }

  /** Takes in both networks' runs at one point. */
  void measure(PointRuns runs) {
    measure(runs.float32().ours(), runs.float64().ours());
    measure(runs.float32().reference(), runs.float64().reference());
  }

  /** Takes in one network's runs at one point. */
  void measure(Trace float32, Trace float64) {
    rows.forEach(row -> measure(row, float32, float64));
  }

  /** Takes in how far {@link Perturbation} moves the hand-written backward pass in float64. */
  void measurePerturbed(Program program, Trace float64) {
    Program moving = new Perturbation().perturb(program);
    for (int i = 0; i < DRAWS; i++) {
      measure(PlainNetwork.backward(moving, float64.values()), float64);
    }
  }

  /**
   * Takes in how far {@linkplain SimulatedRounding rounding} each operation, forward and back,
   * moves both networks' runs in float64.
   */
  void measureRounded(Program program, PointRuns.Pair float64, Reference reference) {
    for (int i = 0; i < DRAWS; i++) {
      Trace ours = new SimulatedRounding(i).run(program, float64.ours());
      Trace theirs = new SimulatedRounding(i).backward(program, float64.reference(), reference);
      measure(ours, float64.ours());
      measure(theirs, float64.reference());
    }
  }

  /**
   * The largest distance met for a row, 0 if there was none; elements that overflow do not count.
   */
  double of(Var row) {
    return largest.getOrDefault(row, 0.0);
  }

  private void measure(Var row, Trace float32, Trace float64) {
    if (float32.gradient(row) instanceof Known a && float64.gradient(row) instanceof Known b) {
      largest.merge(row, Extremes.distance(a.tensor(), b.tensor()), Math::max);
    }
  }
}
