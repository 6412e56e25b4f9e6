package org.gradoracle.tensor;

import java.util.function.IntToDoubleFunction;

/**
 * A tensor over {@code float[]} that rounds as libtorch's CPU engine does: {@code
 * docs/exactness.md}.
 */
public final class FloatTensor extends ArrayTensor {

  private final float[] elements;

  /**
   * Whether PyTorch would have this matrix in memory by columns: the order of a small product
   * depends on it. Here elements are always in row-major order.
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

  /** A tensor of whole numbers, to be used as indices: exact up to 2^24. */
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
  public FloatTensor pow(double exponent) {
    return new FloatTensor(shape(), FloatPowers.pow(elements, (float) exponent));
  }

  @Override
  public FloatTensor exp() {
    return each(FloatFunctions::exp);
  }

  @Override
  public FloatTensor log() {
    return each(FloatFunctions::log);
  }

  @Override
  public FloatTensor tanh() {
    return each(FloatFunctions::tanh);
  }

  @Override
  public FloatTensor oneMinusSquare() {
    return each(x -> Math.fma(-x, x, 1));
  }

  private FloatTensor each(FloatFunction function) {
    float[] results = new float[elements.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = function.apply(elements[i]);
    }
    return new FloatTensor(shape(), results);
  }

  @FunctionalInterface
  private interface FloatFunction {
    float apply(float x);
  }

  @Override
  FloatTensor transpose(int rows, int columns) {
    float[] results = new float[elements.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        results[j * rows + i] = elements[i * columns + j];
      }
    }
    return new FloatTensor(Shape.of(columns, rows), results, !transposed);
  }

  @Override
  FloatTensor make(Shape shape, IntToDoubleFunction values) {
    return of(shape, values);
  }

  @Override
  double round(double number) {
    return (float) number;
  }

  @Override
  FloatTensor sum(Shape reduced, int outer, int count, int inner) {
    return new FloatTensor(reduced, FloatSums.sum(elements, outer, count, inner));
  }

  @Override
  FloatTensor product(ArrayTensor y, int n, int k, int m) {
    FloatTensor right = (FloatTensor) y;
    return new FloatTensor(
        Shape.of(n, m),
        FloatProducts.product(elements, transposed, right.elements, right.transposed, n, k, m));
  }
}
