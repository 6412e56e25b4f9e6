package org.gradoracle.tensor;

import java.util.function.IntToDoubleFunction;

/** A tensor over {@code float[]} that sums and multiplies in libtorch's order. */
public final class FloatTensor extends ArrayTensor {

  private final float[] elements;

  private FloatTensor(Shape shape, float[] elements) {
    super(shape, elements.length);
    this.elements = elements;
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
    float rounded = (float) exponent;
    return of(shape(), i -> Math.pow(elements[i], rounded));
  }

  @Override
  public FloatTensor exp() {
    return of(shape(), i -> Math.exp(elements[i]));
  }

  @Override
  public FloatTensor log() {
    return of(shape(), i -> Math.log(elements[i]));
  }

  @Override
  public FloatTensor tanh() {
    return of(shape(), i -> Math.tanh(elements[i]));
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

  /** Every element is one chain of fused multiply-adds over k in order, starting from 0. */
  @Override
  FloatTensor product(ArrayTensor y, int n, int k, int m) {
    float[] right = ((FloatTensor) y).elements;
    float[] product = new float[n * m];
    for (int row = 0; row < n; row++) {
      for (int i = 0; i < k; i++) {
        float left = elements[row * k + i];
        for (int column = 0; column < m; column++) {
          int target = row * m + column;
          product[target] = Math.fma(left, right[i * m + column], product[target]);
        }
      }
    }
    return new FloatTensor(Shape.of(n, m), product);
  }
}
