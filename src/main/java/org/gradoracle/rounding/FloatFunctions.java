package org.gradoracle.rounding;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * exp, log and tanh of floats as libtorch's CPU engine rounds them in its reproducible mode, bit
 * for bit.
 *
 * <p>libtorch 2.7.1 for x86-64 calls MKL's vector functions in their mode of highest accuracy. With
 * {@code MKL_CBWR=COMPATIBLE} they have no fused multiply-adds on any processor. What they compute
 * was inferred from its results alone, see {@code docs/exactness.md}. The comments say "the kernel"
 * for them.
 */
public final class FloatFunctions {

  private FloatFunctions() {}

  /** About how many operations an element takes: enough to make sharing them worthwhile. */
  private static final int OPERATIONS = 40;

  /** Sets some of the results. */
  @FunctionalInterface
  private interface Loop {
    void run(float[] results, int from, int to);
  }

  private static float[] shared(float[] x, Loop loop) {
    float[] results = new float[x.length];
    ParallelRows.rows(x.length, 1, OPERATIONS, (from, to) -> loop.run(results, from, to));
    return results;
  }

  /** {@code e ** x} of every element. */
  public static float[] exp(float[] x) {
    return shared(
        x,
        (results, from, to) -> {
          for (int i = from; i < to; i++) {
            results[i] = exp(x[i]);
          }
        });
  }

  /** The natural logarithm of every element. */
  public static float[] log(float[] x) {
    return shared(
        x,
        (results, from, to) -> {
          for (int i = from; i < to; i++) {
            results[i] = log(x[i]);
          }
        });
  }

  /** The hyperbolic tangent of every element. */
  public static float[] tanh(float[] x) {
    return shared(
        x,
        (results, from, to) -> {
          double[] wide = new double[Math.min(TANH_BLOCK, to - from)];
          for (int start = from; start < to; start += TANH_BLOCK) {
            tanh(x, results, start, Math.min(to, start + TANH_BLOCK), wide);
          }
        });
  }

  /**
   * Some of the results. Where conversions stand next to the polynomial, C2 before JDK 22 makes
   * each element wait for the one before; so they have loops of their own.
   */
  private static void tanh(float[] x, float[] results, int from, int to, double[] wide) {
    for (int i = from; i < to; i++) {
      wide[i - from] = Math.abs(x[i]);
    }
    for (int i = from; i < to; i++) {
      wide[i - from] = tanh(Math.abs(x[i]), wide[i - from]);
    }
    for (int i = from; i < to; i++) {
      results[i] = Math.copySign((float) wide[i - from], x[i]);
    }
  }

  // exp

  /** log2 of the number of steps from one power of two to the next. */
  private static final int EXP_BITS = 7;

  private static final int EXP_STEPS = 1 << EXP_BITS;

  /** 2^(j/128), in two floats each. */
  private static final float[] EXP_HIGH = new float[EXP_STEPS];

  private static final float[] EXP_LOW = new float[EXP_STEPS];

  static {
    BigDecimal[] powers = powersOfTwo(EXP_BITS);
    for (int j = 0; j < EXP_STEPS; j++) {
      EXP_HIGH[j] = powers[j].floatValue();
      EXP_LOW[j] = powers[j].subtract(new BigDecimal(EXP_HIGH[j])).floatValue();
    }
  }

  private static final float STEPS_PER_E = 184.66496f; // 128 / ln 2
  private static final float STEP_HIGH = 0x1.63p-8f; // ln 2 / 128, its first 9 bits
  private static final float STEP_LOW = -0x1.bd0106p-20f; // and the rest
  private static final float TO_INTEGER = 0x1.8p23f; // adding and subtracting it rounds
  private static final float EXP_LIMIT = 87.33654f; // 126 ln 2

  /**
   * {@code e ** x}: with k the integer nearest to {@code 128 x / ln 2} and r the rest, {@code
   * 2^(k/128) (1 + r + r^2 / 2)}, the power from a table. Beyond 126 ln 2 on either side the kernel
   * computes in double.
   */
  public static float exp(float x) {
    if (!(Math.abs(x) <= EXP_LIMIT)) {
      return (float) StrictMath.exp(x);
    }
    float k = (x * STEPS_PER_E + TO_INTEGER) - TO_INTEGER;
    float r = (x - k * STEP_HIGH) - k * STEP_LOW;
    float growth = r + (r * r) * 0.5f;
    int step = (int) k;
    float high = EXP_HIGH[step & (EXP_STEPS - 1)];
    float low = EXP_LOW[step & (EXP_STEPS - 1)];
    return (high + (low + high * growth)) * powerOfTwo(step >> EXP_BITS);
  }

  /** 2^k, for the exponents of normal floats. */
  static float powerOfTwo(int k) {
    return Float.intBitsToFloat((k + Float.MAX_EXPONENT) << 23);
  }

  /** The powers 2^(j / 2^bits) from j = 0 on, by repeated square roots, to 40 digits. */
  static BigDecimal[] powersOfTwo(int bits) {
    MathContext digits = new MathContext(40);
    BigDecimal[] powers = new BigDecimal[1 << bits];
    powers[0] = BigDecimal.ONE;
    BigDecimal root = BigDecimal.valueOf(2);
    for (int step = powers.length / 2; step > 0; step /= 2) {
      root = root.sqrt(digits);
      for (int j = 0; j < powers.length; j += 2 * step) {
        powers[j + step] = powers[j].multiply(root, digits);
      }
    }
    return powers;
  }

  // log

  private static final int TWO_THIRDS = 0x3f2aaaab;
  private static final int MANTISSA = 0x007fffff;
  private static final float LN2_HIGH = 0.69314575f; // ln 2, its first 15 bits
  private static final float LN2_LOW = 1.4286068e-06f; // and the rest

  /** log(1 + r) = r + r^2 (c0 + c1 r + ... + c8 r^8) from -1/3 to 1/3. */
  private static final float[] LOG = {
    -0.5f,
    0.33333215f,
    -0.24999797f,
    0.20010406f,
    -0.16680488f,
    0.1400587f,
    -0.12184261f,
    0.13984437f,
    -0.12891686f,
  };

  /**
   * The natural logarithm: {@code x = 2^k (1 + r)}, 1 + r from 2/3 to 4/3; then {@code k ln 2 +
   * log(1 + r)}. Denormal numbers the kernel computes in double.
   */
  public static float log(float x) {
    if (!(x >= Float.MIN_NORMAL && x < Float.POSITIVE_INFINITY)) {
      return (float) StrictMath.log(x);
    }
    int offset = Float.floatToRawIntBits(x) - TWO_THIRDS;
    float k = offset >> 23;
    float r = Float.intBitsToFloat((offset & MANTISSA) + TWO_THIRDS) - 1;
    float p = 0;
    for (int i = LOG.length - 1; i >= 0; i--) {
      p = p * r + LOG[i];
    }
    return ((r + r * (r * p)) + k * LN2_LOW) + k * LN2_HIGH;
  }

  // tanh

  private static final int TANH_BLOCK = 512;
  private static final float TANH_FIRST = 0.125f;
  private static final float TANH_ONE = 0x1.2058cep3f; // from here on the result is 1

  /**
   * Row 0, below 0.125: tanh(x) = c0 + c1 x + ... Then a row for each quarter of a power of two:
   * the middle m of the quarter, and tanh(x) = c0 + c1 (x - m) + ... These are not the kernel's own
   * numbers, which are not known; they were fitted until every float was rounded as the kernel
   * does.
   */
  private static final double[][] TANH = {
    {
      0.0,
      0.0,
      1.0000000000965832,
      -5.576192765096291e-08,
      -0.33332811535380175,
      -0.00017871726717742743,
      0.13610486005552133,
      -0.019881339737314194
    },
    {
      0.140625,
      0.1397053028283258,
      0.9804824283598446,
      -0.1369785950315102,
      -0.30769089191048166,
      0.08865139201834113,
      0.11244140902091757,
      -0.05943193165367879
    },
    {
      0.171875,
      0.17020230840652986,
      0.9710311742208739,
      -0.16527175215763593,
      -0.29554748594842206,
      0.10544874250765153,
      0.1022791959779974,
      -0.22054029211578363
    },
    {
      0.203125,
      0.20037671852041625,
      0.9598491706827567,
      -0.19233142782031723,
      -0.2814111676562856,
      0.12051087389604176,
      0.09173325678244618,
      -0.10229361270515332
    },
    {
      0.234375,
      0.23017571103215365,
      0.9470191420579387,
      -0.21798080476542409,
      -0.2654993043489893,
      0.13377117863732318,
      0.07927273198045369,
      -0.058533104986860464
    },
    {
      0.28125,
      0.2740615889606336,
      0.9248902454623493,
      -0.2534768889945961,
      -0.23882848783184507,
      0.14994356007109483,
      0.05907551538947433,
      -0.07059229791923707
    },
    {
      0.34375,
      0.330821117493586,
      0.890557388207287,
      -0.2946151873960426,
      -0.19938750214729858,
      0.16415501816320893,
      0.03194258232099116,
      -0.06197024332055906
    },
    {
      0.40625,
      0.3852839662693637,
      0.8515562653656352,
      -0.3280909759029947,
      -0.15744401959119136,
      0.17002701285350516,
      0.006017475869380623,
      -0.06857766463083342
    },
    {
      0.46875,
      0.4371887851417033,
      0.8088659661494868,
      -0.3536271290330175,
      -0.11502019013683236,
      0.1681621028301179,
      -0.01717204036239679,
      -0.05769487827175747
    },
    {
      0.5625,
      0.5098299737356029,
      0.740073398079824,
      -0.37731160194347907,
      -0.05432678314657677,
      0.15346823902603346,
      -0.043475322895237666,
      -0.0373209726988518
    },
    {
      0.6875,
      0.5963735554794048,
      0.6443385824964055,
      -0.3842664922464874,
      0.01438649336009504,
      0.11950975845543889,
      -0.0615676392503362,
      -0.011763145846303804
    },
    {
      0.8125,
      0.6709670742064798,
      0.5498031854480975,
      -0.36889983341818594,
      0.06425168839200962,
      0.07985482953468025,
      -0.06266707551170589,
      0.0074186285955290705
    },
    {
      0.9375,
      0.7340715196044201,
      0.4611390041499712,
      -0.33850900954733315,
      0.09477673377683153,
      0.04326339039285747,
      -0.053059001639917225,
      0.01700908140011691
    },
    {
      1.125,
      0.8093010702040252,
      0.3450317767013746,
      -0.27923459094432784,
      0.11097480635756231,
      0.0032677653448550093,
      -0.032038470474537235,
      0.01846614551240475
    },
    {
      1.375,
      0.8798266996507011,
      0.22590497659209124,
      -0.1987572300669752,
      0.09957127892220528,
      -0.021352522494181892,
      -0.009514212441475654,
      0.010981022916246542
    },
    {
      1.625,
      0.9253462253106116,
      0.14373436208162943,
      -0.13300404847420114,
      0.07516396570918256,
      -0.02521795283134242,
      0.0013948135331428803,
      0.0041274983087165
    },
    {
      1.875,
      0.9540452601792853,
      0.08979764103569211,
      -0.0856710133691771,
      0.05180173039273101,
      -0.02086418627153442,
      0.004601096189410205,
      0.0006518151354337306
    },
    {
      2.25,
      0.9780261146990926,
      0.043464916055589886,
      -0.04250980999630521,
      0.027087775155361628,
      -0.012323294176323784,
      0.003976851180831233,
      -0.0007151258319647466
    },
    {
      2.75,
      0.9918597245691373,
      0.01621428959622623,
      -0.016082298371062984,
      0.010546260740020099,
      -0.0050999820843965005,
      0.001914824987720914,
      -0.0005455776522553282
    },
    {
      3.25,
      0.9969976354897296,
      0.005995716501705355,
      -0.005977714739305093,
      0.0039609816541244245,
      -0.0019566506498530692,
      0.0007704988200444069,
      -0.0002437278359237756
    },
    {
      3.75,
      0.9988944427273628,
      0.002209892993090696,
      -0.002207449639780913,
      0.001468288091716481,
      -0.0007309014638769852,
      0.00029264887940659996,
      -9.571025195380522e-05
    },
    {
      4.5,
      0.9997532109435318,
      0.0004935282251815273,
      -0.0004934051194739088,
      0.0003284226663733475,
      -0.0001640639920607722,
      6.830544288676565e-05,
      -2.263443372307564e-05
    },
    {
      5.5,
      0.9999665971695894,
      6.680605940110164e-05,
      -6.680366692818006e-05,
      4.4484486735068045e-05,
      -2.224101833592192e-05,
      9.279909498538602e-06,
      -3.086861861519484e-06
    },
    {
      6.5,
      0.999995479352792,
      9.041479501654915e-06,
      -9.04138720239807e-06,
      6.020982092475442e-06,
      -3.0110074447003005e-06,
      1.2566373414249217e-06,
      -4.1723341306247485e-07
    },
    {
      7.5,
      0.9999993881959657,
      1.2236349172834248e-06,
      -1.2236392128305319e-06,
      8.148942152960861e-07,
      -4.0738002356514876e-07,
      1.699569500493227e-07,
      -5.69462207577797e-08
    },
    {
      8.5,
      0.9999999234637952,
      3.378661071416769e-07,
      -2.9489873257343397e-08,
      -2.9185987685716004e-06,
      -1.9452137470310993e-06,
      1.8670029121467928e-05,
      5.37270515445659e-06,
      -3.825224318671156e-05
    },
  };

  /** The longest row, and how the rows are one after the other in {@link #TANH_ROWS}. */
  private static final int TANH_ROW = 9;

  /** Shorter rows end with zeros, which change nothing of a polynomial. */
  private static final double[] TANH_ROWS = new double[TANH.length * TANH_ROW];

  static {
    for (int row = 0; row < TANH.length; row++) {
      System.arraycopy(TANH[row], 0, TANH_ROWS, row * TANH_ROW, TANH[row].length);
    }
  }

  /** The hyperbolic tangent: a polynomial in double, rounded once. */
  public static float tanh(float x) {
    float size = Math.abs(x);
    return Math.copySign((float) tanh(size, size), x);
  }

  /** That of a number that is not negative, given in both types; not rounded. */
  private static double tanh(float x, double wide) {
    if (!(x < TANH_ONE)) {
      return Math.min(wide, 1);
    }
    int row = (x < TANH_FIRST ? 0 : 1 + quarter(x) - quarter(TANH_FIRST)) * TANH_ROW;
    double t = wide - TANH_ROWS[row];
    double p = TANH_ROWS[row + TANH_ROW - 1];
    for (int i = TANH_ROW - 2; i > 0; i--) {
      p = p * t + TANH_ROWS[row + i];
    }
    return p;
  }

  /** Counts the quarters of powers of two: the exponent and the first two bits of the mantissa. */
  private static int quarter(float x) {
    return Float.floatToRawIntBits(x) >> 21;
  }
}
