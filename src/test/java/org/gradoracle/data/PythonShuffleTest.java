package org.gradoracle.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The expected orders were printed by CPython 3.11: {@code random.seed(s); l = list(range(n));
 * random.shuffle(l); print(l)}.
 */
class PythonShuffleTest {

  @Test
  void seed42ShufflesAsPythonDoes() {
    assertThat(shuffled(new PythonShuffle(42), 0)).isEmpty();
    assertThat(shuffled(new PythonShuffle(42), 1)).containsExactly(0);
    assertThat(shuffled(new PythonShuffle(42), 2)).containsExactly(1, 0);
    assertThat(shuffled(new PythonShuffle(42), 3)).containsExactly(1, 0, 2);
    assertThat(shuffled(new PythonShuffle(42), 10)).containsExactly(7, 3, 2, 8, 5, 6, 9, 4, 0, 1);
    assertThat(shuffled(new PythonShuffle(42), 20))
        .containsExactly(19, 5, 14, 4, 9, 13, 15, 18, 6, 12, 17, 10, 1, 11, 2, 16, 7, 8, 0, 3);
  }

  @Test
  void otherSeedsShuffleAsPythonDoes() {
    assertThat(shuffled(new PythonShuffle(0), 10)).containsExactly(7, 8, 1, 5, 3, 4, 2, 0, 9, 6);
    assertThat(shuffled(new PythonShuffle(-42), 3)).containsExactly(1, 0, 2);
  }

  @Test
  void secondShuffleGoesOnWithTheGenerator() {
    PythonShuffle shuffle = new PythonShuffle(42);
    assertThat(shuffled(shuffle, 5)).containsExactly(3, 1, 2, 4, 0);
    assertThat(shuffled(shuffle, 6)).containsExactly(3, 0, 2, 4, 5, 1);
  }

  private static List<Integer> shuffled(PythonShuffle shuffle, int n) {
    List<Integer> list = new ArrayList<>(IntStream.range(0, n).boxed().toList());
    shuffle.shuffle(list);
    return list;
  }
}
