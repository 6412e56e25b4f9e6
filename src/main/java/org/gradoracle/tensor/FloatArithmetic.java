package org.gradoracle.tensor;

import org.gradoracle.rounding.ParallelRows;

/**
 * Arithmetic on arrays of floats, with broadcasting.
 *
 * <p>In the loops of {@link Arithmetic} all arrays have the same index: an operand that repeats is
 * therefore spread out first, a block at a time.
 */
final class FloatArithmetic {

  /** How many results are computed at a time: few enough to stay in the L1 cache. */
  private static final int BLOCK = 2048;

  /** What an element costs, counted in operations: mostly reading and writing it. */
  private static final int OPERATIONS = 8;

  private FloatArithmetic() {}

  /** The results in the joint shape. */
  static float[] zip(
      Arithmetic operation, float[] x, Shape shapeX, float[] y, Shape shapeY, Shape joint) {
    float[] out = new float[joint.size()];
    if (y.length == 1) {
      shared(out, (from, to) -> operation.withNumber(x, y[0], out, from, to));
    } else if (x.length == 1) {
      shared(out, (from, to) -> operation.ofNumber(x[0], y, out, from, to));
    } else if (x.length == out.length && y.length == out.length) {
      shared(out, (from, to) -> operation.pairs(x, y, out, from, to));
    } else {
      broadcast(operation, x, Repeats.of(shapeX, joint), y, Repeats.of(shapeY, joint), out);
    }
    return out;
  }

  private static void shared(float[] out, ParallelRows.Rows work) {
    ParallelRows.rows(out.length, BLOCK, OPERATIONS, work);
  }

  private static void broadcast(
      Arithmetic operation, float[] x, Repeats repeatsX, float[] y, Repeats repeatsY, float[] out) {
    boolean wholeX = x.length == out.length;
    boolean wholeY = y.length == out.length;
    float[] left = wholeX ? x : out;
    float[] right = wholeY ? y : wholeX ? out : new float[out.length];
    shared(
        out,
        (first, end) -> {
          for (int from = first; from < end; from += BLOCK) {
            int to = Math.min(end, from + BLOCK);
            if (!wholeX) {
              repeatsX.spread(x, left, from, to);
            }
            if (!wholeY) {
              repeatsY.spread(y, right, from, to);
            }
            operation.pairs(left, right, out, from, to);
          }
        });
  }
}
