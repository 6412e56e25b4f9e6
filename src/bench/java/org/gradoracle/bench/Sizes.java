package org.gradoracle.bench;

import java.util.Arrays;
import java.util.Random;
import org.gradoracle.formula.gpt.Gpt;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;

/** The networks that are measured, at a size. */
final class Sizes {

  static final int VOCABULARY = 27;

  static final int LAYERS = 2;
  static final int HEADS = 4;
  static final int CHANNELS = 64;
  static final int POSITIONS = 16;
  static final int EXAMPLES = 8;

  private Sizes() {}

  /**
   * The notebook's network at a size.
   *
   * @param size batch, hidden units, embedding and context, for instance {@code 32x64x10x3}
   */
  static NotebookNetwork.Inputs notebook(String size) {
    int[] sizes = Arrays.stream(size.split("x", -1)).mapToInt(Integer::parseInt).toArray();
    int batch = sizes[0];
    int hidden = sizes[1];
    int embedding = sizes[2];
    int context = sizes[3];
    int inputs = context * embedding;
    Random random = new Random(1);
    return new NotebookNetwork.Inputs(
        normal(random, 1, VOCABULARY, embedding),
        normal(random, 1 / Math.sqrt(inputs), inputs, hidden),
        normal(random, 0.1, hidden),
        normal(random, 0.1, hidden, VOCABULARY),
        normal(random, 0.1, VOCABULARY),
        normal(random, 1, 1, hidden),
        normal(random, 0.1, 1, hidden),
        indices(random, batch, context),
        indices(random, batch));
  }

  /** The transformer, of one size. */
  static Program transformer() {
    Random random = new Random(1);
    return Gpt.program(
        new Gpt.Inputs(
            VOCABULARY,
            CHANNELS,
            LAYERS,
            HEADS,
            indices(random, EXAMPLES, POSITIONS),
            indices(random, EXAMPLES * POSITIONS)),
        (deviation, dimensions) -> normal(random, deviation, dimensions));
  }

  static FloatTensor normal(Random random, double deviation, int... dimensions) {
    return FloatTensor.of(Shape.of(dimensions), i -> random.nextGaussian() * deviation);
  }

  private static FloatTensor indices(Random random, int... dimensions) {
    return FloatTensor.of(Shape.of(dimensions), i -> random.nextInt(VOCABULARY));
  }
}
