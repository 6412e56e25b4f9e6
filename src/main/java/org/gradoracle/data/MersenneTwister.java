package org.gradoracle.data;

/**
 * MT19937, the generator behind both Python's {@code random} and PyTorch on the CPU, with the two
 * seedings they use.
 *
 * <p>Source: Makoto Matsumoto and Takuji Nishimura, {@code mt19937ar.c} (2002); the methods below
 * are its {@code init_genrand}, {@code init_by_array} and {@code genrand_int32}. It is written out
 * here because the one of Commons Math 3.6.1 extends the sign of its seed, and so gives other
 * numbers than PyTorch for every seed from 2^31 on; the tests compare the two where that is right.
 */
final class MersenneTwister {

  private static final int N = 624;
  private static final int M = 397;
  private static final int UPPER_BIT = 0x80000000;

  private final int[] state = new int[N];
  private int next = N;

  private MersenneTwister(int seed) {
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * mixed(i) + i;
    }
  }

  /** {@code init_genrand}: seeded with one word, unsigned. */
  static MersenneTwister ofSeed(int seed) {
    return new MersenneTwister(seed);
  }

  /** {@code init_by_array}: seeded with one word or more. */
  static MersenneTwister ofArray(int... key) {
    MersenneTwister twister = new MersenneTwister(19650218);
    int[] state = twister.state;
    int i = 1;
    int j = 0;
    for (int k = Math.max(N, key.length); k > 0; k--) {
      state[i] = (state[i] ^ twister.mixed(i) * 1664525) + key[j] + j;
      i = twister.after(i);
      j = (j + 1) % key.length;
    }
    for (int k = N - 1; k > 0; k--) {
      state[i] = (state[i] ^ twister.mixed(i) * 1566083941) - i;
      i = twister.after(i);
    }
    state[0] = UPPER_BIT;
    return twister;
  }

  /** The word before {@code i}, its upper two bits xored into its lowest. */
  private int mixed(int i) {
    return state[i - 1] ^ state[i - 1] >>> 30;
  }

  /** The next index when seeding, which goes round without touching the first word. */
  private int after(int i) {
    if (i + 1 < N) {
      return i + 1;
    }
    state[0] = state[N - 1];
    return 1;
  }

  /** The next 32 random bits. */
  int nextInt() {
    if (next == N) {
      twist();
      next = 0;
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= y << 7 & 0x9d2c5680;
    y ^= y << 15 & 0xefc60000;
    return y ^ y >>> 18;
  }

  private void twist() {
    for (int i = 0; i < N; i++) {
      int y = (state[i] & UPPER_BIT) | (state[(i + 1) % N] & ~UPPER_BIT);
      state[i] = state[(i + M) % N] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
    }
  }
}
