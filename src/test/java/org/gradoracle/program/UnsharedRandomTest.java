package org.gradoracle.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class UnsharedRandomTest {

  @Test
  void itsNumbersAreThoseOfTheJdk() {
    for (long seed : new long[] {0, 1, -1, 20_220_912, Long.MIN_VALUE}) {
      Random jdk = new Random(seed);
      Random ours = new UnsharedRandom(seed);
      for (int i = 0; i < 1000; i++) {
        assertThat(ours.nextGaussian()).isEqualTo(jdk.nextGaussian());
        assertThat(ours.nextDouble()).isEqualTo(jdk.nextDouble());
        assertThat(ours.nextInt(7)).isEqualTo(jdk.nextInt(7));
        assertThat(ours.nextBoolean()).isEqualTo(jdk.nextBoolean());
        assertThat(ours.nextLong()).isEqualTo(jdk.nextLong());
      }
    }
  }

  @Test
  void manyAtOnceAreThoseOneAfterTheOther() {
    Random jdk = new Random(5);
    UnsharedRandom ours = new UnsharedRandom(5);
    for (int length : new int[] {0, 1, 2, 1000}) {
      double[] drawn = new double[length];
      ours.nextDoubles(drawn);
      assertThat(drawn).containsExactly(jdk.doubles(length).toArray());
      assertThat(ours.nextInt()).isEqualTo(jdk.nextInt());
    }
  }

  @Test
  void aSeedThatIsSetBeginsAnew() {
    Random ours = new UnsharedRandom(5);
    double first = ours.nextGaussian(); // the second of the pair is kept
    ours.setSeed(5);
    assertThat(ours.nextGaussian()).isEqualTo(first);
  }
}
