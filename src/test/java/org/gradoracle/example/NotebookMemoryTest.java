package org.gradoracle.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gradoracle.data.NotebookDraw.Sizes;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.text.InvalidInputException;
import org.junit.jupiter.api.Test;

class NotebookMemoryTest {

  private static final Sizes LARGE = new Sizes(30, 64, 4, 1000, 16_000);

  @Test
  void sizesThatCannotRunAreRefusedBeforeTheWork() {
    assertThatThrownBy(() -> Notebook.requireMemory(LARGE, 1L << 30))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            "a network of 10\\d{7} values and parameters needs about \\d{4} MB of memory, and Java has"
                + " 1024 MB: choose smaller sizes, or give Java more with -Xmx");
    assertThatCode(() -> Notebook.requireMemory(LARGE, 16L << 30)).doesNotThrowAnyException();
  }

  @Test
  void whatIsCountedIsWhatTheNetworkHas() {
    Program program = new NotebookNetwork().program(new Sample(1));
    var values = PlainNetwork.forward(program, Point.of(program));
    long constants =
        program.inputs().stream()
            .filter(input -> input.constant())
            .mapToLong(input -> input.value().size())
            .sum();
    long all = values.values().stream().mapToLong(value -> value.size()).sum();
    int vocabulary = values.get("C").shape().dim(0);
    int embedding = values.get("C").shape().dim(1);
    int context = values.get("emb").shape().dim(1);
    int hidden = values.get("h").shape().dim(1);
    int batch = values.get("h").shape().dim(0);
    assertThat(new Sizes(vocabulary, embedding, context, hidden, batch).elementCount())
        .isEqualTo((double) (all - constants));
  }
}
