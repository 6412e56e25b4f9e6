package org.gradoracle.program;

import java.util.Random;

/**
 * The numbers of {@link Random}, for one thread: without its atomic updates and its lock, which
 * take longer than the numbers themselves.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // it is for one thread
public final class UnsharedRandom extends Random {

  private static final long serialVersionUID = 1L;

  private static final long MULTIPLIER = 0x5deece66dL;

  private static final long ADDEND = 0xb;

  /** Of two steps at once: the lowest 48 bits of MULTIPLIER * MULTIPLIER. */
  private static final long TWICE_MULTIPLIER = 0xbb20b4600a69L;

  private static final long TWICE_ADDEND = MULTIPLIER * ADDEND + ADDEND;

  private static final int BITS = 48;

  private long state;

  private double second;

  private boolean hasSecond;

  /** The same as {@link Random#Random(long)}. */
  public UnsharedRandom(long seed) {
    super(seed);
  }

  @Override
  public void setSeed(long seed) {
    state = seed ^ MULTIPLIER;
    hasSecond = false;
  }

  @Override
  protected int next(int bits) {
    state = state * MULTIPLIER + ADDEND;
    return (int) highest(bits, state);
  }

  /** As many as this has elements, as from {@link #nextDouble} one after the other. */
  public void nextDoubles(double[] into) {
    long odd = state * MULTIPLIER + ADDEND;
    for (int i = 0; i < into.length; i++) {
      long even = odd * MULTIPLIER + ADDEND;
      into[i] = ((highest(26, odd) << 27) + highest(27, even)) * 0x1p-53;
      state = even;
      odd = odd * TWICE_MULTIPLIER + TWICE_ADDEND; // waits for one product, not for two
    }
  }

  /** Of the lowest 48 bits of the state, which do not depend on the others. */
  private static long highest(int bits, long state) {
    return (state << (64 - BITS)) >>> (64 - bits);
  }

  /** By Marsaglia's polar method, two at a time. */
  @Override
  public double nextGaussian() {
    if (hasSecond) {
      hasSecond = false;
      return second;
    }
    double a;
    double b;
    double square;
    do {
      a = 2 * nextDouble() - 1;
      b = 2 * nextDouble() - 1;
      square = a * a + b * b;
    } while (square >= 1 || square == 0);
    double scale = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
    second = b * scale;
    hasSecond = true;
    return a * scale;
  }
}
