package org.gradoracle.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.gradoracle.formula.Sample.Mood;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
  @EnumSource(Mood.class)
  void theSameSeedDrawsTheSameValuesAndAnotherSeedOthers(Mood mood) {
    assertThat(values(1, mood)).isEqualTo(values(1, mood)).isNotEqualTo(values(2, mood));
  }

  @Test
  void withoutAMoodValuesArePlain() {
    assertThat(new Sample(1).values(20, 50).values()).isEqualTo(values(1, Mood.PLAIN));
  }

  @Test
  void plainTinyAndHugeValuesAreNormalAtTheirScale() {
    assertNormal(values(1, Mood.PLAIN), 1);
    assertNormal(values(1, Mood.TINY), 1e-4);
    assertNormal(values(1, Mood.HUGE), 1e4);
  }

  @Test
  void tiesAreWholeNumbersFromMinusTwoToTwo() {
    assertThat(Arrays.stream(values(1, Mood.TIES)).distinct())
        .containsExactlyInAnyOrder(-2.0, -1.0, 0.0, 1.0, 2.0);
  }

  @Test
  void equalRowsAreEqualAndNotConstant() {
    FloatTensor values = new Sample(1, Mood.EQUAL_ROWS).values(2, 3, 4);
    for (int i = 0; i < 24; i++) {
      assertThat(values.at(i)).isEqualTo(values.at(i % 4));
    }
    assertThat(Arrays.stream(values.values()).distinct()).hasSize(4);
    assertThat(new Sample(1, Mood.EQUAL_ROWS).values().shape()).isEqualTo(Shape.of());
  }

  @Test
  void scalarsOfEqualRowsAreDrawnOneAfterTheOther() {
    Sample equal = new Sample(1, Mood.EQUAL_ROWS);
    Sample plain = new Sample(1);
    for (int i = 0; i < 3; i++) {
      assertThat(equal.values().at(0)).isEqualTo(plain.values().at(0));
    }
  }

  @Test
  void extremeValuesGoFromMinusEightyToEighty() {
    assertUniform(values(1, Mood.EXTREME), -80, 80);
  }

  @Test
  void logitsAreInTheSamplesMoodExceptThatHugeOnesStayWithinThreeHundred() {
    Function<Mood, double[]> logits = mood -> new Sample(1, mood).logits(20, 50).values();
    assertUniform(logits.apply(Mood.HUGE), -300, 300);
    for (Mood mood : Mood.values()) {
      if (mood != Mood.HUGE) {
        assertThat(logits.apply(mood)).isEqualTo(values(1, mood));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mood.class)
  void weightsAndIndicesAreTheSameKindInEveryMood(Mood mood) {
    assertNormal(new Sample(1, mood).normal(0.1, 20, 50).values(), 0.1);
    assertUniform(new Sample(1, mood).uniform(0.7, 1.3, 20, 50).values(), 0.7, 1.3);
    assertThat(Arrays.stream(new Sample(1, mood).indices(3, 20, 50).values()).distinct())
        .containsExactlyInAnyOrder(0.0, 1.0, 2.0);
  }

  @Test
  void whatIsDrawnHasTheShapeThatWasAskedFor() {
    Sample sample = new Sample(1);
    assertThat(sample.values(2, 3).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(sample.normal(1, 2, 3, 4).shape()).isEqualTo(Shape.of(2, 3, 4));
    assertThat(sample.uniform(0, 1, 5).shape()).isEqualTo(Shape.of(5));
    assertThat(sample.indices(4, 6, 1).shape()).isEqualTo(Shape.of(6, 1));
  }

  private static double[] values(long seed, Mood mood) {
    return new Sample(seed, mood).values(20, 50).values();
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
