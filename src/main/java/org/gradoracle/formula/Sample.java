package org.gradoracle.formula;

import java.util.Random;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;

/**
 * Draws the sizes and inputs of a formula, from a seed.
 *
 * <p>A {@link Mood} makes the values awkward: ties, equal rows, extreme, tiny or huge values.
 */
public final class Sample {

  /** What the values drawn by {@link #values} are like. */
  public enum Mood {
    /** Standard normal. */
    PLAIN,
    /** Whole numbers from -2 to 2, so that there are ties, zeros and kinks. */
    TIES,
    /** Every row the same. */
    EQUAL_ROWS,
    /** Uniform from -80 to 80: softmax in float32 overflows without its maximum taken off. */
    EXTREME,
    /** Normal, times 1e-4. */
    TINY,
    /** Normal, times 1e4. */
    HUGE
  }

  private final Random random;
  private final Mood mood;

  /** A sample that draws plain values. */
  public Sample(long seed) {
    this(seed, Mood.PLAIN);
  }

  /** A sample whose values are drawn in a mood. */
  public Sample(long seed, Mood mood) {
    this.random = new Random(seed);
    this.mood = mood;
  }

  /** A size from {@code least} to {@code most}. */
  public int size(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /** Values in the sample's mood, for inputs that may be anything: logits, activations. */
  public FloatTensor values(int... dimensions) {
    Shape shape = Shape.of(dimensions);
    return switch (mood) {
      case PLAIN -> normal(1, dimensions);
      case TIES -> FloatTensor.of(shape, i -> random.nextInt(5) - 2);
      case EQUAL_ROWS -> {
        FloatTensor row = normal(1, shape.rank() == 0 ? 1 : shape.dim(-1));
        yield FloatTensor.of(shape, i -> row.at(i % row.size()));
      }
      case EXTREME -> FloatTensor.of(shape, i -> 160 * random.nextDouble() - 80);
      case TINY -> normal(1e-4, dimensions);
      case HUGE -> normal(1e4, dimensions);
    };
  }

  /**
   * Values in the sample's mood, for logits of a softmax that is written out as a quotient: huge
   * ones are within 300, since beyond 745 even float64's exponential gives zero, and the reference
   * itself NaN.
   */
  public FloatTensor logits(int... dimensions) {
    return mood == Mood.HUGE ? uniform(-300, 300, dimensions) : values(dimensions);
  }

  /** Normal values of this standard deviation, whatever the mood: weights. */
  public FloatTensor normal(double deviation, int... dimensions) {
    return FloatTensor.of(Shape.of(dimensions), i -> deviation * random.nextGaussian());
  }

  /** Uniform values from {@code least} to {@code most}, whatever the mood. */
  public FloatTensor uniform(double least, double most, int... dimensions) {
    return FloatTensor.of(Shape.of(dimensions), i -> least + (most - least) * random.nextDouble());
  }

  /** Whole numbers from 0 to {@code limit - 1}, repeated ones likely. */
  public FloatTensor indices(int limit, int... dimensions) {
    return FloatTensor.of(Shape.of(dimensions), i -> random.nextInt(limit));
  }
}
