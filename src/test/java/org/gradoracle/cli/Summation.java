package org.gradoracle.cli;

/** In what order and precision a program sums. */
enum Summation {
  /** From the first to the last, in float32. */
  FORWARD {
    @Override
    double sum(double[] terms) {
      float sum = 0;
      for (double term : terms) {
        sum += (float) term;
      }
      return sum;
    }
  },
  /** From the last to the first, in float32. */
  BACKWARD {
    @Override
    double sum(double[] terms) {
      float sum = 0;
      for (int i = terms.length - 1; i >= 0; i--) {
        sum += (float) terms[i];
      }
      return sum;
    }
  },
  /** By halves, in float32. */
  PAIRWISE {
    @Override
    double sum(double[] terms) {
      return halves(terms, 0, terms.length);
    }

    private float halves(double[] terms, int from, int to) {
      int middle = (from + to) / 2;
      return to - from == 1
          ? (float) terms[from]
          : halves(terms, from, middle) + halves(terms, middle, to);
    }
  },
  /** In float64, and only results are rounded. */
  IN_DOUBLE {
    @Override
    double sum(double[] terms) {
      double sum = 0;
      for (double term : terms) {
        sum += term;
      }
      return sum;
    }

    @Override
    double round(double value) {
      return value;
    }
  };

  abstract double sum(double[] terms);

  /** The result of an operation. */
  double round(double value) {
    return (float) value;
  }
}
