package org.gradoracle.formula;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.formula.Sample.Size;
import org.gradoracle.formula.layer.Embedding;
import org.gradoracle.tensor.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The samples of a check, as the formulas of the catalogue draw them. */
class SamplesTest {

  static List<Formula> formulas() {
    return Formulas.find(SamplesTest.class.getClassLoader()).list();
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void everyDrawnSizeIsItsLeastAndItsGreatestAndOddAndEvenBetweenAndOfFewNoneIsLeftOut(
      Formula formula) {
    for (long seed = 1; seed <= 3; seed++) {
      List<List<Size>> drawn = new ArrayList<>();
      for (int number = 1; number <= Samples.round(); number++) {
        Sample sample = new Samples(seed, formula.name()).sample(number);
        formula.program(sample);
        drawn.add(sample.sizes());
      }
      assertThat(drawn.get(0)).isNotEmpty();
      for (int i = 0; i < drawn.get(0).size(); i++) {
        int position = i;
        assertCovered(
            drawn.stream().map(sizes -> sizes.get(position)).toList(),
            formula.name() + ", seed " + seed + ", size " + position);
      }
    }
  }

  private static void assertCovered(List<Size> drawn, String where) {
    int least = drawn.get(0).least();
    int most = drawn.get(0).most();
    Set<Integer> met = new HashSet<>();
    Set<Integer> between = new HashSet<>();
    for (Size size : drawn) {
      assertThat(size.least()).isEqualTo(least);
      assertThat(size.most()).isEqualTo(most);
      assertThat(size.drawn()).as(where).isBetween(least, most);
      met.add(size.drawn());
      if (size.drawn() > least && size.drawn() < most) {
        between.add(size.drawn() % 2);
      }
    }
    Set<Integer> expected = new HashSet<>();
    IntStream.range(least + 1, most).forEach(size -> expected.add(size % 2));
    SoftAssertions.assertSoftly(
        softly -> {
          softly.assertThat(met).as(where).contains(least, most);
          if (most - least < 11) {
            softly.assertThat(met).as(where).hasSize(most - least + 1);
          }
          softly.assertThat(between).as(where).isEqualTo(expected);
        });
  }

  @Test
  void anEmbeddingHasSeveralNumbersOfRows() {
    Formula embedding = new Embedding();
    Set<Integer> rows = new HashSet<>();
    for (int number = 1; number <= Samples.round(); number++) {
      Sample sample = new Samples(1, embedding.name()).sample(number);
      rows.add(embedding.program(sample).inputs().get(0).value().shape().dim(0));
    }
    assertThat(rows).contains(1, 8).hasSizeGreaterThan(4);
  }

  /** They are there to have many values. */
  @ParameterizedTest
  @EnumSource(value = InputKind.class, names = "PLAIN", mode = EnumSource.Mode.EXCLUDE)
  void awkwardSamplesTakeTheGreaterHalfOfASize(InputKind kind) {
    for (int number : numbers(kind)) {
      for (long seed = 1; seed <= 20; seed++) {
        Sample sample = new Samples(seed, "any").sample(number);
        assertThat(sample.size(1, 12)).isBetween(7, 12);
        assertThat(sample.size(1, 4)).isBetween(3, 4);
      }
    }
  }

  /** A rule may go wrong only where it cannot tell one dimension from another. */
  @ParameterizedTest
  @CsvSource({"1, 5, 2, 6", "2, 9, 1, 12", "1, 12, 1, 12", "4, 8, 4, 8", "1, 2, 2, 3"})
  void inEverySecondRoundSizesOfAlikeRangesAreMetEqualAndGreaterThanOne(
      int firstLeast, int firstMost, int secondLeast, int secondMost) {
    for (long seed = 1; seed <= 20; seed++) {
      for (int round = 0; round < 4; round += 2) {
        boolean met = false;
        for (int i = 1; i <= Samples.round(); i++) {
          Sample sample = new Samples(seed, "any").sample(round * Samples.round() + i);
          int first = sample.size(firstLeast, firstMost);
          met |= first > 1 && first == sample.size(secondLeast, secondMost);
        }
        assertThat(met).as("seed %d, round %d", seed, round).isTrue();
      }
    }
  }

  @Test
  void aSmallRangeIsDrawnWholeInAwkwardSamplesToo() {
    Set<Integer> drawn = new HashSet<>();
    for (long seed = 1; seed <= 20; seed++) {
      drawn.add(new Samples(seed, "any").sample(numbers(InputKind.TIES).get(0)).size(0, 1));
    }
    assertThat(drawn).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void inTheSecondRoundAwkwardSamplesTakeAnySize() {
    Set<Integer> drawn = new HashSet<>();
    for (long seed = 1; seed <= 40; seed++) {
      int second = Samples.round() + numbers(InputKind.HUGE).get(0);
      assertThat(Samples.kind(second)).isEqualTo(InputKind.HUGE);
      drawn.add(new Samples(seed, "any").sample(second).size(1, 6));
    }
    assertThat(drawn).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
  }

  @Test
  void manySizesAreMetInEqualPartsOfTheirRange() {
    Set<Integer> met = new HashSet<>();
    for (int number = 1; number <= Samples.round(); number++) {
      int drawn = new Samples(1, "any").sample(number).size(0, Integer.MAX_VALUE);
      met.add(Math.toIntExact(drawn / (1L << 28)));
    }
    assertThat(met).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @ParameterizedTest
  @EnumSource(
      value = InputKind.class,
      names = {"EXTREME", "TINY", "HUGE", "WIDE", "SPREAD"})
  void severalAwkwardValuesAreOfBothSigns(InputKind kind) {
    for (int number : numbers(kind)) {
      for (long seed = 1; seed <= 50; seed++) {
        Sample sample = new Samples(seed, "any").sample(number);
        assertBothSigns(sample.values(2).values());
        assertBothSigns(sample.logits(3).values());
        assertThat(sample.values(1).values()).hasSize(1);
      }
    }
  }

  /** A maximum that is sought from zero on is not found there, and all exponentials are zero. */
  @Test
  void oneOfSeveralRowsOfHugeValuesIsFarBelowZeroAndTheOthersAreAsTheyCome() {
    Set<Integer> below = new HashSet<>();
    int others = 0;
    for (int number : numbers(InputKind.HUGE)) {
      for (long seed = 1; seed <= 50; seed++) {
        Sample sample = new Samples(seed, "any").sample(number);
        List<Integer> rows = rows(sample.values(3, 5), -1e5, -1000);
        assertThat(rows).isNotEmpty();
        others += rows.size() - 1;
        below.addAll(rows);
        assertThat(rows(sample.values(2, 2, 1), -1e5, -1000)).isNotEmpty();
        assertThat(rows(sample.logits(3, 5), -300, 0)).isNotEmpty();
        assertBothSigns(sample.values(1, 2).values());
      }
    }
    assertThat(below).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(others).isLessThan(20);
  }

  /** The rows of a tensor whose elements all are from {@code least} to {@code most}, not alike. */
  private static List<Integer> rows(FloatTensor values, double least, double most) {
    int length = values.shape().dim(-1);
    return IntStream.range(0, values.size() / length)
        .filter(
            row -> {
              double[] all =
                  IntStream.range(row * length, (row + 1) * length)
                      .mapToDouble(values::at)
                      .toArray();
              return Arrays.stream(all).allMatch(value -> value >= least && value <= most)
                  && Arrays.stream(all).distinct().count() == length;
            })
        .boxed()
        .toList();
  }

  private static void assertBothSigns(double[] values) {
    assertThat(Arrays.stream(values).map(Math::signum)).contains(-1.0, 1.0);
  }

  @Test
  void everyKindIsMetAndAwkwardOnesMoreThanOnce() {
    for (InputKind kind : InputKind.values()) {
      assertThat(numbers(kind)).as(kind.name()).isNotEmpty();
    }
    for (InputKind kind :
        EnumSet.of(
            InputKind.TIES, InputKind.EXTREME, InputKind.HUGE, InputKind.WIDE, InputKind.SPREAD)) {
      assertThat(numbers(kind)).as(kind.name()).hasSizeGreaterThan(1);
    }
  }

  /** Random generators of successive seeds begin alike. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 16})
  void theFirstDrawsOfSuccessiveSamplesAreNotAlike(int values) {
    int[] met = new int[values];
    for (int number = 1; number <= 400 * values; number++) {
      if (Samples.kind(number) != InputKind.TIES) { // of which there are few values
        double first = new Samples(1, "any").sample(number).uniform(0, 1, 1).at(0);
        met[Math.min(values - 1, (int) (first * values))]++;
      }
    }
    assertThat(Arrays.stream(met)).allMatch(count -> count > 280 && count < 520);
  }

  @Test
  void anotherFormulaAndAnotherSeedDrawOthersAndTheSameTheSame() {
    double[] drawn = draw(1, "one", 1);
    assertThat(draw(1, "one", 1)).isEqualTo(drawn);
    assertThat(draw(1, "other", 1)).isNotEqualTo(drawn);
    assertThat(draw(2, "one", 1)).isNotEqualTo(drawn);
    assertThat(draw(1, "one", 10)).isNotEqualTo(drawn);
  }

  /** A failure is replayed by its seed and its sample's number, with a later version, too. */
  @ParameterizedTest
  @CsvSource({
    "1, 12, 4, 3, 1.0061966180801392",
    "2, 10, 5, 3, -1.0",
    "10, 2, 2, 2, 0.30140936374664307",
    "15, 7, 8, 2, -1.5",
    "20, 8, 5, 2, -999.9132080078125",
    "21, 4, 1, 3, -0.6014742851257324",
    "30, 3, 3, 2, 0.7725118398666382",
  })
  void theSameSampleIsDrawnForEver(int number, int first, int second, int third, double value) {
    Sample sample = new Samples(1, "softmax").sample(number);
    assertThat(sample.size(1, 12)).isEqualTo(first);
    assertThat(sample.size(0, 9)).isEqualTo(second);
    assertThat(sample.size(2, 3)).isEqualTo(third);
    assertThat(sample.values(3).at(0)).isEqualTo(value);
  }

  private static double[] draw(long seed, String formula, int number) {
    return new Samples(seed, formula).sample(number).normal(1, 5).values();
  }

  private static List<Integer> numbers(InputKind kind) {
    return IntStream.rangeClosed(1, Samples.round())
        .filter(number -> Samples.kind(number) == kind)
        .boxed()
        .toList();
  }
}
