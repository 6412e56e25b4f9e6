package org.gradoracle.rounding;

import java.math.BigDecimal;

/**
 * {@code powf} as the GNU C library (2.28 or newer) rounds it.
 *
 * <p>{@code x ** y = 2^(y log2(x))} in double. The method and its constants: <a
 * href="https://github.com/ARM-software/optimized-routines">ARM's optimized routines</a>, {@code
 * math/powf.c}, {@code powf_log2_data.c} and {@code exp2f_data.c}, where the C library has it from.
 */
final class ScalarPower {

  /** Where the 16 intervals of the logarithm's table begin: the bits of 0.699. */
  private static final int FIRST_INTERVAL = 0x3f330000;

  /** 1/c for the middle c of each interval, or near it. */
  private static final double[] INVERSE = {
    0x1.661ec79f8f3bep0,
    0x1.571ed4aaf883dp0,
    0x1.49539f0f010bp0,
    0x1.3c995b0b80385p0,
    0x1.30d190c8864a5p0,
    0x1.25e227b0b8eap0,
    0x1.1bb4a4a1a343fp0,
    0x1.12358f08ae5bap0,
    0x1.0953f419900a7p0,
    1.0,
    0x1.e608cfd9a47acp-1,
    0x1.ca4b31f026aap-1,
    0x1.b2036576afce6p-1,
    0x1.9c2d163a1aa2dp-1,
    0x1.886e6037841edp-1,
    0x1.767dcf5534862p-1
  };

  /** log2(c). */
  private static final double[] LOG2 = {
    -0x1.efec65b963019p-2,
    -0x1.b0b6832d4fca4p-2,
    -0x1.7418b0a1fb77bp-2,
    -0x1.39de91a6dcf7bp-2,
    -0x1.01d9bf3f2b631p-2,
    -0x1.97c1d1b3b7afp-3,
    -0x1.2f9e393af3c9fp-3,
    -0x1.960cbbf788d5cp-4,
    -0x1.a6f9db6475fcep-5,
    0.0,
    0x1.338ca9f24f53dp-4,
    0x1.476a9543891bap-3,
    0x1.e840b4ac4e4d2p-3,
    0x1.40645f0c6651cp-2,
    0x1.88e9c2c1b9ff8p-2,
    0x1.ce0a44eb17bccp-2
  };

  private static final int EXP_BITS = 5;
  private static final int EXP_STEPS = 1 << EXP_BITS;

  /** 2^(j/32). */
  private static final double[] EXP2 = new double[EXP_STEPS];

  static {
    BigDecimal[] powers = FloatFunctions.powersOfTwo(EXP_BITS);
    for (int j = 0; j < EXP_STEPS; j++) {
      EXP2[j] = powers[j].doubleValue();
    }
  }

  /** Adding and subtracting it rounds a double to a multiple of 1/32. */
  private static final double TO_STEP = 0x1.8p52 / EXP_STEPS;

  /** The largest x for which 2^x is not rounded to infinity; 2^x is 0 up to {@link #UNDERFLOW}. */
  private static final double OVERFLOW = 0x1.fffffffd1d571p+6;

  private static final double UNDERFLOW = -150;

  private ScalarPower() {}

  static float pow(float base, float exponent) {
    if (base == 0
        || base == 1
        || exponent == 0
        || !Float.isFinite(base)
        || !Float.isFinite(exponent)) {
      return (float) StrictMath.pow(base, exponent);
    }
    if (base < 0) {
      if ((float) Math.rint(exponent) != exponent) {
        return Float.NaN;
      }
      boolean odd = Math.abs(exponent) < 0x1p24f && ((int) exponent & 1) == 1;
      return odd ? -exp2(exponent * log2(-base)) : exp2(exponent * log2(-base));
    }
    return exp2(exponent * log2(base));
  }

  private static double log2(float x) {
    int bits =
        x < Float.MIN_NORMAL
            ? Float.floatToRawIntBits(x * 0x1p23f) - (23 << 23)
            : Float.floatToRawIntBits(x);
    int offset = bits - FIRST_INTERVAL;
    int interval = offset >> 19 & 15;
    int exponent = offset & 0xff800000;
    double r = Float.intBitsToFloat(bits - exponent) * INVERSE[interval] - 1;
    double r2 = r * r;
    double y = 0x1.27616c9496e0bp-2 * r + -0x1.71969a075c67ap-2;
    double p = 0x1.ec70a6ca7baddp-2 * r + -0x1.7154748bef6c8p-1;
    double q = 0x1.71547652ab82bp0 * r + (LOG2[interval] + (exponent >> 23));
    return y * (r2 * r2) + (p * r2 + q);
  }

  private static float exp2(double x) {
    if (x > OVERFLOW) {
      return Float.POSITIVE_INFINITY;
    }
    if (x <= UNDERFLOW) {
      return 0;
    }
    double nearest = (x + TO_STEP) - TO_STEP;
    double r = x - nearest;
    int step = (int) (nearest * EXP_STEPS);
    double scale = Math.scalb(EXP2[step & (EXP_STEPS - 1)], step >> EXP_BITS);
    double p = 0x1.c6af84b912394p-5 * r + 0x1.ebfce50fac4f3p-3;
    return (float) ((p * (r * r) + (0x1.62e42ff0c52d6p-1 * r + 1)) * scale);
  }
}
