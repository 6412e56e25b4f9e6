package org.gradoracle.rounding;

/**
 * {@code powf} of at most 1 ULP, rounded as the vector functions of Sleef do with fused
 * multiply-add: one power, whatever the numbers are. {@link PowerBlocks} has the same for arrays.
 *
 * <p>{@code x ** y = exp(y * log(x))}, with the logarithm in two floats. The method and its
 * constants: <a href="https://github.com/shibatch/sleef">Sleef</a>, {@code src/libm/sleefsimdsp.c}
 * ({@code xpowf}).
 */
final class VectorPower {

  static final int MANTISSA = 0x007fffff;

  /** The bit of a mantissa from 1.5 on. */
  static final int UPPER_HALF = 0x00400000;

  static final int ONE = 0x3f800000;

  /** The exponent of a number so scaled is that of a mantissa from 0.75 to 1.5. */
  static final float SCALE = 1 / 0.75f;

  static final float LOG_2 = 0.2403203547f;
  static final float LOG_1 = 0.285112679f;
  static final float LOG_0 = 0.400007993f;
  static final FloatPair TWO_THIRDS =
      new FloatPair(0.66666662693023681640625f, 3.69183861259614332084311e-09f);
  static final FloatPair LN2 = new FloatPair(0.69314718246459960938f, -1.904654323148236017e-09f);

  static final float LOG2_E = 1.4426950408889634f;
  static final float MINUS_LN2_HIGH = -0.693145751953125f;
  static final float MINUS_LN2_LOW = -1.428606765330187045e-06f;
  static final float EXP_4 = 0.00136324646882712841033936f;
  static final float EXP_3 = 0.00836596917361021041870117f;
  static final float EXP_2 = 0.0416710823774337768554688f;
  static final float EXP_1 = 0.166665524244308471679688f;
  static final float EXP_0 = 0.499999850988388061523438f;

  /** From here on every float is an even whole number. */
  private static final float EVEN = 0x1p24f;

  private VectorPower() {}

  static float pow(float base, float exponent) {
    if (exponent == 0 || base == 1) {
      return 1;
    }
    if (Float.isNaN(base) || Float.isNaN(exponent)) {
      return Float.NaN;
    }
    boolean whole = (float) Math.rint(exponent) == exponent;
    boolean odd = whole && Math.abs(exponent) < EVEN && ((int) exponent & 1) == 1;
    if (Float.isInfinite(base) || base == 0) {
      float size = (exponent < 0) == (base == 0) ? Float.POSITIVE_INFINITY : 0;
      return odd ? Math.copySign(size, base) : size;
    }
    float size = Math.abs(base);
    if (Float.isInfinite(exponent)) {
      boolean grows = (size > 1) == (exponent > 0);
      return size == 1 ? 1 : grows ? Float.POSITIVE_INFINITY : 0;
    }
    float power = exp(log(size).times(exponent));
    if (Float.isNaN(power)) {
      power = Float.POSITIVE_INFINITY; // infinity times zero on the way
    }
    if (base > 0) {
      return power;
    }
    return !whole ? Float.NaN : odd ? -power : power;
  }

  /** The logarithm of a positive number: {@code x = 2^e m} with m from 0.75 to 1.5. */
  private static FloatPair log(float x) {
    float m = mantissa(x);
    FloatPair ratio = FloatPair.sum(-1, m).over(FloatPair.sum(1, m));
    FloatPair square = ratio.square();
    float p = Math.fma(Math.fma(LOG_2, square.high(), LOG_1), square.high(), LOG_0);
    return LN2.times(exponent(x))
        .plusSmaller(ratio.doubled())
        .plusSmaller(square.times(ratio).times(square.times(p).plus(TWO_THIRDS)));
  }

  private static float exponent(float x) {
    float scaled = x * SCALE;
    if (scaled == Float.POSITIVE_INFINITY) {
      return Float.MAX_EXPONENT + 1;
    }
    return scaled < Float.MIN_NORMAL
        ? Math.getExponent(scaled * 0x1p64f) - 64
        : Math.getExponent(scaled);
  }

  private static float mantissa(float x) {
    int bits = Float.floatToRawIntBits(x < Float.MIN_NORMAL ? x * 0x1p64f : x);
    float m = Float.intBitsToFloat((bits & MANTISSA) | ONE);
    return m >= 1.5f ? m * 0.5f : m;
  }

  /** {@code e ** x = 2^q e^r}. */
  private static float exp(FloatPair x) {
    float q = (float) Math.rint((x.high() + x.low()) * LOG2_E);
    FloatPair r = x.plus(q * MINUS_LN2_HIGH).plus(q * MINUS_LN2_LOW).normalized();
    float p = Math.fma(EXP_4, r.high(), EXP_3);
    p = Math.fma(p, r.high(), EXP_2);
    p = Math.fma(p, r.high(), EXP_1);
    p = Math.fma(p, r.high(), EXP_0);
    FloatPair power = new FloatPair(1, 0).plusSmaller(r.plusSmaller(r.square().times(p)));
    return x.high() < -104 ? 0 : scale(power.high() + power.low(), (int) q);
  }

  /** {@code x * 2^q} by five factors: a denormal result may be rounded more than once. */
  private static float scale(float x, int q) {
    int sign = q >> 31;
    int quarter = (((sign + q) >> 6) - sign) << 4;
    float factor =
        Float.intBitsToFloat(Math.max(0, Math.min(255, quarter + Float.MAX_EXPONENT)) << 23);
    return x * factor * factor * factor * factor * FloatFunctions.powerOfTwo(q - (quarter << 2));
  }
}
