package org.gradoracle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.gradoracle.data.NotebookDraw.Sizes;
import org.gradoracle.text.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotebookDrawTest {

  private static final Sizes NOTEBOOK = new Sizes(33, 10, 3, 64, 32);

  @Test
  void notebooksNetworkHas4587Parameters() {
    assertThat(NOTEBOOK.parameterCount()).isEqualTo(4587);
  }

  @Test
  void parameterCountIsTheNumberOfValuesDrawn() {
    for (Sizes sizes :
        new Sizes[] {NOTEBOOK, new Sizes(5, 24, 8, 200, 7), new Sizes(2, 1, 1, 1, 2)}) {
      NotebookDraw draw = NotebookDraw.draw(1, sizes, 100);
      assertThat(
              draw.c().length
                  + draw.w1().length
                  + draw.b1().length
                  + draw.w2().length
                  + draw.b2().length
                  + draw.bngain().length
                  + draw.bnbias().length)
          .isEqualTo((int) sizes.parameterCount());
      assertThat(draw.batchIndices()).hasSize(sizes.batch());
    }
  }

  @Test
  void ourNamesGiveTheBatchThatMt19937InPythonGives() {
    // 330 + 16, 1920, 64, 2112 and 33 + 16 draws for C, W1, b1, W2 and b2; then draw % 179003
    Names names = Names.read(Path.of("names.txt"));
    Vocabulary vocabulary = Vocabulary.of(names);
    ContextDataset train = Split.of(names, vocabulary, 3).train();
    NotebookDraw draw = NotebookDraw.draw(NotebookDraw.SEED, NOTEBOOK, train.size());
    assertThat(draw.batchIndices())
        .containsExactly(
            87521, 57418, 120294, 103625, 122353, 130882, 38701, 146913, 41695, 80231, 41575,
            100013, 128047, 133960, 10166, 162987, 53950, 83425, 15670, 49402, 141358, 172205,
            58566, 69767, 134517, 71150, 118709, 76247, 100955, 19956, 114880, 128845);

    Minibatch batch = Minibatch.of(train, draw.batchIndices());
    assertThat(batch.contexts()).startsWith(1, 14, 1, 5, 1, 8, 18, 9, 19, 0, 0, 0).hasSize(96);
    assertThat(batch.targets()).startsWith(14, 0, 19, 20).hasSize(32);
  }

  @Test
  void batchIndicesAreTheDesignsForItsNumberOfExamples() {
    assertThat(NotebookDraw.draw(NotebookDraw.SEED, NOTEBOOK, 186701).batchIndices())
        .startsWith(42422, 8759, 126936, 155258, 11740, 84161, 180292, 181745);
  }

  @Test
  void everythingIsDrawnInTheNotebooksOrder() {
    TorchGenerator g = new TorchGenerator(9);
    NotebookDraw draw = NotebookDraw.draw(9, new Sizes(3, 2, 2, 5, 4), 77);
    assertThat(draw.c()).containsExactly(g.randn(6));
    assertThat(draw.w1()).containsExactly(scaled(g.randn(20), 5f / 3, 2)); // sqrt(2 * 2)
    assertThat(draw.b1()).containsExactly(scaled(g.randn(5), 0.1f, 1));
    assertThat(draw.w2()).containsExactly(scaled(g.randn(15), 0.1f, 1));
    assertThat(draw.b2()).containsExactly(scaled(g.randn(3), 0.1f, 1));
    assertThat(draw.batchIndices()).containsExactly(g.randint(77, 4));
    float[] gain = scaled(g.randn(5), 0.1f, 1);
    for (int i = 0; i < gain.length; i++) {
      assertThat(draw.bngain()[i]).isEqualTo(gain[i] + 1);
    }
    assertThat(draw.bnbias()).containsExactly(scaled(g.randn(5), 0.1f, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "33; 0; 3; 64; 32; embedding is 0, expected at least 1",
        "33; 10; -1; 64; 32; context is -1, expected at least 1",
        "33; 10; 3; 0; 32; hidden is 0, expected at least 1",
        "0; 10; 3; 64; 32; vocabulary is 0, expected at least 1",
        "33; 10; 3; 64; 1; 'batch is 1, expected at least 2, because batch norm''s variance divides"
            + " by n - 1'",
        "33; 2147483647; 3; 64; 32; vocabulary of 33 with embedding of 2147483647 gives C"
            + " 70866960351 values, expected at most 16777216: make one smaller",
        "33; 10; 2147483647; 64; 32; embedding of 10 with context of 2147483647 gives a row of"
            + " embcat 21474836470 values, expected at most 16777216: make one smaller",
        "33; 10; 3; 2147483647; 32; embedding * context of 30 with hidden of 2147483647 gives W1"
            + " 64424509410 values, expected at most 16777216: make one smaller",
        "33; 1; 1; 600000; 32; hidden of 600000 with vocabulary of 33 gives W2 19800000 values,"
            + " expected at most 16777216: make one smaller",
        "33; 10; 3; 64; 2147483647; batch of 2147483647 with embedding * context of 30 gives embcat"
            + " 64424509410 values, expected at most 16777216: make one smaller",
        "33; 10; 3; 64; 300000; batch of 300000 with hidden of 64 gives hpreact 19200000 values,"
            + " expected at most 16777216: make one smaller",
        "33; 10; 3; 1; 520000; batch of 520000 with vocabulary of 33 gives logits 17160000 values,"
            + " expected at most 16777216: make one smaller"
      })
  void sizesThatCannotBeAreErrors(
      int vocabulary, int embedding, int context, int hidden, int batch, String message) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> new Sizes(vocabulary, embedding, context, hidden, batch))
        .withMessage(message);
  }

  @Test
  void drawWithoutExamplesIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NotebookDraw.draw(1, NOTEBOOK, 0))
        .withMessage("randint: high is 0, expected at least 1");
  }

  private static float[] scaled(float[] values, float factor, float divisor) {
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] * factor / divisor;
    }
    return values;
  }
}
