package org.gradoracle.formula;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.gradoracle.program.UnsharedRandom;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;

/**
 * Draws the sizes and inputs of a formula, from a seed.
 *
 * <p>A {@link InputKind} makes the values awkward: ties, equal rows, extreme, tiny or huge values
 * and so on. A seed and a kind always draw the same: cases of a sweep are named by them. The
 * samples of a {@code check} cover sizes systematically, see {@link Samples}.
 */
public final class Sample {

  /** What the values drawn by {@link #values} are like. */
  public enum InputKind {
    /** Standard normal. */
    PLAIN,
    /**
     * Few values, so that there are ties and kinks: whole numbers from -2 to 2, one row with a
     * single zero and, of two rows or more, one of zeros; at every other sample multiples of a half
     * without a zero, with a row of one number. Of two columns or more, about half are like the one
     * before, so that what is computed of each has ties, too.
     */
    TIES,
    /**
     * Every row the same. All elements of a vector are equal, and so are, of three axes or more,
     * all that have one index along the first, or along the second: an image, and a channel.
     */
    EQUAL_ROWS,
    /**
     * Uniform from -80 to 80: unless the maximum is subtracted first, softmax's sums reach 1e34,
     * and their squares, which its gradient divides by, overflow in float32.
     */
    EXTREME,
    /** Normal, times 1e-4. */
    TINY,
    /** Normal, times 1e4. */
    HUGE,
    /** Spread evenly from -20 to 20, where functions saturate and do not overflow. */
    WIDE,
    /** Of both signs, the magnitudes spread evenly in the exponent, from 1e-6 to 1e3. */
    SPREAD,
    /**
     * Whole numbers from -10 to 10, one row with a single zero; {@link #normal} and {@link
     * #uniform} draw binary fractions of few digits, so that sums and products are exact.
     */
    WHOLE,
    /**
     * Normal around 1000 or -1000, so that the mean is much larger than the deviation from it: a
     * variance as the mean of squares less the square of the mean is lost in float32.
     */
    OFFSET
  }

  /**
   * A size that was drawn.
   *
   * @param least of its range
   * @param most of its range
   * @param drawn what it is
   */
  public record Size(int least, int most, int drawn) {}

  /** How a size is chosen. */
  @FunctionalInterface
  interface Sizes {
    /**
     * A size from {@code least} to {@code most}.
     *
     * @param position how many sizes the sample has drawn before
     */
    int draw(int position, int least, int most, Random random);
  }

  /** Where functions have kinks that smaller whole numbers do not reach. */
  private static final int[] LEVELS = {-6, -3, 3, 6};

  private static final double[] HALVES = {-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2};

  /** How many values uniform ones have, where they are to have ties. */
  private static final int GRID = 4;

  private static final double WIDE = 20;
  private static final double SPREAD_LEAST = 1e-6;
  private static final double SPREAD_MOST = 1e3;

  /** Beyond 745 even float64's exponential gives zero. */
  private static final double LARGEST_LOGIT = 300;

  private static final int WHOLE = 10;
  private static final double OFFSET = 1e3;

  private final Random random;
  private final InputKind kind;
  private final Sizes sizes;
  private final boolean bothSigns;

  /** Whether it is every other one of its kind, which may draw in another way. */
  private final boolean odd;

  private final List<Size> drawn = new ArrayList<>();

  /** A sample that draws plain values. */
  public Sample(long seed) {
    this(seed, InputKind.PLAIN);
  }

  /** A sample whose values are of a kind. */
  public Sample(long seed, InputKind kind) {
    this(
        seed,
        kind,
        (position, least, most, random) -> least + random.nextInt(most - least + 1),
        false,
        seed % 2 != 0);
  }

  /**
   * A sample that chooses its sizes in a way of its own.
   *
   * @param bothSigns whether several values are never all of one sign, where the kind has both
   * @param odd whether it is every other one of its kind
   */
  Sample(long seed, InputKind kind, Sizes sizes, boolean bothSigns, boolean odd) {
    this.random = new UnsharedRandom(seed);
    this.kind = kind;
    this.sizes = sizes;
    this.bothSigns = bothSigns;
    this.odd = odd;
  }

  /** A size from {@code least} to {@code most}, both included. */
  public int size(int least, int most) {
    if (most < least) {
      throw new IllegalArgumentException(
          "size(" + least + ", " + most + "): expected the greater one second");
    }
    int size = sizes.draw(drawn.size(), least, most, random);
    drawn.add(new Size(least, most, size));
    return size;
  }

  /** What its values are like, for a formula whose ties are not those of its inputs' elements. */
  public InputKind kind() {
    return kind;
  }

  /** The sizes that were drawn, in the order in which they were. */
  public List<Size> sizes() {
    return List.copyOf(drawn);
  }

  /**
   * Values of the sample's kind, in a tensor of these dimensions, for inputs that may be anything:
   * logits, activations.
   */
  public FloatTensor values(int... dimensions) {
    Shape shape = Shape.of(dimensions);
    return switch (kind) {
      case PLAIN -> normal(1, dimensions);
      case TIES ->
          odd
              ? withConstantRow(
                  LEVELS[random.nextInt(LEVELS.length)],
                  withEqualColumns(
                      FloatTensor.of(shape, i -> HALVES[random.nextInt(HALVES.length)])))
              : withConstantRow(
                  0,
                  withLoneZero(
                      1, withEqualColumns(FloatTensor.of(shape, i -> random.nextInt(5) - 2))));
      case EQUAL_ROWS -> {
        FloatTensor row = normal(1, shape.rank() < 2 ? 1 : rowLength(shape));
        yield withConstantSlices(FloatTensor.of(shape, i -> row.at(i % row.size())));
      }
      case EXTREME -> signed(FloatTensor.of(shape, i -> 160 * random.nextDouble() - 80));
      case TINY -> signed(normal(1e-4, dimensions));
      case HUGE -> withNegativeRow(OFFSET, signed(normal(1e4, dimensions)));
      case WIDE -> wide(shape);
      case SPREAD -> spread(shape, SPREAD_MOST);
      case WHOLE ->
          withLoneZero(1, FloatTensor.of(shape, i -> random.nextInt(2 * WHOLE + 1) - WHOLE));
      case OFFSET -> offset(OFFSET, dimensions);
    };
  }

  /**
   * Values of the sample's kind, for the logits of a softmax that is written out as a quotient.
   * They are within 300, so that no two differ by more than 600: {@code exp} of less than -745 is 0
   * even in float64, and the reference itself would give NaN.
   */
  public FloatTensor logits(int... dimensions) {
    return switch (kind) {
      case HUGE -> withNegativeRow(0, signed(uniform(-LARGEST_LOGIT, LARGEST_LOGIT, dimensions)));
      case SPREAD -> spread(Shape.of(dimensions), LARGEST_LOGIT);
      case OFFSET -> offset(LARGEST_LOGIT - 10, dimensions);
      default -> values(dimensions);
    };
  }

  /**
   * Normal values of this standard deviation, in a tensor of these dimensions, whatever the kind:
   * weights. {@link InputKind#WHOLE} rounds them to binary fractions of a few digits, and {@link
   * InputKind#TIES} to a few values, zero among them, with equal columns, so that what is computed
   * with them has ties and zeros, too; one row has a single zero.
   */
  public FloatTensor normal(double deviation, int... dimensions) {
    int unit = Math.getExponent(deviation) - (kind == InputKind.TIES ? 1 : 6);
    FloatTensor values =
        FloatTensor.of(
            Shape.of(dimensions),
            i -> {
              double value = deviation * random.nextGaussian();
              return kind == InputKind.WHOLE || kind == InputKind.TIES
                  ? Math.scalb(Math.rint(Math.scalb(value, -unit)), unit)
                  : value;
            });
    return kind == InputKind.TIES
        ? withLoneZero(Math.scalb(1.0, unit), withEqualColumns(values))
        : values;
  }

  /**
   * Uniform values from {@code least} to {@code most}, in a tensor of these dimensions, whatever
   * the kind. {@link InputKind#WHOLE} draws binary fractions of a few digits, and {@link
   * InputKind#TIES} few values, of two rows or more one row of the least or of the greatest; if
   * zero is between these two, one element is zero.
   */
  public FloatTensor uniform(double least, double most, int... dimensions) {
    if (kind == InputKind.TIES) {
      double cell = (most - least) / GRID;
      FloatTensor values =
          withConstantRow(
              odd ? most - cell / 2 : least + cell / 2,
              FloatTensor.of(
                  Shape.of(dimensions), i -> least + cell * (random.nextInt(GRID) + 0.5)));
      return least < 0 && most > 0 ? withLoneZero(most - cell / 2, values) : values;
    }
    int unit = Math.getExponent(most - least) - 7;
    double first = Math.ceil(Math.scalb(least, -unit));
    double last = Math.floor(Math.scalb(most, -unit));
    return FloatTensor.of(
        Shape.of(dimensions),
        i ->
            kind == InputKind.WHOLE && most > least
                ? Math.scalb(first + Math.floor(random.nextDouble() * (last - first + 1)), unit)
                : least + (most - least) * random.nextDouble());
  }

  /**
   * Whole numbers from 0 to {@code limit - 1}, in a tensor of these dimensions, repeated ones
   * likely. Of two or more, {@link InputKind#TIES} never draws one.
   */
  public FloatTensor indices(int limit, int... dimensions) {
    if (kind != InputKind.TIES || limit < 2) {
      return FloatTensor.of(Shape.of(dimensions), i -> random.nextInt(limit));
    }
    int never = random.nextInt(limit);
    return FloatTensor.of(
        Shape.of(dimensions), i -> (never + 1 + random.nextInt(limit - 1)) % limit);
  }

  private static int rowLength(Shape shape) {
    return shape.rank() == 0 ? 1 : shape.dim(-1);
  }

  /** Each column but the first is, at a toss of a coin, the one before it. */
  private FloatTensor withEqualColumns(FloatTensor values) {
    int[] column = new int[values.shape().rank() < 2 ? 1 : values.shape().dim(-1)];
    for (int j = 1; j < column.length; j++) {
      column[j] = random.nextBoolean() ? column[j - 1] : j;
    }
    return FloatTensor.of(
        values.shape(), i -> values.at(i + column[i % column.length] - i % column.length));
  }

  /** Of several rows, the elements of one are all this. */
  private FloatTensor withConstantRow(double level, FloatTensor values) {
    int length = rowLength(values.shape());
    int rows = values.size() / length;
    int constant = random.nextInt(rows);
    return FloatTensor.of(
        values.shape(), i -> rows > 1 && i / length == constant ? level : values.at(i));
  }

  /** Of several elements one is zero, and the others in its row that are become this. */
  private FloatTensor withLoneZero(double instead, FloatTensor values) {
    int length = rowLength(values.shape());
    if (values.size() < 2) {
      return values;
    }
    int zero = random.nextInt(values.size());
    return FloatTensor.of(
        values.shape(),
        i ->
            i == zero
                ? 0
                : i / length == zero / length && values.at(i) == 0 ? instead : values.at(i));
  }

  /** Of three axes or more, all elements of one index along the first or the second are equal. */
  private FloatTensor withConstantSlices(FloatTensor values) {
    Shape shape = values.shape();
    if (shape.rank() < 3) {
      return values;
    }
    int images = shape.dim(0);
    int channels = shape.dim(1);
    int image = images < 2 ? -1 : random.nextInt(images);
    int channel = channels < 2 ? -1 : random.nextInt(channels);
    int each = values.size() / images / channels;
    return FloatTensor.of(
        shape,
        i ->
            i / each / channels == image || i / each % channels == channel
                ? values.at(0)
                : values.at(i));
  }

  private FloatTensor offset(double magnitude, int... dimensions) {
    double mean = random.nextBoolean() ? magnitude : -magnitude;
    FloatTensor values = normal(1, dimensions);
    return FloatTensor.of(values.shape(), i -> mean + values.at(i));
  }

  /** One value in each of as many equal parts of the range, in any order. */
  private FloatTensor wide(Shape shape) {
    int[] part = shuffled(shape.size());
    return FloatTensor.of(
        shape, i -> WIDE * (2 * (part[i] + random.nextDouble()) / part.length - 1));
  }

  /** Half of them of each sign, and of each the magnitudes in as many equal parts. */
  private FloatTensor spread(Shape shape, double most) {
    int[] part = shuffled(shape.size());
    int parts = (part.length + 1) / 2;
    double decades = StrictMath.log10(most / SPREAD_LEAST);
    int negative = random.nextInt(2);
    return FloatTensor.of(
        shape,
        i -> {
          int of = part[i] / 2;
          double exponent = decades * (of + random.nextDouble()) / parts;
          double magnitude = SPREAD_LEAST * StrictMath.pow(10, exponent);
          return part[i] % 2 == negative ? -magnitude : magnitude;
        });
  }

  private int[] shuffled(int size) {
    int[] numbers = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      numbers[i] = numbers[j];
      numbers[j] = i;
    }
    return numbers;
  }

  /** Of several rows, one is negative: a maximum that is sought from 0 on is not found there. */
  private FloatTensor withNegativeRow(double least, FloatTensor values) {
    int length = rowLength(values.shape());
    int rows = values.size() / length;
    if (!bothSigns || rows < 2) {
      return values;
    }
    int negative = random.nextInt(rows);
    return FloatTensor.of(
        values.shape(),
        i -> i / length == negative ? -least - Math.abs(values.at(i)) : values.at(i));
  }

  /** With one value negated, if several are all of one sign. */
  private FloatTensor signed(FloatTensor values) {
    if (!bothSigns || values.size() < 2) {
      return values;
    }
    for (int i = 1; i < values.size(); i++) {
      if (values.at(i) > 0 != values.at(0) > 0) {
        return values;
      }
    }
    int negated = random.nextInt(values.size());
    return FloatTensor.of(values.shape(), i -> i == negated ? -values.at(i) : values.at(i));
  }
}
