package org.gradoracle.tensor;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/**
 * The operations one element at a time, in double and rounded to the element type, with nothing
 * done for speed: what the loops over arrays have to give, bit for bit.
 *
 * <p>For +, -, *, / and float operands the double result rounded to float is the float result,
 * since 53 bits are more than 2 * 24 + 2 (Figueroa, "When is double rounding innocuous?", 1995).
 */
final class YardstickTensor {

  private final ArrayTensor x;
  private final Shape shape;

  YardstickTensor(ArrayTensor x) {
    this.x = x;
    this.shape = x.shape();
  }

  ArrayTensor zip(ArrayTensor y, DoubleBinaryOperator function) {
    Shape joint = Shape.broadcast("zip", shape, y.shape());
    return make(
        joint,
        i ->
            function.applyAsDouble(x.at(index(joint, i, shape)), y.at(index(joint, i, y.shape()))));
  }

  ArrayTensor map(DoubleUnaryOperator function) {
    return make(shape, i -> function.applyAsDouble(x.at(i)));
  }

  double round(double number) {
    return x.dtype() == Dtype.FLOAT32 ? (float) number : number;
  }

  ArrayTensor maskedFill(ArrayTensor mask, double number) {
    return make(shape, i -> mask.at(i) != 0 ? number : x.at(i));
  }

  ArrayTensor max(int axis) {
    int[] first = firstMaxima(axis);
    return make(shape.reduced(axis), i -> x.at(first[i]));
  }

  ArrayTensor oneHotMax(int axis) {
    double[] oneHot = new double[x.size()];
    for (int index : firstMaxima(axis)) {
      oneHot[index] = 1;
    }
    return make(shape, i -> oneHot[i]);
  }

  private int[] firstMaxima(int axis) {
    int count = shape.dim(axis);
    int inner = 1;
    for (int i = shape.axis(axis) + 1; i < shape.rank(); i++) {
      inner *= shape.dim(i);
    }
    int[] maxima = new int[x.size() / count];
    for (int i = 0; i < maxima.length; i++) {
      int first = i / inner * count * inner + i % inner;
      int best = first;
      for (int k = 1; k < count; k++) {
        int next = first + k * inner;
        if (x.at(next) > x.at(best) || (Double.isNaN(x.at(next)) && !Double.isNaN(x.at(best)))) {
          best = next;
        }
      }
      maxima[i] = best;
    }
    return maxima;
  }

  ArrayTensor view(Shape other) {
    return make(other, x::at);
  }

  ArrayTensor t() {
    int rows = shape.dim(0);
    int columns = shape.dim(1);
    return make(Shape.of(columns, rows), i -> x.at(i % rows * columns + i / rows));
  }

  ArrayTensor rows(ArrayTensor indices) {
    int columns = shape.dim(1);
    return make(
        indices.shape().followedBy(shape, 1),
        i -> x.at(((int) indices.at(i / columns)) * columns + i % columns));
  }

  ArrayTensor addRows(ArrayTensor indices, ArrayTensor y) {
    int columns = shape.dim(1);
    double[] sums = x.values();
    for (int i = 0; i < y.size(); i++) {
      int target = ((int) indices.at(i / columns)) * columns + i % columns;
      sums[target] = round(sums[target] + y.at(i));
    }
    return make(shape, i -> sums[i]);
  }

  ArrayTensor pick(ArrayTensor indices) {
    return make(indices.shape(), i -> x.at(i * shape.dim(1) + (int) indices.at(i)));
  }

  ArrayTensor addAt(ArrayTensor indices, ArrayTensor y) {
    double[] sums = x.values();
    for (int row = 0; row < shape.dim(0); row++) {
      sums[row * shape.dim(1) + (int) indices.at(row)] += y.at(y.shape().rank() == 0 ? 0 : row);
    }
    return make(shape, i -> sums[i]);
  }

  /** Of floats in libtorch's order, of doubles in that of their indices. */
  ArrayTensor sum(Shape reduced, int outer, int count, int inner) {
    if (x instanceof FloatTensor floats) {
      return FloatTensor.of(reduced, YardstickSums.sum(floats.toFloatArray(), outer, count, inner));
    }
    double[] sums = new double[outer * inner];
    for (int i = 0; i < x.size(); i++) {
      sums[i / (count * inner) * inner + i % inner] += x.at(i);
    }
    return DoubleTensor.of(reduced, sums);
  }

  /** Of doubles: terms in order, each by a fused multiply-add. */
  ArrayTensor matmul(ArrayTensor y) {
    int terms = shape.dim(1);
    int columns = y.shape().dim(1);
    return make(
        Shape.of(shape.dim(0), columns),
        i -> {
          double sum = 0;
          for (int k = 0; k < terms; k++) {
            sum = Math.fma(x.at(i / columns * terms + k), y.at(k * columns + i % columns), sum);
          }
          return sum;
        });
  }

  private ArrayTensor make(Shape made, IntToDoubleFunction values) {
    return x.dtype() == Dtype.FLOAT32
        ? FloatTensor.of(made, values)
        : DoubleTensor.of(made, values);
  }

  /** Where the element at a place of the joint shape is in one that is broadcast to it. */
  private static int index(Shape joint, int place, Shape shape) {
    int index = 0;
    int rest = place;
    for (int axis = 1, stride = 1; axis <= joint.rank(); axis++) {
      int position = rest % joint.dim(-axis);
      rest /= joint.dim(-axis);
      if (axis <= shape.rank()) {
        index += shape.dim(-axis) == 1 ? 0 : position * stride;
        stride *= shape.dim(-axis);
      }
    }
    return index;
  }
}
