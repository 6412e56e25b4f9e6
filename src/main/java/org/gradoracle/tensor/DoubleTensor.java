package org.gradoracle.tensor;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import org.gradoracle.rounding.DoubleProducts;
import org.gradoracle.rounding.DoubleSums;
import org.gradoracle.rounding.Maxima;
import org.gradoracle.rounding.Runs;
import org.gradoracle.rounding.Transposed;

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
  public double[] values() {
    return elements.clone();
  }

  @Override
  public int mismatch(ArrayTensor other) {
    return Arrays.mismatch(elements, elements(other));
  }

  @Override
  public DoubleTensor pow(double exponent) {
    return exponent == 2
        ? zip(Arithmetic.MUL, this, shape())
        : map(x -> StrictMath.pow(x, exponent));
  }

  @Override
  public DoubleTensor exp() {
    return map(StrictMath::exp);
  }

  @Override
  public DoubleTensor log() {
    return map(StrictMath::log);
  }

  @Override
  public DoubleTensor tanh() {
    return map(StrictMath::tanh);
  }

  @Override
  public DoubleTensor oneMinusSquare() {
    double[] results = new double[elements.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = Math.fma(-elements[i], elements[i], 1);
    }
    return new DoubleTensor(shape(), results);
  }

  @Override
  public DoubleTensor neg() {
    double[] results = new double[elements.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = -elements[i];
    }
    return new DoubleTensor(shape(), results);
  }

  @Override
  public DoubleTensor relu() {
    double[] results = new double[elements.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = Math.max(elements[i], 0);
    }
    return new DoubleTensor(shape(), results);
  }

  @Override
  DoubleTensor map(DoubleUnaryOperator function) {
    double[] results = new double[elements.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = function.applyAsDouble(elements[i]);
    }
    return new DoubleTensor(shape(), results);
  }

  @Override
  DoubleTensor zip(Arithmetic operation, ArrayTensor y, Shape joint) {
    return new DoubleTensor(
        joint, DoubleArithmetic.zip(operation, elements, shape(), elements(y), y.shape(), joint));
  }

  @Override
  DoubleTensor greater(double number) {
    double[] results = new double[elements.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = elements[i] > number ? 1 : 0;
    }
    return new DoubleTensor(shape(), results);
  }

  @Override
  DoubleTensor masked(ArrayTensor mask, double number) {
    double[] masks = elements(mask);
    double[] results = new double[elements.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = masks[i] != 0 ? number : elements[i];
    }
    return new DoubleTensor(shape(), results);
  }

  @Override
  DoubleTensor filled(Shape shape, double number) {
    double[] results = new double[shape.size()];
    Arrays.fill(results, number);
    return new DoubleTensor(shape, results);
  }

  @Override
  DoubleTensor reshaped(Shape shape) {
    return new DoubleTensor(shape, elements);
  }

  @Override
  int[] firstMaxima(int outer, int count, int inner) {
    return Maxima.first(elements, outer, count, inner);
  }

  @Override
  DoubleTensor byColumns(ArrayTensor before) {
    return this;
  }

  @Override
  DoubleTensor taken(Shape shape, int[] starts, int length) {
    return new DoubleTensor(shape, Runs.taken(elements, starts, length));
  }

  @Override
  DoubleTensor added(int[] starts, int length, ArrayTensor y) {
    return new DoubleTensor(shape(), Runs.added(elements, starts, length, elements(y)));
  }

  @Override
  DoubleTensor joined(Shape shape, int length, ArrayTensor y, int lengthOfY) {
    return new DoubleTensor(shape, Runs.joined(elements, length, elements(y), lengthOfY));
  }

  @Override
  DoubleTensor sum(Shape reduced, int outer, int count, int inner) {
    return new DoubleTensor(reduced, DoubleSums.sum(elements, outer, count, inner));
  }

  @Override
  DoubleTensor transposeMatrix(int rows, int columns) {
    return new DoubleTensor(
        Shape.of(columns, rows), Transposed.columns(elements, rows, columns, 0, columns));
  }

  @Override
  DoubleTensor products(ArrayTensor y, Shape shape, int n, int k, int m) {
    double[] right = elements(y);
    if (shape.rank() == 2) {
      return new DoubleTensor(shape, DoubleProducts.product(elements, right, n, k, m));
    }
    double[] products = new double[shape.size()];
    for (int i = 0; i < products.length / (n * m); i++) {
      double[] a = Arrays.copyOfRange(elements, i * n * k, (i + 1) * n * k);
      double[] b = Arrays.copyOfRange(right, i * k * m, (i + 1) * k * m);
      System.arraycopy(DoubleProducts.product(a, b, n, k, m), 0, products, i * n * m, n * m);
    }
    return new DoubleTensor(shape, products);
  }

  @Override
  DoubleTensor rounded(Shape shape, double[] elements) {
    return new DoubleTensor(shape, elements);
  }

  private static double[] elements(ArrayTensor tensor) {
    return ((DoubleTensor) tensor).elements;
  }
}
