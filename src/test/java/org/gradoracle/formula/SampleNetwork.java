package org.gradoracle.formula;

import java.util.Random;
import java.util.function.Function;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;

/** Small inputs for the notebook's network, with repeated symbols in the batch. */
public final class SampleNetwork {

  private static final int N = 5;
  private static final int VOCAB = 7;
  private static final int CONTEXT = 3;
  private static final int EMBEDDING = 4;
  private static final int HIDDEN = 6;

  private SampleNetwork() {}

  /** A network over them. */
  public static Program program(Function<NotebookNetwork.Inputs, Program> network) {
    Random random = new Random(3);
    return network.apply(
        new NotebookNetwork.Inputs(
            normal(random, VOCAB, EMBEDDING),
            normal(random, CONTEXT * EMBEDDING, HIDDEN),
            normal(random, HIDDEN),
            normal(random, HIDDEN, VOCAB),
            normal(random, VOCAB),
            normal(random, 1, HIDDEN),
            normal(random, 1, HIDDEN),
            FloatTensor.of(Shape.of(N, CONTEXT), i -> random.nextInt(VOCAB)),
            FloatTensor.of(Shape.of(N), i -> random.nextInt(VOCAB))));
  }

  private static FloatTensor normal(Random random, int... dimensions) {
    return FloatTensor.of(Shape.of(dimensions), i -> random.nextGaussian());
  }
}
