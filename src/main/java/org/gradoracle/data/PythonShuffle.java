package org.gradoracle.data;

import java.util.Collections;
import java.util.List;

/**
 * Python's {@code random.seed(seed); random.shuffle(list)}, as CPython 3 does it.
 *
 * <p>Sources: {@code seed}, {@code shuffle} and {@code _randbelow_with_getrandbits} in CPython's
 * {@code Lib/random.py} and {@code Modules/_randommodule.c}. The generator is MT19937, seeded with
 * {@code init_by_array} of the seed's 32-bit words.
 */
final class PythonShuffle {

  private final MersenneTwister twister;

  /**
   * Seeds the generator.
   *
   * @param seed Python's seed; of a negative one, Python takes the magnitude
   */
  public PythonShuffle(int seed) {
    twister = MersenneTwister.ofArray(Math.abs(seed));
  }

  /**
   * Shuffles in place. A second call goes on with the generator where the first one left it.
   *
   * @param list the list; its elements are swapped, so it should be fast at any index
   */
  public void shuffle(List<?> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, below(i + 1));
    }
  }

  /**
   * Uniform in [0, n): the top bits of a 32-bit draw, drawn again while the number is too large.
   */
  private int below(int n) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(n);
    int drawn;
    do {
      drawn = twister.nextInt() >>> (Integer.SIZE - bits);
    } while (drawn >= n);
    return drawn;
  }
}
