package org.gradoracle.rounding;

/**
 * {@link VectorPower} for arrays: the same operations in the same order, but a block of elements at
 * a time, in loops that C2 vectorises. Elements that are not normal numbers, or whose power may not
 * be one, are left to {@code VectorPower}.
 */
final class PowerBlocks {

  /**
   * How many elements are computed at a time: few enough to stay in the L1 cache, with all that is
   * computed of them.
   */
  private static final int BLOCK = 512;

  /**
   * Adding it rounds to a whole number, which is then in the lowest bits; subtracting it again
   * leaves that number.
   */
  private static final float TO_INTEGER = 0x1.8p23f;

  /**
   * With logarithms of this size the powers are normal numbers, and nothing overflows on the way.
   */
  private static final int PLAIN = Float.floatToRawIntBits(40);

  private static final int SMALLEST = Float.floatToRawIntBits(Float.MIN_NORMAL);
  private static final int LARGEST = Float.floatToRawIntBits(Float.MAX_VALUE);

  private final float exponent;

  /**
   * What the power of |x| is multiplied with, by the sign bit of x; NaN where there is no power.
   */
  private final float[] signs;

  private final float[] mantissas;
  private final float[] exponents;
  private final float[] logarithms;
  private final FloatPairs power;
  private final FloatPairs ratio;
  private final FloatPairs square;
  private final FloatPairs rest;

  private PowerBlocks(float exponent, int size) {
    this.exponent = exponent;
    signs = new float[] {1, VectorPower.pow(-1, exponent)};
    mantissas = new float[size];
    exponents = new float[size];
    logarithms = new float[size];
    power = new FloatPairs(size);
    ratio = new FloatPairs(size);
    square = new FloatPairs(size);
    rest = new FloatPairs(size);
  }

  /** Sets some elements of {@code powers}. */
  static void pow(float[] x, float exponent, float[] powers, int from, int to) {
    if (exponent == 0 || !Float.isFinite(exponent)) {
      for (int i = from; i < to; i++) {
        powers[i] = VectorPower.pow(x[i], exponent);
      }
      return;
    }
    var blocks = new PowerBlocks(exponent, Math.min(BLOCK, to - from));
    for (int start = from; start < to; start += BLOCK) {
      blocks.run(x, powers, start, Math.min(BLOCK, to - start));
    }
  }

  private void run(float[] x, float[] powers, int from, int n) {
    takeApart(x, from, n);
    log(n);
    power.times(exponent, n);
    System.arraycopy(power.high, 0, logarithms, 0, n);
    exp(n);
    putTogether(x, powers, from, n);
  }

  /**
   * {@code |x| = 2^e m} with m from 0.75 to 1.5, without a branch that would be hard to predict.
   */
  private void takeApart(float[] x, int from, int n) {
    for (int i = 0; i < n; i++) {
      float size = Math.abs(x[from + i]);
      int bits = Float.floatToRawIntBits(size);
      int halved = (bits & VectorPower.UPPER_HALF) << 1;
      int mantissa = ((bits & VectorPower.MANTISSA) | VectorPower.ONE) - halved;
      mantissas[i] = Float.intBitsToFloat(mantissa);
      int scaled = Float.floatToRawIntBits(size * VectorPower.SCALE);
      exponents[i] = (scaled >> 23) - Float.MAX_EXPONENT;
    }
  }

  /** The logarithms, in {@code power}. */
  private void log(int n) {
    ratio.setSum(-1, mantissas, n);
    rest.setSum(1, mantissas, n);
    ratio.over(rest, n);
    square.setSquare(ratio, n);
    float[] p = mantissas;
    logPolynomial(square.high, p, n);
    rest.setProduct(square, p, n);
    rest.plus(VectorPower.TWO_THIRDS, n);
    square.times(ratio, n);
    square.times(rest, n);
    ratio.twice(n);
    power.setProduct(VectorPower.LN2, exponents, n);
    power.plusSmaller(ratio, n);
    power.plusSmaller(square, n);
  }

  private static void logPolynomial(float[] x, float[] p, int n) {
    for (int i = 0; i < n; i++) {
      p[i] =
          Math.fma(Math.fma(VectorPower.LOG_2, x[i], VectorPower.LOG_1), x[i], VectorPower.LOG_0);
    }
  }

  /** {@code e ** x = 2^q e^r}: leaves {@code q + TO_INTEGER} in {@code exponents}, e^r in power. */
  private void exp(int n) {
    float[] q = ratio.high;
    wholeParts(power.high, power.low, exponents, q, n);
    power.plusProducts(q, VectorPower.MINUS_LN2_HIGH, n);
    power.plusProducts(q, VectorPower.MINUS_LN2_LOW, n);
    power.normalize(n);
    float[] p = mantissas;
    expPolynomial(power.high, p, n);
    square.setSquare(power, n);
    square.times(p, n);
    power.plusSmaller(square, n);
    onePlus(power.high, power.low, n);
  }

  private static void wholeParts(float[] high, float[] low, float[] shifted, float[] q, int n) {
    for (int i = 0; i < n; i++) {
      float sum = (high[i] + low[i]) * VectorPower.LOG2_E + TO_INTEGER;
      shifted[i] = sum;
      q[i] = sum - TO_INTEGER;
    }
  }

  private static void expPolynomial(float[] x, float[] p, int n) {
    for (int i = 0; i < n; i++) {
      float r = x[i];
      float q = Math.fma(VectorPower.EXP_4, r, VectorPower.EXP_3);
      q = Math.fma(q, r, VectorPower.EXP_2);
      q = Math.fma(q, r, VectorPower.EXP_1);
      p[i] = Math.fma(q, r, VectorPower.EXP_0);
    }
  }

  private static void onePlus(float[] high, float[] low, int n) {
    for (int i = 0; i < n; i++) {
      float sum = 1 + high[i];
      high[i] = sum + (((1 - sum) + high[i]) + low[i]);
    }
  }

  private void putTogether(float[] x, float[] powers, int from, int n) {
    int strange = 0;
    for (int i = 0; i < n; i++) {
      float each = x[from + i];
      strange |= strange(each, logarithms[i]);
      powers[from + i] =
          power.high[i]
              * FloatFunctions.powerOfTwo(Float.floatToRawIntBits(exponents[i]))
              * signs[Float.floatToRawIntBits(each) >>> 31];
    }
    for (int i = 0; strange < 0 && i < n; i++) {
      if (strange(x[from + i], logarithms[i]) < 0) {
        powers[from + i] = VectorPower.pow(x[from + i], exponent);
      }
    }
  }

  /**
   * Negative if x is not a normal number or its power may not be one: by bits, without a branch.
   */
  private static int strange(float x, float logarithm) {
    int bits = Float.floatToRawIntBits(Math.abs(x));
    int size = Float.floatToRawIntBits(Math.abs(logarithm));
    return (bits - SMALLEST) | (LARGEST - bits) | (PLAIN - size);
  }
}
