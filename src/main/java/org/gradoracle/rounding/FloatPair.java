package org.gradoracle.rounding;

/**
 * A number as the sum of two floats, the second one smaller: arithmetic with about twice the bits,
 * in the order of operations of <a href="https://github.com/shibatch/sleef">Sleef</a>'s {@code
 * src/common/df.h} with fused multiply-add.
 */
record FloatPair(float high, float low) {

  /** The sum of two floats of any size, without loss. */
  static FloatPair sum(float a, float b) {
    float sum = a + b;
    float part = sum - a;
    return new FloatPair(sum, (a - (sum - part)) + (b - part));
  }

  FloatPair plus(float b) {
    FloatPair sum = sum(high, b);
    return new FloatPair(sum.high, sum.low + low);
  }

  FloatPair plus(FloatPair b) {
    FloatPair sum = sum(high, b.high);
    return new FloatPair(sum.high, sum.low + (low + b.low));
  }

  /** Plus a pair that is known to be smaller. */
  FloatPair plusSmaller(FloatPair b) {
    float sum = high + b.high;
    return new FloatPair(sum, ((high - sum) + b.high) + low + b.low);
  }

  FloatPair times(FloatPair b) {
    float product = high * b.high;
    float lost = Math.fma(high, b.high, -product);
    return new FloatPair(product, Math.fma(high, b.low, Math.fma(low, b.high, lost)));
  }

  FloatPair times(float b) {
    float product = high * b;
    return new FloatPair(product, Math.fma(low, b, Math.fma(high, b, -product)));
  }

  FloatPair square() {
    float square = high * high;
    return new FloatPair(square, Math.fma(high + high, low, Math.fma(high, high, -square)));
  }

  FloatPair over(FloatPair b) {
    float inverse = 1 / b.high;
    float quotient = high * inverse;
    float lost = Math.fma(inverse, high, -quotient);
    float error = Math.fma(-b.low, inverse, Math.fma(-b.high, inverse, 1));
    return new FloatPair(quotient, Math.fma(quotient, error, Math.fma(low, inverse, lost)));
  }

  FloatPair doubled() {
    return new FloatPair(high + high, low + low);
  }

  /** The same number, its first float the nearest one to it. */
  FloatPair normalized() {
    float sum = high + low;
    return new FloatPair(sum, (high - sum) + low);
  }
}
