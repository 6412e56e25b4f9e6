package org.gradoracle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyTest {

  @TempDir Path folder;

  @Test
  void ourNamesHave32DistinctCharactersAndSo33Symbols() {
    Vocabulary vocabulary = Vocabulary.of(Names.read(Path.of("names.txt")));
    assertThat(vocabulary.size()).isEqualTo(33);
    assertThat(symbols(vocabulary)).isEqualTo(".abcdefghijklmnopqrstuvwxyzóęłńśż");
  }

  @Test
  void charactersAreNumberedInCodePointOrderAndTheFullStopIs0() throws IOException {
    // '-' lies before '.' and U+1D45B after U+FF5A, although its UTF-16 units lie before
    Vocabulary vocabulary = vocabulary("b-a\nz\uFF5A\n\uD835\uDC5Bb\n");
    assertThat(symbols(vocabulary)).isEqualTo(".-abz\uFF5A\uD835\uDC5B");
    assertThat(vocabulary.size()).isEqualTo(7);
  }

  @Test
  void indexIsTheInverseOfSymbol() throws IOException {
    Vocabulary vocabulary = vocabulary("ewa\nżaneta\n\uD835\uDC5Bb\n");
    for (int i = 0; i < vocabulary.size(); i++) {
      assertThat(vocabulary.indexOf(vocabulary.symbol(i).codePointAt(0))).isEqualTo(i);
    }
    assertThat(vocabulary.indexOf('.')).isEqualTo(Vocabulary.BOUNDARY).isZero();
  }

  @Test
  void characterThatNoNameHoldsIsAnError() throws IOException {
    Vocabulary vocabulary = vocabulary("ewa\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vocabulary.indexOf(0x142))
        .withMessage("character U+0142 is not among the 4 symbols of the vocabulary");
  }

  @Test
  void indexThatNoSymbolHasIsAnError() throws IOException {
    Vocabulary vocabulary = vocabulary("ewa\n");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> vocabulary.symbol(4));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> vocabulary.symbol(-1));
  }

  private Vocabulary vocabulary(String text) throws IOException {
    return Vocabulary.of(Names.read(Files.writeString(folder.resolve("given.txt"), text)));
  }

  private static String symbols(Vocabulary vocabulary) {
    return IntStream.range(0, vocabulary.size())
        .mapToObj(vocabulary::symbol)
        .collect(Collectors.joining());
  }
}
