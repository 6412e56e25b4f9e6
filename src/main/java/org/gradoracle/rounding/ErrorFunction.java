package org.gradoracle.rounding;

/**
 * The error function, {@code 2/sqrt(pi)} times the integral of {@code exp(-t^2)} from 0 to x, to
 * within some 1e-15.
 */
public final class ErrorFunction {

  /** From here on, 1 - erf(x) is below 2^-53. */
  private static final double ONE_FROM = 6;

  private ErrorFunction() {}

  /** The sum of {@code 2^k x^(2k+1) / (1 * 3 * ... * (2k+1))}, whose terms are of one sign. */
  public static double at(double x) {
    if (Math.abs(x) >= ONE_FROM) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int k = 1; Math.abs(term) > Math.ulp(sum) / 4; k++) {
      term *= 2 * x * x / (2 * k + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
  }
}
