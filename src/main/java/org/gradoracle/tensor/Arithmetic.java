package org.gradoracle.tensor;

/**
 * The operations on two numbers that are rounded once, in loops over arrays.
 *
 * <p>The loops are plain, and within one all arrays have the same index: so C2 vectorises them on
 * every JDK from 17 on. Each is a method of its own that is chosen at run time, so that it is
 * compiled once, and not again with each that calls it.
 */
enum Arithmetic {
  ADD {
    @Override
    void pairs(float[] x, float[] y, float[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] + y[i];
      }
    }

    @Override
    void withNumber(float[] x, float number, float[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] + number;
      }
    }

    @Override
    void ofNumber(float number, float[] y, float[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = number + y[i];
      }
    }

    @Override
    void pairs(double[] x, double[] y, double[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] + y[i];
      }
    }

    @Override
    void withNumber(double[] x, double number, double[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] + number;
      }
    }

    @Override
    void ofNumber(double number, double[] y, double[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = number + y[i];
      }
    }
  },
  SUB {
    @Override
    void pairs(float[] x, float[] y, float[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] - y[i];
      }
    }

    @Override
    void withNumber(float[] x, float number, float[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] - number;
      }
    }

    @Override
    void ofNumber(float number, float[] y, float[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = number - y[i];
      }
    }

    @Override
    void pairs(double[] x, double[] y, double[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] - y[i];
      }
    }

    @Override
    void withNumber(double[] x, double number, double[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] - number;
      }
    }

    @Override
    void ofNumber(double number, double[] y, double[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = number - y[i];
      }
    }
  },
  MUL {
    @Override
    void pairs(float[] x, float[] y, float[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] * y[i];
      }
    }

    @Override
    void withNumber(float[] x, float number, float[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] * number;
      }
    }

    @Override
    void ofNumber(float number, float[] y, float[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = number * y[i];
      }
    }

    @Override
    void pairs(double[] x, double[] y, double[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] * y[i];
      }
    }

    @Override
    void withNumber(double[] x, double number, double[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] * number;
      }
    }

    @Override
    void ofNumber(double number, double[] y, double[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = number * y[i];
      }
    }
  },
  DIV {
    @Override
    void pairs(float[] x, float[] y, float[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] / y[i];
      }
    }

    @Override
    void withNumber(float[] x, float number, float[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] / number;
      }
    }

    @Override
    void ofNumber(float number, float[] y, float[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = number / y[i];
      }
    }

    @Override
    void pairs(double[] x, double[] y, double[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] / y[i];
      }
    }

    @Override
    void withNumber(double[] x, double number, double[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = x[i] / number;
      }
    }

    @Override
    void ofNumber(double number, double[] y, double[] out, int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = number / y[i];
      }
    }
  };

  /** Of the elements of two arrays. */
  abstract void pairs(float[] x, float[] y, float[] out, int from, int to);

  /** Of an array's elements and a number. */
  abstract void withNumber(float[] x, float number, float[] out, int from, int to);

  /** Of a number and an array's elements. */
  abstract void ofNumber(float number, float[] y, float[] out, int from, int to);

  /** Of the elements of two arrays. */
  abstract void pairs(double[] x, double[] y, double[] out, int from, int to);

  /** Of an array's elements and a number. */
  abstract void withNumber(double[] x, double number, double[] out, int from, int to);

  /** Of a number and an array's elements. */
  abstract void ofNumber(double number, double[] y, double[] out, int from, int to);
}
