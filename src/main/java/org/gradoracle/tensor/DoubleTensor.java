package org.gradoracle.tensor;

import java.util.function.IntToDoubleFunction;

/** A tensor over {@code double[]}; sums and products run in index order. */
public final class DoubleTensor extends ArrayTensor {

  private final double[] elements;

  private DoubleTensor(Shape shape, double[] elements) {
    super(shape, elements.length);
    this.elements = elements;
  }

  /**
   * A tensor of these elements in row-major order, which are copied.
   *
   * @throws TensorException if their number is not the shape's size
   */
  public static DoubleTensor of(Shape shape, double... elements) {
    return new DoubleTensor(shape, elements.clone());
  }

  /** A tensor whose element {@code i}, in row-major order, is {@code values(i)}. */
  public static DoubleTensor of(Shape shape, IntToDoubleFunction values) {
    double[] elements = new double[shape.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = values.applyAsDouble(i);
    }
    return new DoubleTensor(shape, elements);
  }

  @Override
  public Dtype dtype() {
    return Dtype.FLOAT64;
  }

  @Override
  public double at(int index) {
    return elements[index];
  }

  @Override
  public ArrayTensor pow(double exponent) {
    return map(x -> StrictMath.pow(x, exponent));
  }

  @Override
  public ArrayTensor exp() {
    return map(StrictMath::exp);
  }

  @Override
  public ArrayTensor log() {
    return map(StrictMath::log);
  }

  @Override
  public ArrayTensor tanh() {
    return map(StrictMath::tanh);
  }

  @Override
  public ArrayTensor oneMinusSquare() {
    return map(x -> Math.fma(-x, x, 1));
  }

  @Override
  DoubleTensor transpose(int rows, int columns) {
    return of(Shape.of(columns, rows), i -> elements[i % rows * columns + i / rows]);
  }

  @Override
  DoubleTensor make(Shape shape, IntToDoubleFunction values) {
    return of(shape, values);
  }

  @Override
  double round(double number) {
    return number;
  }

  @Override
  DoubleTensor sum(Shape reduced, int outer, int count, int inner) {
    double[] sums = new double[outer * inner];
    for (int i = 0; i < elements.length; i++) {
      sums[i / (count * inner) * inner + i % inner] += elements[i];
    }
    return new DoubleTensor(reduced, sums);
  }

  @Override
  DoubleTensor product(ArrayTensor y, int n, int k, int m) {
    double[] right = ((DoubleTensor) y).elements;
    double[] product = new double[n * m];
    for (int row = 0; row < n; row++) {
      for (int i = 0; i < k; i++) {
        double left = elements[row * k + i];
        for (int column = 0; column < m; column++) {
          int target = row * m + column;
          product[target] = Math.fma(left, right[i * m + column], product[target]);
        }
      }
    }
    return new DoubleTensor(Shape.of(n, m), product);
  }
}
