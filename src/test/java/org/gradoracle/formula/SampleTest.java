package org.gradoracle.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.formula.Sample.Size;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SampleTest {

  @Test
  void sizesAreAllThoseFromTheLeastToTheMost() {
    Sample sample = new Sample(1);
    assertThat(IntStream.range(0, 200).map(i -> sample.size(3, 6)).distinct())
        .containsExactlyInAnyOrder(3, 4, 5, 6);
    assertThat(new Sample(1).size(7, 7)).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource(InputKind.class)
  void theSameSeedDrawsTheSameValuesAndAnotherSeedOthers(InputKind kind) {
    assertThat(values(1, kind)).isEqualTo(values(1, kind)).isNotEqualTo(values(2, kind));
  }

  /** A case of a sweep is named by its seed and kind, and must be the same one ever after. */
  @ParameterizedTest
  @CsvSource({
    "PLAIN, 830143430",
    "TIES, -1510791766",
    "EQUAL_ROWS, 276943239",
    "EXTREME, 1838130962",
    "TINY, -757521223",
    "HUGE, 788787392",
  })
  void aSeedAndAKindDrawWhatTheyAlwaysDid(InputKind kind, int expected) {
    Sample sample = new Sample(2076742526, kind);
    List<Double> drawn = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      drawn.add((double) sample.size(1, 9));
      for (FloatTensor values :
          List.of(
              sample.values(3, 4),
              sample.logits(2, 5),
              sample.normal(0.3, 3),
              sample.uniform(0.7, 1.3, 3),
              sample.indices(7, 4))) {
        Arrays.stream(values.values()).forEach(drawn::add);
      }
    }
    assertThat(drawn.hashCode()).isEqualTo(expected);
  }

  @Test
  void withoutAKindValuesArePlain() {
    assertThat(new Sample(1).values(20, 50).values()).isEqualTo(values(1, InputKind.PLAIN));
  }

  @Test
  void plainTinyAndHugeValuesAreNormalAtTheirScale() {
    assertNormal(values(1, InputKind.PLAIN), 1);
    assertNormal(values(1, InputKind.TINY), 1e-4);
    assertNormal(values(1, InputKind.HUGE), 1e4);
  }

  @Test
  void tiesAreWholeNumbersFromMinusTwoToTwoOrHalvesWithoutZero() {
    assertThat(Arrays.stream(values(2, InputKind.TIES)).distinct())
        .containsExactlyInAnyOrder(-2.0, -1.0, 0.0, 1.0, 2.0);
    assertThat(Arrays.stream(new Sample(1, InputKind.TIES).values(50).values()).distinct())
        .containsExactlyInAnyOrder(-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0);
  }

  @Test
  void equalRowsAreEqualAndNotConstant() {
    FloatTensor values = new Sample(1, InputKind.EQUAL_ROWS).values(6, 4);
    for (int i = 0; i < 24; i++) {
      assertThat(values.at(i)).isEqualTo(values.at(i % 4));
    }
    assertThat(Arrays.stream(values.values()).distinct()).hasSize(4);
    assertThat(Arrays.stream(new Sample(1, InputKind.EQUAL_ROWS).values(9).values()).distinct())
        .hasSize(1);
    assertThat(new Sample(1, InputKind.EQUAL_ROWS).values().shape()).isEqualTo(Shape.of());
  }

  /** So that the variance of an image, or of a channel, is zero. */
  @Test
  void ofEqualRowsInSeveralAxesOneImageAndOneChannelAreConstant() {
    for (int[] shape : new int[][] {{3, 4, 2, 5}, {2, 2, 5}}) {
      FloatTensor values = new Sample(1, InputKind.EQUAL_ROWS).values(shape);
      int each = values.size() / shape[0] / shape[1];
      assertThat(
              IntStream.range(0, shape[0])
                  .filter(n -> isConstant(values, i -> i / each / shape[1] == n)))
          .hasSize(1);
      assertThat(
              IntStream.range(0, shape[1])
                  .filter(c -> isConstant(values, i -> i / each % shape[1] == c)))
          .hasSize(1);
    }
    assertThat(
            Arrays.stream(new Sample(1, InputKind.EQUAL_ROWS).values(1, 1, 3, 5).values())
                .distinct())
        .hasSize(5);
  }

  private static boolean isConstant(FloatTensor values, IntPredicate where) {
    return IntStream.range(0, values.size())
            .filter(where)
            .mapToDouble(values::at)
            .distinct()
            .count()
        == 1;
  }

  @Test
  void scalarsOfEqualRowsAreDrawnOneAfterTheOther() {
    Sample equal = new Sample(1, InputKind.EQUAL_ROWS);
    Sample plain = new Sample(1);
    for (int i = 0; i < 3; i++) {
      assertThat(equal.values().at(0)).isEqualTo(plain.values().at(0));
    }
  }

  @Test
  void extremeValuesGoFromMinusEightyToEighty() {
    assertUniform(values(1, InputKind.EXTREME), -80, 80);
  }

  @Test
  void logitsAreInTheSamplesKindExceptThatLargeOnesStayWithinThreeHundred() {
    Function<InputKind, double[]> logits = kind -> new Sample(1, kind).logits(20, 50).values();
    assertUniform(logits.apply(InputKind.HUGE), -300, 300);
    for (InputKind kind : InputKind.values()) {
      if (kind == InputKind.SPREAD) {
        assertThat(Arrays.stream(logits.apply(kind)).map(Math::abs).max().orElseThrow())
            .isBetween(250.0, 300.0);
      } else if (kind != InputKind.HUGE && kind != InputKind.OFFSET) {
        assertThat(logits.apply(kind)).isEqualTo(values(1, kind));
      }
    }
  }

  @Test
  void wideValuesAreSpreadEvenlyFromMinusTwentyToTwentyHoweverFewThereAre() {
    assertUniform(values(1, InputKind.WIDE), -20, 20);
    double[] four = sorted(new Sample(3, InputKind.WIDE).values(2, 2).values());
    for (int i = 0; i < 4; i++) {
      assertThat(four[i]).isBetween(-20.0 + 10 * i, -10.0 + 10 * i);
    }
  }

  @Test
  void spreadValuesAreOfBothSignsInEveryDecadeFromAMillionthToAThousand() {
    double[] values = new Sample(3, InputKind.SPREAD).values(2, 9).values();
    for (int sign : new int[] {-1, 1}) {
      double[] magnitudes =
          sorted(Arrays.stream(values).filter(x -> x * sign > 0).map(Math::abs).toArray());
      assertThat(magnitudes).hasSize(9);
      for (int i = 0; i < 9; i++) {
        assertThat(magnitudes[i]).isBetween(Math.pow(10, i - 6.001), Math.pow(10, i - 4.999));
      }
    }
  }

  @Test
  void wholeValuesAreWholeAndWeightsAndGainsAreFractionsOfFewDigits() {
    assertThat(Arrays.stream(values(1, InputKind.WHOLE)).distinct())
        .hasSize(21)
        .allMatch(x -> x == Math.rint(x) && Math.abs(x) <= 10);
    Sample sample = new Sample(1, InputKind.WHOLE);
    for (FloatTensor drawn :
        List.of(sample.normal(0.1, 20, 50), sample.uniform(0.7, 1.3, 20, 50))) {
      assertThat(Arrays.stream(drawn.values()).map(x -> x * 1024)).allMatch(x -> x == Math.rint(x));
    }
    assertThat(sample.uniform(0.3f, 0.3f, 2).values()).containsExactly(0.3f, 0.3f);
    assertThat(Arrays.stream(sample.normal(0, 2).values())).allMatch(x -> x == 0);
  }

  /** So that what is computed with weights has ties and zeros: kinks are met there, too. */
  @Test
  void weightsOfASampleWithTiesAreFewValuesAndZeroIsOneOfThem() {
    double[] weights = new Sample(1, InputKind.TIES).normal(0.1, 20, 50).values();
    assertThat(Arrays.stream(weights).map(x -> x * 32)).allMatch(x -> x == Math.rint(x));
    assertThat(Arrays.stream(weights).filter(x -> x == 0).count()).isBetween(80L, 160L);
  }

  /** So that sums over the rows are equal, too: experts that are equally likely. */
  @Test
  void aboutHalfTheColumnsOfASampleWithTiesAreLikeTheOneBefore() {
    for (FloatTensor drawn :
        List.of(
            new Sample(1, InputKind.TIES).values(20, 50),
            new Sample(1, InputKind.TIES).normal(1, 20, 50))) {
      long equal =
          IntStream.range(1, 50)
              .filter(
                  j ->
                      IntStream.range(0, 20)
                          .allMatch(i -> drawn.at(50 * i + j) == drawn.at(50 * i + j - 1)))
              .count();
      assertThat(equal).isBetween(15L, 35L);
    }
  }

  /** So that a maximum is all of a row, and a variance is zero. */
  @Test
  void allElementsOfOneRowOfASampleWithTiesAreEqual() {
    for (long seed = 1; seed <= 20; seed++) {
      FloatTensor drawn = new Sample(seed, InputKind.TIES).values(3, 4, 30);
      long constant =
          IntStream.range(0, 12)
              .filter(
                  row ->
                      IntStream.range(0, 30)
                          .allMatch(i -> drawn.at(30 * row + i) == drawn.at(30 * row)))
              .count();
      assertThat(constant).isEqualTo(1);
    }
    assertThat(new Sample(1, InputKind.TIES).values(30).values()).contains(-2, 2);
    assertThat(new Sample(1, InputKind.TIES).values().shape().rank()).isZero();
  }

  /** So that a mask that is drawn may leave nothing of a row, or all. */
  @Test
  void uniformValuesOfASampleWithTiesAreFewAndOneRowIsTheLeastOrTheGreatest() {
    for (long seed = 1; seed <= 20; seed++) {
      FloatTensor drawn = new Sample(seed, InputKind.TIES).uniform(1, 5, 3, 30);
      float all = seed % 2 == 0 ? 1.5f : 4.5f;
      assertThat(Arrays.stream(drawn.values()).distinct())
          .containsExactlyInAnyOrder(1.5, 2.5, 3.5, 4.5);
      assertThat(
              IntStream.range(0, 3)
                  .filter(
                      row -> IntStream.range(0, 30).allMatch(i -> drawn.at(30 * row + i) == all))
                  .count())
          .isEqualTo(1);
    }
  }

  @Test
  void uniformValuesOfASampleWithTiesHaveALoneZeroIfTheirRangeHasOneInIt() {
    for (long seed = 1; seed <= 20; seed++) {
      FloatTensor around = new Sample(seed, InputKind.TIES).uniform(-1, 1, 3, 10);
      assertThat(Arrays.stream(around.values()).filter(x -> x == 0)).hasSize(1);
      FloatTensor often = new Sample(seed, InputKind.TIES).uniform(-0.5, 3.5, 3, 10);
      assertThat(Arrays.stream(often.values()))
          .allMatch(x -> x >= 0 && x <= 3 && x == Math.rint(x));
      assertThat(
              IntStream.range(0, 3)
                  .filter(
                      row ->
                          IntStream.range(0, 10).filter(i -> often.at(10 * row + i) == 0).count()
                              == 1)
                  .count())
          .isPositive();
      for (double least : new double[] {0, -1}) {
        assertThat(new Sample(seed, InputKind.TIES).uniform(least, least + 1, 30).values())
            .doesNotContain(0);
      }
    }
  }

  @Test
  void ofSeveralValuesOfEveryOtherSampleWithTiesOneIsZero() {
    for (long seed = 2; seed <= 50; seed += 2) {
      assertThat(new Sample(seed, InputKind.TIES).values(2).values()).contains(0);
      assertThat(new Sample(seed, InputKind.TIES).values(2, 1).values()).contains(0);
      assertThat(new Sample(seed, InputKind.TIES).values(1, 3).values()).contains(0);
      assertThat(Arrays.stream(new Sample(seed, InputKind.TIES).values(1, 30).values()))
          .anyMatch(x -> x != 0);
    }
  }

  @Test
  void offsetValuesAreNormalAroundANumberThatIsFarFromZero() {
    double[] values = values(1, InputKind.OFFSET);
    double mean = Math.signum(values[0]) * 1000;
    assertNormal(Arrays.stream(values).map(x -> x - mean).toArray(), 1);
    double[] logits = new Sample(2, InputKind.OFFSET).logits(20, 50).values();
    assertNormal(Arrays.stream(logits).map(x -> x - Math.signum(x) * 290).toArray(), 1);
  }

  /** A case of a sweep is replayed by its kind and seed, with a later version, too. */
  @Test
  void theSameValuesAreDrawnForEver() {
    assertThat(new Sample(1, InputKind.SPREAD).values(4).values())
        .containsExactly(
            1.455657525184506E-6, 29.167726516723633, -0.001578804338350892, -0.1539263278245926);
    assertThat(new Sample(1, InputKind.WIDE).values(4).values())
        .containsExactly(
            -7.9228515625, 13.327170372009277, -10.322441101074219, 0.061171822249889374);
    Sample whole = new Sample(1, InputKind.WHOLE);
    assertThat(whole.uniform(0.5, 2, 4).values()).containsExactly(1.6015625, 1.1171875, 0.8125, 1);
    assertThat(whole.normal(0.1, 4).values())
        .containsExactly(-0.1123046875, -0.166015625, -0.1884765625, 0.005859375);
  }

  @Test
  void theSizesThatWereDrawnAreKept() {
    Sample sample = new Sample(1);
    int first = sample.size(2, 9);
    sample.values(3);
    int second = sample.size(0, 1);
    assertThat(sample.sizes()).containsExactly(new Size(2, 9, first), new Size(0, 1, second));
  }

  @ParameterizedTest
  @EnumSource(InputKind.class)
  void weightsAndIndicesAreTheSameKindInEveryKind(InputKind kind) {
    assertNormal(new Sample(1, kind).normal(0.1, 20, 50).values(), 0.1);
    if (kind != InputKind.TIES) {
      assertUniform(new Sample(1, kind).uniform(0.7, 1.3, 20, 50).values(), 0.7, 1.3);
    }
    assertThat(Arrays.stream(new Sample(1, kind).indices(3, 20, 50).values()).distinct())
        .isSubsetOf(0.0, 1.0, 2.0)
        .hasSize(kind == InputKind.TIES ? 2 : 3);
    assertThat(new Sample(1, kind).indices(1, 5).values()).containsOnly(0);
  }

  @Test
  void whatIsDrawnHasTheShapeThatWasAskedFor() {
    Sample sample = new Sample(1);
    assertThat(sample.values(2, 3).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(sample.normal(1, 2, 3, 4).shape()).isEqualTo(Shape.of(2, 3, 4));
    assertThat(sample.uniform(0, 1, 5).shape()).isEqualTo(Shape.of(5));
    assertThat(sample.indices(4, 6, 1).shape()).isEqualTo(Shape.of(6, 1));
  }

  @Test
  void boundsOfASizeThatAreExchangedAreRefused() {
    assertThatThrownBy(() -> new Sample(1).size(8, 1))
        .hasMessage("size(8, 1): expected the greater one second");
    assertThat(new Sample(1).size(3, 3)).isEqualTo(3);
  }

  private static double[] sorted(double[] values) {
    Arrays.sort(values);
    return values;
  }

  private static double[] values(long seed, InputKind kind) {
    return new Sample(seed, kind).values(20, 50).values();
  }

  private static void assertNormal(double[] values, double deviation) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(x -> x * x).average().orElseThrow();
    assertThat(mean / deviation).isCloseTo(0, within(0.1));
    assertThat(Math.sqrt(variance) / deviation).isCloseTo(1, within(0.1));
  }

  private static void assertUniform(double[] values, double least, double most) {
    double margin = 0.01 * (most - least);
    assertThat(Arrays.stream(values).min().orElseThrow()).isBetween(least, least + margin);
    assertThat(Arrays.stream(values).max().orElseThrow()).isBetween(most - margin, most);
    assertThat(Arrays.stream(values).average().orElseThrow())
        .isCloseTo((least + most) / 2, within(5 * margin));
  }
}
