package org.gradoracle.tensor;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import org.gradoracle.text.Text;

/**
 * A tensor over a plain Java array in row-major order.
 *
 * <p>The elementwise operations are written once, in double: for +, -, *, / and a float operand the
 * double result rounded to float is the float result, since 53 bits are more than 2 * 24 + 2
 * (Figueroa, "When is double rounding innocuous?", 1995). What depends on the order of rounding
 * (sums, products) or on the function (exp, log, pow, tanh) is left to the two subclasses.
 */
public abstract sealed class ArrayTensor implements Tensor permits FloatTensor, DoubleTensor {

  private final Shape shape;

  ArrayTensor(Shape shape, int length) {
    if (shape.size() != length) {
      throw new TensorException(
          "shape " + shape + " takes " + shape.size() + " values, found " + length);
    }
    this.shape = shape;
  }

  /** The element type. */
  public abstract Dtype dtype();

  /** One element, widened; {@code index} counts in row-major order. */
  public abstract double at(int index);

  /** A tensor of the same element type whose elements are these values, rounded to it. */
  abstract ArrayTensor make(Shape shape, IntToDoubleFunction values);

  /** The number rounded to the element type. */
  abstract double round(double number);

  /**
   * Sums over the middle one of three axes (outer, count, inner); the result has {@code reduced}.
   */
  abstract ArrayTensor sum(Shape reduced, int outer, int count, int inner);

  /** The transpose of (rows, columns). */
  abstract ArrayTensor transpose(int rows, int columns);

  /** The matrix product of (n, k) and (k, m). */
  abstract ArrayTensor product(ArrayTensor y, int n, int k, int m);

  @Override
  public final Shape shape() {
    return shape;
  }

  /** The number of elements. */
  public final int size() {
    return shape.size();
  }

  @Override
  public final ArrayTensor add(Tensor y) {
    return zip("add", y, Double::sum);
  }

  @Override
  public final ArrayTensor sub(Tensor y) {
    return zip("sub", y, (a, b) -> a - b);
  }

  @Override
  public final ArrayTensor mul(Tensor y) {
    return zip("mul", y, (a, b) -> a * b);
  }

  @Override
  public final ArrayTensor div(Tensor y) {
    return zip("div", y, (a, b) -> a / b);
  }

  @Override
  public final ArrayTensor add(double number) {
    double rounded = round(number);
    return map(x -> x + rounded);
  }

  @Override
  public final ArrayTensor mul(double number) {
    double rounded = round(number);
    return map(x -> x * rounded);
  }

  @Override
  public final ArrayTensor rsub(double number) {
    double rounded = round(number);
    return map(x -> rounded - x);
  }

  @Override
  public final ArrayTensor neg() {
    return map(x -> -x);
  }

  @Override
  public final ArrayTensor sigmoid() {
    return map(x -> 1 / (1 + StrictMath.exp(-x)));
  }

  @Override
  public final ArrayTensor erf() {
    return map(ErrorFunction::at);
  }

  @Override
  public final ArrayTensor relu() {
    return map(x -> x <= 0 ? 0 : x);
  }

  @Override
  public final ArrayTensor gt(double number) {
    double rounded = round(number);
    return map(x -> x > rounded ? 1 : 0);
  }

  @Override
  public final ArrayTensor maskedFill(Tensor mask, double number) {
    ArrayTensor masked = sameKind("maskedFill", mask);
    requireShape("maskedFill", masked, shape);
    return make(shape, i -> masked.at(i) != 0 ? number : at(i));
  }

  @Override
  public final ArrayTensor zerosLike() {
    return make(shape, i -> 0);
  }

  @Override
  public final ArrayTensor onesLike() {
    return make(shape, i -> 1);
  }

  @Override
  public final ArrayTensor sum(int axis) {
    return sum(shape.reduced(axis), axis);
  }

  @Override
  public final ArrayTensor sumSqueezed(int axis) {
    return sum(shape.without(axis), axis);
  }

  private ArrayTensor sum(Shape reduced, int axis) {
    int positive = shape.axis(axis);
    return sum(
        reduced,
        shape.product(0, positive),
        shape.dim(positive),
        shape.product(positive + 1, shape.rank()));
  }

  @Override
  public final ArrayTensor sum() {
    return sum(Shape.of(), 1, size(), 1);
  }

  @Override
  public final ArrayTensor mean() {
    int count = size();
    return sum().map(sum -> sum / count);
  }

  @Override
  public final ArrayTensor max(int axis) {
    int[] first = firstMaxima(axis);
    return make(shape.reduced(axis), i -> at(first[i]));
  }

  @Override
  public final ArrayTensor oneHotMax(int axis) {
    double[] oneHot = new double[size()];
    for (int index : firstMaxima(axis)) {
      oneHot[index] = 1;
    }
    return make(shape, i -> oneHot[i]);
  }

  /**
   * For every element of the reduced shape, the index of its first maximum; NaN is the greatest.
   */
  private int[] firstMaxima(int axis) {
    int count = shape.dim(axis);
    int inner = shape.product(shape.axis(axis) + 1, shape.rank());
    int[] maxima = new int[size() / count];
    for (int i = 0; i < maxima.length; i++) {
      int first = i / inner * count * inner + i % inner;
      int best = first;
      for (int k = 1; k < count; k++) {
        int candidate = first + k * inner;
        if (at(candidate) > at(best) || (Double.isNaN(at(candidate)) && !Double.isNaN(at(best)))) {
          best = candidate;
        }
      }
      maxima[i] = best;
    }
    return maxima;
  }

  @Override
  public final ArrayTensor view(Shape shape) {
    if (shape.size() != size()) {
      throw new TensorException(
          "view: shape " + this.shape + " cannot be viewed as " + shape + ": sizes differ");
    }
    return make(shape, this::at);
  }

  @Override
  public final ArrayTensor t() {
    requireRank("t", 2);
    return transpose(shape.dim(0), shape.dim(1));
  }

  @Override
  public final ArrayTensor matmul(Tensor y) {
    ArrayTensor right = sameKind("matmul", y);
    if (shape.rank() != 2 || right.shape.rank() != 2 || shape.dim(1) != right.shape.dim(0)) {
      throw new TensorException(
          "matmul: shapes " + shape + " and " + right.shape + " are not (n, k) and (k, m)");
    }
    return product(right, shape.dim(0), shape.dim(1), right.shape.dim(1));
  }

  @Override
  public final ArrayTensor rows(Tensor indices) {
    requireRank("rows", 2);
    int columns = shape.dim(1);
    int[] rows = indices("rows", indices, shape.dim(0));
    return make(
        indices.shape().followedBy(shape, 1), i -> at(rows[i / columns] * columns + i % columns));
  }

  @Override
  public final ArrayTensor addRows(Tensor indices, Tensor y) {
    requireRank("addRows", 2);
    int columns = shape.dim(1);
    int[] rows = indices("addRows", indices, shape.dim(0));
    ArrayTensor added = sameKind("addRows", y);
    requireShape("addRows", added, indices.shape().followedBy(shape, 1));
    double[] sums = values();
    for (int i = 0; i < added.size(); i++) {
      int target = rows[i / columns] * columns + i % columns;
      sums[target] = round(sums[target] + added.at(i));
    }
    return make(shape, i -> sums[i]);
  }

  @Override
  public final ArrayTensor pick(Tensor indices) {
    int[] columns = columnOfEachRow("pick", indices);
    int width = shape.dim(1);
    return make(indices.shape(), i -> at(i * width + columns[i]));
  }

  @Override
  public final ArrayTensor addAt(Tensor indices, Tensor y) {
    int[] columns = columnOfEachRow("addAt", indices);
    ArrayTensor added = sameKind("addAt", y);
    if (added.shape.rank() > 0) {
      requireShape("addAt", added, indices.shape());
    }
    int width = shape.dim(1);
    double[] sums = values();
    for (int row = 0; row < columns.length; row++) {
      int target = row * width + columns[row];
      sums[target] = sums[target] + added.at(added.shape.rank() == 0 ? 0 : row);
    }
    return make(shape, i -> sums[i]);
  }

  /** The elements, widened, in row-major order: an array of its own. */
  public final double[] values() {
    double[] values = new double[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = at(i);
    }
    return values;
  }

  /** Each element's function value, rounded to the element type. */
  final ArrayTensor map(DoubleUnaryOperator function) {
    return make(shape, i -> function.applyAsDouble(at(i)));
  }

  private ArrayTensor zip(String operation, Tensor y, DoubleBinaryOperator function) {
    ArrayTensor other = sameKind(operation, y);
    if (shape.equals(other.shape)) {
      return make(shape, i -> function.applyAsDouble(at(i), other.at(i)));
    }
    Shape joint = Shape.broadcast(operation, shape, other.shape);
    int[] left = shape.indicesIn(joint);
    int[] right = other.shape.indicesIn(joint);
    return make(joint, i -> function.applyAsDouble(at(left[i]), other.at(right[i])));
  }

  private ArrayTensor sameKind(String operation, Tensor y) {
    if (y instanceof ArrayTensor other && other.dtype() == dtype()) {
      return other;
    }
    String found =
        y instanceof ArrayTensor other ? other.dtype().toString() : y.getClass().getName();
    throw new TensorException(
        operation + ": a " + dtype() + " tensor was given a " + found + " one");
  }

  private void requireRank(String operation, int rank) {
    if (shape.rank() != rank) {
      throw new TensorException(
          operation + ": shape " + shape + " has " + shape.rank() + " axes, expected " + rank);
    }
  }

  private static void requireShape(String operation, ArrayTensor y, Shape expected) {
    if (!y.shape.equals(expected)) {
      throw new TensorException(operation + ": shape " + y.shape + " given, expected " + expected);
    }
  }

  private int[] columnOfEachRow(String operation, Tensor indices) {
    requireRank(operation, 2);
    requireShape(operation, sameKind(operation, indices), Shape.of(shape.dim(0)));
    return indices(operation, indices, shape.dim(1));
  }

  private int[] indices(String operation, Tensor indices, int limit) {
    ArrayTensor given = sameKind(operation, indices);
    int[] whole = new int[given.size()];
    for (int i = 0; i < whole.length; i++) {
      double index = given.at(i);
      whole[i] = (int) index;
      if (whole[i] != index || index < 0 || index >= limit) {
        throw new TensorException(
            Text.format(
                "%s: index %s at %s, expected a whole number from 0 to %d%s",
                operation,
                index,
                given.shape.position(i),
                limit - 1,
                whole[i] == index ? "" : "; is it a parameter? Indices are constants"));
      }
    }
    return whole;
  }
}
