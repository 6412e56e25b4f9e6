package org.gradoracle.formula;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.gradoracle.formula.Sample.InputKind;

/**
 * The samples of a check: endless rounds of the same kinds, whose sizes are chosen systematically.
 *
 * <p>In each round the plain samples take of every size its least, its greatest, an odd and an even
 * one between, and others at random; which of them takes which is drawn for every size alone. The
 * awkward ones of the first round, and of every second one after it, take sizes in the greater half
 * of their range, so that there are enough values to meet what they look for.
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

  /** From this many sizes on, the greater half of the range is taken; of fewer, any. */
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
    return new Sample(
        mixed(number),
        kind,
        (position, least, most, random) ->
            kind == InputKind.PLAIN
                ? covering(role(round, position, plain), least, most, random)
                : awkward(round % 2 == 0, least, most, random),
        true);
  }

  /** Which of a size's roles the plain sample of this index has. */
  private int role(int round, int position, int plain) {
    List<Integer> roles = new ArrayList<>(IntStream.range(0, PLAIN).boxed().toList());
    Collections.shuffle(roles, new Random(mixed(-1L - position - ((long) round << 32))));
    return roles.get(plain);
  }

  private static int covering(int role, int least, int most, Random random) {
    return switch (role) {
      case 0 -> least;
      case 1 -> most;
      case 2, 3 -> between(role % 2, least, most, random);
      default -> any(least, most, random);
    };
  }

  /** One between the ends, of this remainder by two, if there is one; else any. */
  private static int between(int remainder, int least, int most, Random random) {
    int first = Math.floorMod(least + 1, 2) == remainder ? least + 1 : least + 2;
    return first >= most
        ? any(least, most, random)
        : first + 2 * random.nextInt((most - 1 - first) / 2 + 1);
  }

  private static int awkward(boolean great, int least, int most, Random random) {
    int sizes = most - least + 1;
    return any(great && sizes >= RANGE ? least + sizes / 2 : least, most, random);
  }

  private static int any(int least, int most, Random random) {
    return least + random.nextInt(most - least + 1);
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
