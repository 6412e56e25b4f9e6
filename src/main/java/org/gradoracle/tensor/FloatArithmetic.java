package org.gradoracle.tensor;

/**
 * Arithmetic on arrays of floats, with broadcasting.
 *
 * <p>The loops are plain, and within one all arrays have the same index: so C2 vectorises them on
 * every JDK from 17 on. An operand that repeats is therefore spread out first, a block at a time.
 */
final class FloatArithmetic {

  /** So many results are computed at a time, which stay in the processor's nearest cache. */
  private static final int BLOCK = 2048;

  private FloatArithmetic() {}

  /** The results in the joint shape. */
  static float[] zip(
      Arithmetic operation, float[] x, Shape shapeX, float[] y, Shape shapeY, Shape joint) {
    float[] out = new float[joint.size()];
    if (y.length == 1) {
      withNumber(operation, x, y[0], out);
    } else if (x.length == 1) {
      ofNumber(operation, x[0], y, out);
    } else if (x.length == out.length && y.length == out.length) {
      pairs(operation, x, y, out, 0, out.length);
    } else {
      broadcast(operation, x, Repeats.of(shapeX, joint), y, Repeats.of(shapeY, joint), out);
    }
    return out;
  }

  private static void broadcast(
      Arithmetic operation, float[] x, Repeats repeatsX, float[] y, Repeats repeatsY, float[] out) {
    boolean wholeX = x.length == out.length;
    boolean wholeY = y.length == out.length;
    float[] left = wholeX ? x : out;
    float[] right = wholeY ? y : wholeX ? out : new float[out.length];
    for (int from = 0; from < out.length; from += BLOCK) {
      int to = Math.min(out.length, from + BLOCK);
      if (!wholeX) {
        repeatsX.spread(x, left, from, to);
      }
      if (!wholeY) {
        repeatsY.spread(y, right, from, to);
      }
      pairs(operation, left, right, out, from, to);
    }
  }

  private static void pairs(
      Arithmetic operation, float[] x, float[] y, float[] out, int from, int to) {
    switch (operation) {
      case ADD -> add(x, y, out, from, to);
      case SUB -> sub(x, y, out, from, to);
      case MUL -> mul(x, y, out, from, to);
      case DIV -> div(x, y, out, from, to);
    }
  }

  private static void withNumber(Arithmetic operation, float[] x, float number, float[] out) {
    switch (operation) {
      case ADD -> add(x, number, out);
      case SUB -> sub(x, number, out);
      case MUL -> mul(x, number, out);
      case DIV -> div(x, number, out);
    }
  }

  private static void ofNumber(Arithmetic operation, float number, float[] y, float[] out) {
    switch (operation) {
      case ADD -> add(y, number, out);
      case SUB -> sub(number, y, out);
      case MUL -> mul(y, number, out);
      case DIV -> div(number, y, out);
    }
  }

  private static void add(float[] x, float[] y, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = x[i] + y[i];
    }
  }

  private static void sub(float[] x, float[] y, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = x[i] - y[i];
    }
  }

  private static void mul(float[] x, float[] y, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = x[i] * y[i];
    }
  }

  private static void div(float[] x, float[] y, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = x[i] / y[i];
    }
  }

  private static void add(float[] x, float number, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = x[i] + number;
    }
  }

  private static void sub(float[] x, float number, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = x[i] - number;
    }
  }

  private static void mul(float[] x, float number, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = x[i] * number;
    }
  }

  private static void div(float[] x, float number, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = x[i] / number;
    }
  }

  private static void sub(float number, float[] y, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = number - y[i];
    }
  }

  private static void div(float number, float[] y, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = number / y[i];
    }
  }
}
