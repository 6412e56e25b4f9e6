package org.gradoracle.tensor;

import org.gradoracle.rounding.ParallelRows;

/**
 * Arithmetic on arrays of doubles, with broadcasting.
 *
 * <p>The loops are plain, and within one all arrays have the same index: so C2 vectorises them on
 * every JDK from 17 on. An operand that repeats is therefore spread out first, a block at a time.
 */
final class DoubleArithmetic {

  /** How many results are computed at a time: few enough to stay in the L1 cache. */
  private static final int BLOCK = 2048;

  /** What an element costs, counted in operations: mostly reading and writing it. */
  private static final int OPERATIONS = 8;

  private DoubleArithmetic() {}

  /** The results in the joint shape. */
  static double[] zip(
      Arithmetic operation, double[] x, Shape shapeX, double[] y, Shape shapeY, Shape joint) {
    double[] out = new double[joint.size()];
    if (y.length == 1) {
      shared(out, (from, to) -> withNumber(operation, x, y[0], out, from, to));
    } else if (x.length == 1) {
      shared(out, (from, to) -> ofNumber(operation, x[0], y, out, from, to));
    } else if (x.length == out.length && y.length == out.length) {
      shared(out, (from, to) -> pairs(operation, x, y, out, from, to));
    } else {
      broadcast(operation, x, Repeats.of(shapeX, joint), y, Repeats.of(shapeY, joint), out);
    }
    return out;
  }

  private static void shared(double[] out, ParallelRows.Rows work) {
    ParallelRows.rows(out.length, BLOCK, OPERATIONS, work);
  }

  private static void broadcast(
      Arithmetic operation,
      double[] x,
      Repeats repeatsX,
      double[] y,
      Repeats repeatsY,
      double[] out) {
    boolean wholeX = x.length == out.length;
    boolean wholeY = y.length == out.length;
    double[] left = wholeX ? x : out;
    double[] right = wholeY ? y : wholeX ? out : new double[out.length];
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
            pairs(operation, left, right, out, from, to);
          }
        });
  }

  private static void pairs(
      Arithmetic operation, double[] x, double[] y, double[] out, int from, int to) {
    switch (operation) {
      case ADD -> add(x, y, out, from, to);
      case SUB -> sub(x, y, out, from, to);
      case MUL -> mul(x, y, out, from, to);
      case DIV -> div(x, y, out, from, to);
    }
  }

  private static void withNumber(
      Arithmetic operation, double[] x, double number, double[] out, int from, int to) {
    switch (operation) {
      case ADD -> add(x, number, out, from, to);
      case SUB -> sub(x, number, out, from, to);
      case MUL -> mul(x, number, out, from, to);
      case DIV -> div(x, number, out, from, to);
    }
  }

  private static void ofNumber(
      Arithmetic operation, double number, double[] y, double[] out, int from, int to) {
    switch (operation) {
      case ADD -> add(y, number, out, from, to);
      case SUB -> sub(number, y, out, from, to);
      case MUL -> mul(y, number, out, from, to);
      case DIV -> div(number, y, out, from, to);
    }
  }

  private static void add(double[] x, double[] y, double[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = x[i] + y[i];
    }
  }

  private static void sub(double[] x, double[] y, double[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = x[i] - y[i];
    }
  }

  private static void mul(double[] x, double[] y, double[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = x[i] * y[i];
    }
  }

  private static void div(double[] x, double[] y, double[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = x[i] / y[i];
    }
  }

  private static void add(double[] x, double number, double[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = x[i] + number;
    }
  }

  private static void sub(double[] x, double number, double[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = x[i] - number;
    }
  }

  private static void mul(double[] x, double number, double[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = x[i] * number;
    }
  }

  private static void div(double[] x, double number, double[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = x[i] / number;
    }
  }

  private static void sub(double number, double[] y, double[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = number - y[i];
    }
  }

  private static void div(double number, double[] y, double[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = number / y[i];
    }
  }
}
