package org.gradoracle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {

  @TempDir Path folder;

  @Test
  void ourNamesGiveTheNotebooksExamples() {
    Names names = Names.read(Path.of("names.txt"));
    Split split = Split.of(names, Vocabulary.of(names), 3);
    assertThat(split.train().size()).isEqualTo(179003);
    assertThat(split.dev().size()).isEqualTo(22264);
    assertThat(split.test().size()).isEqualTo(22428);

    // the notebook's build_dataset in python3: for c, y in zip(X, Y): for v in (*c, y): h = 31*h +
    // v
    int hash = 0;
    for (int i = 0; i < split.train().size(); i++) {
      for (int symbol : Minibatch.of(split.train(), new int[] {i}).contexts()) {
        hash = 31 * hash + symbol;
      }
      hash = 31 * hash + split.train().targetOf(i);
    }
    assertThat(Integer.toUnsignedLong(hash)).isEqualTo(2706822618L);
  }

  @ParameterizedTest
  @CsvSource({
    "6, 4, 1, 1",
    "7, 5, 1, 1",
    "8, 6, 1, 1",
    "9, 7, 1, 1",
    "10, 8, 1, 1",
    "15, 12, 1, 2"
  })
  void namesAreCutAtFourFifthsAndNineTenthsRoundedDown(int n, int train, int dev, int test)
      throws IOException {
    Names names = names(n); // one-letter names: two examples each
    Split split = Split.of(names, Vocabulary.of(names), 3);
    assertThat(split.train().size()).isEqualTo(2 * train);
    assertThat(split.dev().size()).isEqualTo(2 * dev);
    assertThat(split.test().size()).isEqualTo(2 * test);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1 name, 0, 0, 1",
    "2, 2 names, 1, 0, 1",
    "3, 3 names, 2, 0, 1",
    "4, 4 names, 3, 0, 1",
    "5, 5 names, 4, 0, 1"
  })
  void tooFewNamesForThreePartsAreAnError(int n, String found, int train, int dev, int test)
      throws IOException {
    Names names = names(n);
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> Split.of(names, Vocabulary.of(names), 3))
        .withMessage(
            Text.format(
                "%s has %s, which split into %d for training, %d for development and %d for testing:"
                    + " expected at least one each; give at least 6 names",
                names.source(), found, train, dev, test));
  }

  private Names names(int n) throws IOException {
    return Names.read(
        Files.writeString(
            folder.resolve("given.txt"),
            String.join("\n", "abcdefghijklmnop".substring(0, n).split(""))));
  }
}
