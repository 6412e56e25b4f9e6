package org.gradoracle.data;

/**
 * Two uniform numbers into two normal ones, in float, rounded as PyTorch does on x86-64 with AVX2
 * or AVX-512: {@code normal_fill_AVX2} in {@code ATen/native/cpu/DistributionTemplates.h}.
 *
 * <p>Logarithm, cosine and sine are the polynomials of the Cephes library, by way of {@code
 * ATen/native/cpu/avx_mathfun.h}; the compiler fused their multiplications with the additions that
 * follow.
 */
final class BoxMuller {

  private static final float TWO_PI = (float) (2 * Math.PI);
  private static final float OCTANTS = 1.27323954473516f; // in a radian: 4 / pi
  private static final float SQRT_HALF = 0.707106781186547524f;

  private static final float[] LOG = {
    7.0376836292e-2f,
    -1.1514610310e-1f,
    1.1676998740e-1f,
    -1.2420140846e-1f,
    1.4249322787e-1f,
    -1.6668057665e-1f,
    2.0000714765e-1f,
    -2.4999993993e-1f,
    3.3333331174e-1f
  };

  private BoxMuller() {}

  /** Puts normals in place of the uniforms x[i] and x[j], both in [0, 1). */
  static void transform(float[] x, int i, int j) {
    float radius = (float) Math.sqrt(-2 * log(1 - x[i])); // of (0, 1], so that it is finite
    float angle = TWO_PI * x[j];
    int octant = (int) (angle * OCTANTS) + 1 & ~1; // the nearest even one
    float rest = withoutOctants(angle, octant);
    boolean swapped = (octant & 2) != 0;
    float cos = swapped ? sin(rest) : cos(rest);
    float sin = swapped ? cos(rest) : sin(rest);
    x[i] = radius * ((octant + 2 & 4) == 0 ? cos : -cos) + 0; // PyTorch adds the mean, too:
    x[j] = radius * ((octant & 4) == 0 ? sin : -sin) + 0; // -0 becomes 0
  }

  /** The angle minus that many times pi / 4, which is subtracted in three parts. */
  private static float withoutOctants(float angle, int octants) {
    float rest = Math.fma((float) octants, -0.78515625f, angle);
    rest = Math.fma((float) octants, -2.4187564849853515625e-4f, rest);
    return Math.fma((float) octants, -3.77489497744594108e-8f, rest);
  }

  /** From -pi / 4 to pi / 4. */
  private static float cos(float x) {
    float square = x * x;
    float p = 2.443315711809948e-5f;
    p = Math.fma(p, square, -1.388731625493765e-3f);
    p = Math.fma(p, square, 4.166664568298827e-2f);
    p = p * square;
    return Math.fma(p, square, -(square * 0.5f)) + 1;
  }

  /** From -pi / 4 to pi / 4. */
  private static float sin(float x) {
    float square = x * x;
    float p = -1.9515295891e-4f;
    p = Math.fma(p, square, 8.3321608736e-3f);
    p = Math.fma(p, square, -1.6666654611e-1f);
    p = p * square;
    return Math.fma(p, x, x);
  }

  /** Of numbers in (0, 1]: {@code x = 2^k (1 + r)} with 1 + r from sqrt(1/2) to sqrt(2). */
  private static float log(float x) {
    float k = Math.getExponent(x) + 1;
    float m = Math.scalb(x, (int) -k); // from 0.5 to 1
    float r = m - 1;
    if (m < SQRT_HALF) {
      k = k - 1;
      r = r + m;
    }
    float p = LOG[0];
    for (int i = 1; i < LOG.length; i++) {
      p = Math.fma(p, r, LOG[i]);
    }
    float square = r * r;
    p = p * r;
    p = Math.fma(p, square, k * -2.12194440e-4f);
    p = Math.fma(square, -0.5f, p);
    return Math.fma(k, 0.693359375f, r + p);
  }
}
