package org.gradoracle.data;

import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Text;

/**
 * The parameters and the batch of the notebook's network, as its seeded generator draws them.
 *
 * <p>The order of the draws is the notebook's: {@code C}, {@code W1}, {@code b1}, {@code W2},
 * {@code b2}, the batch indices. The notebook draws {@code bngain} and {@code bnbias} from torch's
 * global generator, which is not seeded; here they come last, from the same seeded generator. Every
 * scaling is one float32 operation per Python operation, with the Python number rounded to float32
 * first, as PyTorch does it.
 *
 * <p>Arrays are row by row, are not copied, and are compared by identity in {@code equals}.
 *
 * @param sizes the sizes of the network
 * @param c the embedding table, randn, shape (vocabulary, embedding)
 * @param w1 first layer's weights, randn * (5/3) / sqrt(embedding * context), shape (embedding *
 *     context, hidden)
 * @param b1 first layer's bias, randn * 0.1, shape (hidden)
 * @param w2 second layer's weights, randn * 0.1, shape (hidden, vocabulary)
 * @param b2 second layer's bias, randn * 0.1, shape (vocabulary)
 * @param batchIndices the batch's examples among those to train on, shape (batch)
 * @param bngain batch norm's gain, randn * 0.1 + 1, shape (1, hidden)
 * @param bnbias batch norm's bias, randn * 0.1, shape (1, hidden)
 */
public record NotebookDraw(
    Sizes sizes,
    float[] c,
    float[] w1,
    float[] b1,
    float[] w2,
    float[] b2,
    int[] batchIndices,
    float[] bngain,
    float[] bnbias) {

  /** The notebook's seed, {@code torch.Generator().manual_seed(2147483647)}. */
  public static final long SEED = 2147483647;

  private static final float SMALL = 0.1f;

  /**
   * Draws everything, in order.
   *
   * @param seed the generator's seed; the notebook's is {@link #SEED}
   * @param sizes the sizes of the network
   * @param trainExamples how many examples there are to train on, at least 1
   * @return the draw
   * @throws IllegalArgumentException if {@code trainExamples} is less than 1
   */
  public static NotebookDraw draw(long seed, Sizes sizes, int trainExamples) {
    TorchGenerator g = new TorchGenerator(seed);
    int fanIn = sizes.embedding() * sizes.context();
    return new NotebookDraw(
        sizes,
        g.randn(sizes.vocabulary() * sizes.embedding()),
        divided(
            times(g.randn(fanIn * sizes.hidden()), (float) (5.0 / 3)), (float) Math.sqrt(fanIn)),
        times(g.randn(sizes.hidden()), SMALL),
        times(g.randn(sizes.hidden() * sizes.vocabulary()), SMALL),
        times(g.randn(sizes.vocabulary()), SMALL),
        g.randint(trainExamples, sizes.batch()),
        plus(times(g.randn(sizes.hidden()), SMALL), 1),
        times(g.randn(sizes.hidden()), SMALL));
  }

  private static float[] times(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }

  private static float[] divided(float[] values, float divisor) {
    for (int i = 0; i < values.length; i++) {
      values[i] /= divisor;
    }
    return values;
  }

  private static float[] plus(float[] values, float term) {
    for (int i = 0; i < values.length; i++) {
      values[i] += term;
    }
    return values;
  }

  /**
   * The sizes of the notebook's network.
   *
   * @param vocabulary how many symbols there are, at least 1
   * @param embedding how many numbers stand for a symbol, at least 1
   * @param context how many symbols an example sees, at least 1
   * @param hidden how many units the hidden layer has, at least 1
   * @param batch how many examples a batch has, at least 2: batch norm divides by n - 1
   */
  public record Sizes(int vocabulary, int embedding, int context, int hidden, int batch) {

    /** The most values one array of the network may have: 2^24, 128 MiB in float64. */
    public static final int MAX_VALUES = 1 << 24;

    /**
     * Checks the sizes.
     *
     * @param vocabulary at least 1
     * @param embedding at least 1
     * @param context at least 1
     * @param hidden at least 1
     * @param batch at least 2
     * @throws InvalidInputException if one is too small, or if an array of the network would have
     *     more than {@link #MAX_VALUES} values
     */
    public Sizes {
      atLeast(1, "vocabulary", vocabulary, "");
      atLeast(1, "embedding", embedding, "");
      atLeast(1, "context", context, "");
      atLeast(1, "hidden", hidden, "");
      atLeast(2, "batch", batch, ", because batch norm's variance divides by n - 1");
      atMost("C", "vocabulary", vocabulary, "embedding", embedding);
      long fanIn = (long) embedding * context;
      atMost("a row of embcat", "embedding", embedding, "context", context);
      atMost("W1", "embedding * context", fanIn, "hidden", hidden);
      atMost("W2", "hidden", hidden, "vocabulary", vocabulary);
      atMost("embcat", "batch", batch, "embedding * context", fanIn);
      atMost("hpreact", "batch", batch, "hidden", hidden);
      atMost("logits", "batch", batch, "vocabulary", vocabulary);
    }

    private static void atLeast(int least, String name, int value, String reason) {
      if (value < least) {
        throw new InvalidInputException(
            name + " is " + value + ", expected at least " + least + reason);
      }
    }

    private static void atMost(String array, String name1, long size1, String name2, long size2) {
      // every earlier product has been checked, so both factors are ints and this cannot overflow
      if (size1 * size2 > MAX_VALUES) {
        throw new InvalidInputException(
            Text.format(
                "%s of %d with %s of %d gives %s %d values, expected at most %d: make one smaller",
                name1, size1, name2, size2, array, size1 * size2, MAX_VALUES));
      }
    }

    /**
     * How many numbers the network has: the values of all its steps, and its parameters.
     *
     * @return 24,364 with the notebook's sizes and 33 symbols
     */
    public double elementCount() {
      double fanIn = (double) embedding * context;
      return parameterCount()
          + 2.0 * batch * fanIn // emb, embcat
          + 6.0 * batch * hidden // hprebn, bndiff, bndiff2, bnraw, hpreact, h
          + 3.0 * hidden // bnmeani, bnvar, bnvar_inv
          + 5.0 * batch * vocabulary // logits, norm_logits, counts, probs, logprobs
          + 3.0 * batch // logits_maxes, counts_sum, counts_sum_inv
          + 1; // loss
    }

    /**
     * How many parameters the network has: 4587 with the notebook's sizes.
     *
     * @return the number of values in C, W1, b1, W2, b2, bngain and bnbias together
     */
    public long parameterCount() {
      long fanIn = (long) embedding * context;
      return (long) vocabulary * embedding // C
          + fanIn * hidden // W1
          + hidden // b1
          + (long) hidden * vocabulary // W2
          + vocabulary // b2
          + 2L * hidden; // bngain, bnbias
    }
  }
}
