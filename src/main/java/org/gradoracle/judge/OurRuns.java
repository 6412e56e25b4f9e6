package org.gradoracle.judge;

import java.util.Random;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Trace;
import org.gradoracle.program.UnsharedRandom;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.TensorException;

/**
 * Runs of the hand-written network at the program's own inputs, and how much rounding it carries
 * there and at points nearby. They ask no reference, which may still be loading.
 *
 * @param float32 in single precision
 * @param float64 in double precision, at the same values widened
 * @param rounding what was measured
 */
record OurRuns(Trace float32, Trace float64, RowRounding rounding) {

  /**
   * How many points are near. Scaling keeps what is special about the program's own point, such as
   * equal rows, which jitter destroys; and where rounding happens to be small at one of them, it is
   * not at all eight.
   */
  private static final int SCALED = 8;

  private static final long SCALE_SEED = 20_220_913;

  /**
   * Runs it.
   *
   * @throws TensorException if a forward line gives an operation tensors that do not fit
   * @throws ProgramException if a forward line throws anything else, or gives other values when it
   *     is run again
   */
  static OurRuns of(Program program) {
    Point at = Point.of(program);
    Trace float32 = own(program, at);
    Trace float64 = own(program, at.in(Dtype.FLOAT64));
    RowRounding rounding = new RowRounding(program.rows());
    rounding.measurePerturbed(program, float64);
    Program once = program.once();
    Random random = new UnsharedRandom(SCALE_SEED);
    for (int i = 0; i < SCALED; i++) {
      Point scaled = Point.scaled(program, random);
      rounding.measure(
          PlainNetwork.run(once, scaled), PlainNetwork.run(once, scaled.in(Dtype.FLOAT64)));
    }
    return new OurRuns(float32, float64, rounding);
  }

  private static Trace own(Program program, Point at) {
    return PlainNetwork.backward(program, ForwardLines.twice(program, at));
  }

  Trace in(Dtype dtype) {
    return dtype.of(float32, float64);
  }
}
