package org.gradoracle.data;

/**
 * {@code torch.Generator().manual_seed(seed)} on the CPU, in plain Java: the numbers of {@code
 * torch.randint} and {@code torch.randn} in float32.
 *
 * <p>Sources, in PyTorch 2.7: {@code ATen/CPUGeneratorImpl.cpp} (seeding, the kept normal), {@code
 * ATen/core/TransformationHelper.h} and {@code DistributionsHelper.h} (from bits to numbers),
 * {@code ATen/native/cpu/DistributionTemplates.h} ({@code normal_fill}). The numbers are PyTorch's
 * bit for bit; of {@code randn} see {@link #randn(int)}.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class TorchGenerator {

  /** Fewer values than this are drawn one after the other, in double; more are filled in blocks. */
  private static final int BLOCK = 16;

  /** From here on {@code randint} takes 64 bits a number. */
  private static final int WIDE_RANGE = 1 << 28;

  private final MersenneTwister twister;

  /** The second normal of the last pair drawn one by one, kept for the next call; NaN if none. */
  private double keptNormal = Double.NaN;

  /**
   * Seeds the generator.
   *
   * @param seed any 64 bits, read as unsigned where PyTorch does; as in PyTorch, only the low 32
   *     count
   */
  public TorchGenerator(long seed) {
    twister = MersenneTwister.ofSeed((int) seed);
  }

  /**
   * {@code torch.randint(0, high, (n,))}.
   *
   * @param high one more than the largest number wanted, at least 1
   * @param n how many numbers to draw
   * @return the numbers, shape (n)
   * @throws IllegalArgumentException if {@code high} is less than 1 or {@code n} is negative
   */
  public int[] randint(int high, int n) {
    if (high < 1) {
      throw new IllegalArgumentException("randint: high is " + high + ", expected at least 1");
    }
    int[] numbers = new int[checkCount("randint", n)];
    for (int i = 0; i < n; i++) {
      numbers[i] =
          high < WIDE_RANGE
              ? Integer.remainderUnsigned(twister.nextInt(), high)
              : (int) Long.remainderUnsigned(random64(), high);
    }
    return numbers;
  }

  /**
   * {@code torch.randn(n)}: standard normal numbers.
   *
   * <p>Of 16 or more, they are PyTorch's on x86-64 with AVX2 or AVX-512. On other processors it
   * takes the C library's log, cos and sin there, and values differ in their last digits.
   *
   * @param n how many numbers to draw
   * @return the numbers, shape (n)
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public float[] randn(int n) {
    float[] values = new float[checkCount("randn", n)];
    if (n < BLOCK) {
      for (int i = 0; i < n; i++) {
        values[i] = (float) nextNormal();
      }
      return values;
    }
    fillUniform(values, 0);
    for (int from = 0; from + BLOCK <= n; from += BLOCK) {
      boxMuller(values, from);
    }
    if (n % BLOCK != 0) {
      // as PyTorch does: the last 16 are drawn again, though some of them are already normal
      fillUniform(values, n - BLOCK);
      boxMuller(values, n - BLOCK);
    }
    return values;
  }

  /** Uniform in [0, 1) with 24 bits, from {@code from} to the end. */
  private void fillUniform(float[] values, int from) {
    for (int i = from; i < values.length; i++) {
      values[i] = (twister.nextInt() & 0xFFFFFF) * 0x1p-24f;
    }
  }

  /** Turns the 16 uniforms from {@code from} into normals, in place. */
  private static void boxMuller(float[] x, int from) {
    for (int j = from; j < from + BLOCK / 2; j++) {
      BoxMuller.transform(x, j, j + BLOCK / 2);
    }
  }

  /** One normal in double. Box-Muller gives two: the cosine first, the sine with the next call. */
  private double nextNormal() {
    if (!Double.isNaN(keptNormal)) {
      double kept = keptNormal;
      keptNormal = Double.NaN;
      return kept;
    }
    double u1 = uniform53();
    double u2 = uniform53();
    double radius = Math.sqrt(-2 * StrictMath.log1p(-u2));
    double theta = 2 * Math.PI * u1;
    keptNormal = radius * StrictMath.sin(theta);
    return radius * StrictMath.cos(theta);
  }

  /** Uniform in [0, 1) with 53 bits, the low ones of 64. */
  private double uniform53() {
    return (random64() & ((1L << 53) - 1)) * 0x1p-53;
  }

  /** 64 bits from two draws, the high half first. */
  private long random64() {
    long high = twister.nextInt();
    return high << 32 | Integer.toUnsignedLong(twister.nextInt());
  }

  private static int checkCount(String method, int n) {
    if (n < 0) {
      throw new IllegalArgumentException(method + ": n is " + n + ", expected at least 0");
    }
    return n;
  }
}
