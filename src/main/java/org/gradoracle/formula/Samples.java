package org.gradoracle.formula;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.gradoracle.formula.Sample.InputKind;

/**
 * The samples of a check: endless rounds of the same kinds, whose sizes are chosen systematically.
 *
 * <p>In the first round, and in every second one after it, the plain samples take of every size its
 * least, its greatest, and others of the lesser half of its range; the awkward ones go through the
 * greater half, so that there are enough values to meet what they look for. Such a round meets each
 * of up to eleven sizes. In the other rounds both take sizes of the whole range. Which sample takes
 * which is drawn for every size alone; only one plain sample takes of each the least above 1, so
 * that sizes of alike ranges are met equal.
 *
 * @param seed of all of them
 * @param formula the formula's name: each formula has draws of its own
 */
public record Samples(long seed, String formula) {

  /** The kinds of one round. */
  private static final List<InputKind> ROUND =
      List.of(
          InputKind.PLAIN,
          InputKind.TIES,
          InputKind.EQUAL_ROWS,
          InputKind.EXTREME,
          InputKind.TINY,
          InputKind.HUGE,
          InputKind.WIDE,
          InputKind.SPREAD,
          InputKind.WHOLE,
          InputKind.PLAIN,
          InputKind.PLAIN,
          InputKind.PLAIN,
          InputKind.PLAIN,
          InputKind.PLAIN,
          InputKind.TIES,
          InputKind.EXTREME,
          InputKind.HUGE,
          InputKind.WIDE,
          InputKind.SPREAD,
          InputKind.OFFSET);

  private static final int PLAIN = Collections.frequency(ROUND, InputKind.PLAIN);

  /** Which of the plain samples has equal sizes. */
  private static final int EQUAL = 1;

  /** Of fewer sizes, awkward samples take any. */
  private static final int RANGE = 4;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** How many samples cover all sizes and kinds. */
  public static int round() {
    return ROUND.size();
  }

  /**
   * What the values of one sample are like.
   *
   * @param number of the sample, from 1
   */
  public static InputKind kind(int number) {
    return ROUND.get((number - 1) % ROUND.size());
  }

  /**
   * One sample; the same seed, formula and number draw the same.
   *
   * @param number of the sample, from 1
   */
  public Sample sample(int number) {
    int round = (number - 1) / ROUND.size();
    int index = (number - 1) % ROUND.size();
    InputKind kind = kind(number);
    int plain = Collections.frequency(ROUND.subList(0, index), InputKind.PLAIN);
    boolean whole = round % 2 == 1;
    return new Sample(
        mixed(number),
        kind,
        (position, least, most, random) -> {
          Random order = new Random(mixed(-1L - position - ((long) round << 32)));
          return kind == InputKind.PLAIN
              ? plain(whole, least, most, order).get(plain)
              : awkward(whole, least, most, order).get(index - plain);
        },
        true,
        Collections.frequency(ROUND.subList(0, index), kind) % 2 == 1);
  }

  /** What the plain samples of a round take, one after the other. */
  private static List<Integer> plain(boolean whole, int least, int most, Random order) {
    int end = whole ? most : greaterHalf(least, most);
    boolean none = end - least < 2;
    List<Integer> sizes = spread(PLAIN - 2, none ? least : least + 1, none ? most : end - 1, order);
    sizes.add(least);
    sizes.add(most);
    Collections.shuffle(sizes, order);
    sizes.stream()
        .filter(size -> size > 1)
        .min(Integer::compare)
        .ifPresent(small -> Collections.swap(sizes, sizes.indexOf(small), EQUAL));
    return sizes;
  }

  /** What the other samples of a round take, one after the other. */
  private static List<Integer> awkward(boolean whole, int least, int most, Random order) {
    boolean any = whole || most - least + 1 < RANGE;
    int first = any ? least : greaterHalf(least, most);
    return spread(ROUND.size() - PLAIN, first, most, order);
  }

  private static int greaterHalf(int least, int most) {
    return least + (int) ((1L + most - least) / 2);
  }

  /** So many sizes: each of a range or, if there are more, one of each of equal parts of it. */
  private static List<Integer> spread(int count, int least, int most, Random order) {
    long all = (long) most - least + 1;
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long first = all > count ? i * all / count : i % all;
      long next = all > count ? (i + 1) * all / count : first + 1;
      sizes.add(least + (int) first + order.nextInt((int) (next - first)));
    }
    Collections.shuffle(sizes, order);
    return sizes;
  }

  /** A hash of seed, formula and number: generators of successive seeds begin alike. */
  private long mixed(long number) {
    long hash = mix(seed + GOLDEN);
    for (int i = 0; i < formula.length(); i++) {
      hash = mix(hash + formula.charAt(i) + GOLDEN);
    }
    return mix(hash + number * GOLDEN);
  }

  /** SplittableRandom's mixing of bits: Stafford's variant 13. */
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
