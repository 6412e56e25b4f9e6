package org.gradoracle.tensor;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import org.gradoracle.rounding.FloatFunctions;
import org.gradoracle.rounding.FloatPowers;
import org.gradoracle.rounding.FloatProducts;
import org.gradoracle.rounding.FloatSums;
import org.gradoracle.rounding.Maxima;
import org.gradoracle.rounding.Runs;
import org.gradoracle.rounding.Transposed;

/**
 * A tensor over {@code float[]} that rounds as libtorch's CPU engine does: {@code
 * docs/exactness.md}.
 */
public final class FloatTensor extends ArrayTensor {

  /** The bits of 1. */
  private static final int ONE = 0x3f800000;

  private final float[] elements;

  /**
   * Whether PyTorch would have this matrix, or these matrices, in memory by columns: the order of a
   * small product depends on it. Here elements are always in row-major order.
   */
  private final boolean transposed;

  private FloatTensor(Shape shape, float[] elements) {
    this(shape, elements, false);
  }

  private FloatTensor(Shape shape, float[] elements, boolean transposed) {
    super(shape, elements.length);
    this.elements = elements;
    this.transposed = transposed;
  }

  /**
   * A tensor of these elements in row-major order, which are copied.
   *
   * @throws TensorException if their number is not the shape's size
   */
  public static FloatTensor of(Shape shape, float... elements) {
    return new FloatTensor(shape, elements.clone());
  }

  /**
   * A tensor of whole numbers, to be used as indices.
   *
   * @throws TensorException if an index is not exact in float32, as some beyond 2^24 are not, or if
   *     their number is not the shape's size
   */
  public static FloatTensor indices(Shape shape, int... indices) {
    for (int index : indices) {
      if ((int) (float) index != index) {
        throw new TensorException("index " + index + " is not exact in float32");
      }
    }
    if (shape.size() != indices.length) {
      throw new TensorException(
          "shape " + shape + " takes " + shape.size() + " indices, found " + indices.length);
    }
    return of(shape, i -> indices[i]);
  }

  /**
   * A tensor whose element {@code i}, in row-major order, is {@code values(i)} rounded to float.
   */
  public static FloatTensor of(Shape shape, IntToDoubleFunction values) {
    float[] elements = new float[shape.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) values.applyAsDouble(i);
    }
    return new FloatTensor(shape, elements);
  }

  /** A tensor of these elements rounded to float. */
  static FloatTensor ofRounded(Shape shape, double[] elements) {
    float[] rounded = new float[elements.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) elements[i];
    }
    return new FloatTensor(shape, rounded);
  }

  @Override
  public Dtype dtype() {
    return Dtype.FLOAT32;
  }

  @Override
  public double at(int index) {
    return elements[index];
  }

  /** The elements in row-major order: an array of its own. */
  public float[] toFloatArray() {
    return elements.clone();
  }

  @Override
  public double[] values() {
    double[] values = new double[elements.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = elements[i];
    }
    return values;
  }

  @Override
  public int mismatch(ArrayTensor other) {
    return Arrays.mismatch(elements, elements(other));
  }

  @Override
  public FloatTensor pow(double exponent) {
    return exponent == 2
        ? zip(Arithmetic.MUL, this, shape())
        : new FloatTensor(shape(), FloatPowers.pow(elements, (float) exponent));
  }

  @Override
  public FloatTensor exp() {
    return new FloatTensor(shape(), FloatFunctions.exp(elements));
  }

  @Override
  public FloatTensor log() {
    return new FloatTensor(shape(), FloatFunctions.log(elements));
  }

  @Override
  public FloatTensor tanh() {
    return new FloatTensor(shape(), FloatFunctions.tanh(elements));
  }

  @Override
  public FloatTensor oneMinusSquare() {
    float[] results = new float[elements.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = Math.fma(-elements[i], elements[i], 1);
    }
    return new FloatTensor(shape(), results);
  }

  @Override
  public FloatTensor neg() {
    float[] results = new float[elements.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = -elements[i];
    }
    return new FloatTensor(shape(), results);
  }

  @Override
  public FloatTensor relu() {
    float[] results = new float[elements.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = Math.max(elements[i], 0);
    }
    return new FloatTensor(shape(), results);
  }

  @Override
  FloatTensor map(DoubleUnaryOperator function) {
    float[] results = new float[elements.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = (float) function.applyAsDouble(elements[i]);
    }
    return new FloatTensor(shape(), results);
  }

  @Override
  FloatTensor zip(Arithmetic operation, ArrayTensor y, Shape joint) {
    return new FloatTensor(
        joint, FloatArithmetic.zip(operation, elements, shape(), elements(y), y.shape(), joint));
  }

  @Override
  FloatTensor greater(double number) {
    float rounded = (float) number;
    float[] results = new float[elements.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = Float.intBitsToFloat(elements[i] > rounded ? ONE : 0); // no branch
    }
    return new FloatTensor(shape(), results);
  }

  @Override
  FloatTensor masked(ArrayTensor mask, double number) {
    float rounded = (float) number;
    float[] masks = elements(mask);
    float[] results = new float[elements.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = masks[i] != 0 ? rounded : elements[i];
    }
    return new FloatTensor(shape(), results);
  }

  @Override
  FloatTensor filled(Shape shape, double number) {
    float[] results = new float[shape.size()];
    Arrays.fill(results, (float) number);
    return new FloatTensor(shape, results);
  }

  @Override
  FloatTensor reshaped(Shape shape) {
    return new FloatTensor(shape, elements);
  }

  @Override
  int[] firstMaxima(int outer, int count, int inner) {
    return Maxima.first(elements, outer, count, inner);
  }

  @Override
  FloatTensor byColumns(ArrayTensor before) {
    return new FloatTensor(shape(), elements, !((FloatTensor) before).transposed);
  }

  @Override
  FloatTensor taken(Shape shape, int[] starts, int length) {
    return new FloatTensor(shape, Runs.taken(elements, starts, length));
  }

  @Override
  FloatTensor added(int[] starts, int length, ArrayTensor y) {
    return new FloatTensor(shape(), Runs.added(elements, starts, length, elements(y)));
  }

  @Override
  FloatTensor joined(Shape shape, int length, ArrayTensor y, int lengthOfY) {
    return new FloatTensor(shape, Runs.joined(elements, length, elements(y), lengthOfY));
  }

  @Override
  FloatTensor sum(Shape reduced, int outer, int count, int inner) {
    return new FloatTensor(reduced, FloatSums.sum(elements, outer, count, inner));
  }

  @Override
  FloatTensor transposeMatrix(int rows, int columns) {
    float[] results = Transposed.columns(elements, rows, columns, 0, columns);
    return new FloatTensor(Shape.of(columns, rows), results, !transposed);
  }

  @Override
  FloatTensor products(ArrayTensor y, Shape shape, int n, int k, int m) {
    FloatTensor right = (FloatTensor) y;
    if (shape.rank() == 2) {
      return new FloatTensor(
          shape,
          FloatProducts.product(elements, transposed, right.elements, right.transposed, n, k, m));
    }
    float[] products = new float[shape.size()];
    for (int i = 0; i < products.length / (n * m); i++) {
      float[] a = Arrays.copyOfRange(elements, i * n * k, (i + 1) * n * k);
      float[] b = Arrays.copyOfRange(right.elements, i * k * m, (i + 1) * k * m);
      float[] product = FloatProducts.ofSeveral(a, transposed, b, right.transposed, n, k, m);
      System.arraycopy(product, 0, products, i * n * m, n * m);
    }
    return new FloatTensor(shape, products);
  }

  @Override
  FloatTensor rounded(Shape shape, double[] elements) {
    return ofRounded(shape, elements);
  }

  private static float[] elements(ArrayTensor tensor) {
    return ((FloatTensor) tensor).elements;
  }
}
