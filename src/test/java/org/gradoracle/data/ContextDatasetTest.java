package org.gradoracle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gradoracle.text.InvalidInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextDatasetTest {

  @TempDir Path folder;

  private Vocabulary vocabulary;

  @BeforeEach
  void readVocabulary() throws IOException {
    vocabulary =
        Vocabulary.of(Names.read(Files.writeString(folder.resolve("given.txt"), "ewa\nbolek\n")));
  }

  @Test
  void everyCharacterAndTheEndOfTheNameIsAnExample() {
    ContextDataset dataset = ContextDataset.of(List.of("ewa", "bolek"), vocabulary, 3);
    assertThat(dataset.context()).isEqualTo(3);
    assertThat(examples(dataset))
        .containsExactly(
            "...→e", "..e→w", ".ew→a", "ewa→.", // ewa
            "...→b", "..b→o", ".bo→l", "bol→e", "ole→k", "lek→."); // bolek
  }

  @Test
  void contextMayBeOneOrLongerThanEveryName() {
    assertThat(examples(ContextDataset.of(List.of("ewa", "o"), vocabulary, 1)))
        .containsExactly(".→e", "e→w", "w→a", "a→.", ".→o", "o→.");
    assertThat(examples(ContextDataset.of(List.of("ewa", "o"), vocabulary, 6)))
        .containsExactly("......→e", ".....e→w", "....ew→a", "...ewa→.", "......→o", ".....o→.");
  }

  @Test
  void noWordsGiveNoExamples() {
    assertThat(ContextDataset.of(List.of(), vocabulary, 3).size()).isZero();
  }

  @Test
  void contextBelowOneIsAnError() {
    for (int context : new int[] {0, -3}) {
      assertThatExceptionOfType(InvalidInputException.class)
          .isThrownBy(() -> ContextDataset.of(List.of("ewa"), vocabulary, context))
          .withMessage("context is " + context + ", expected at least 1");
    }
  }

  @Test
  void wordsOutsideTheVocabularyAreErrors() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContextDataset.of(List.of("ewa", "zoe"), vocabulary, 3))
        .withMessage("character U+007A is not among the 8 symbols of the vocabulary");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContextDataset.of(List.of("e.wa"), vocabulary, 3))
        .withMessage("the word 'e.wa' holds a '.'");
  }

  @Test
  void exampleThatIsNotThereIsAnError() {
    ContextDataset dataset = ContextDataset.of(List.of("ewa"), vocabulary, 3);
    for (int example : new int[] {-1, 4}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> Minibatch.of(dataset, new int[] {example}).contexts());
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> dataset.targetOf(example));
    }
  }

  @Test
  void minibatchHoldsTheExamplesWithTheGivenIndicesInTheirOrder() {
    ContextDataset dataset = ContextDataset.of(List.of("ewa", "bolek"), vocabulary, 3);
    Minibatch batch = Minibatch.of(dataset, new int[] {3, 0, 9, 3});
    assertThat(batch.size()).isEqualTo(4);
    assertThat(batch.context()).isEqualTo(3);
    assertThat(text(batch.contexts())).isEqualTo("ewa...lekewa");
    assertThat(text(batch.targets())).isEqualTo(".e..");
  }

  @Test
  void minibatchIndexThatIsNotThereIsAnError() {
    ContextDataset dataset = ContextDataset.of(List.of("ewa"), vocabulary, 3);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Minibatch.of(dataset, new int[] {0, 4}));
  }

  @Test
  void minibatchOfUnequalShapesIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Minibatch(new int[5], new int[2], 3))
        .withMessage("minibatch: 5 context symbols for 2 targets and a context of 3");
  }

  private List<String> examples(ContextDataset dataset) {
    return IntStream.range(0, dataset.size())
        .mapToObj(
            i ->
                text(Minibatch.of(dataset, new int[] {i}).contexts())
                    + "→"
                    + text(dataset.targetOf(i)))
        .toList();
  }

  private String text(int... symbols) {
    return IntStream.of(symbols).mapToObj(vocabulary::symbol).collect(Collectors.joining());
  }
}
