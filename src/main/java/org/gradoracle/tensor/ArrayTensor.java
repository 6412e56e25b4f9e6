package org.gradoracle.tensor;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.gradoracle.rounding.ErrorFunction;
import org.gradoracle.text.Text;

/**
 * A tensor over a plain Java array in row-major order.
 *
 * <p>This class says what each operation accepts, rejects and means; the loops over the elements
 * are in the two subclasses. Elements never change, so tensors may share an array.
 */
public abstract sealed class ArrayTensor implements Tensor permits FloatTensor, DoubleTensor {

  private static final Shape SCALAR = Shape.of();

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

  /** The elements, widened, in row-major order: an array of its own. */
  public abstract double[] values();

  /**
   * The row-major index of the first element that differs from the other tensor's, or -1 if none
   * does. Elements are compared by their bits, except that all NaNs are equal.
   *
   * @param other of the same element type and shape
   */
  public abstract int mismatch(ArrayTensor other);

  /** A tensor of this element type whose elements all are the number, rounded to it. */
  abstract ArrayTensor filled(Shape shape, double number);

  /** The same elements in another shape of the same size. */
  abstract ArrayTensor reshaped(Shape shape);

  /** The operation on every element of the joint shape, to which both operands are broadcast. */
  abstract ArrayTensor zip(Arithmetic operation, ArrayTensor y, Shape joint);

  /** Each element's function value, rounded to the element type. */
  abstract ArrayTensor map(DoubleUnaryOperator function);

  /** 1 where an element is greater than the number, else 0. */
  abstract ArrayTensor greater(double number);

  /** The number where the mask is not 0. */
  abstract ArrayTensor masked(ArrayTensor mask, double number);

  /** Where the first maxima along the middle one of three axes (outer, count, inner) are. */
  abstract int[] firstMaxima(int outer, int count, int inner);

  /**
   * The same elements, marked as PyTorch would have them in memory: column-major if {@code before},
   * whose last two axes were exchanged to get this tensor, is row-major, and the other way round.
   */
  abstract ArrayTensor byColumns(ArrayTensor before);

  /** The runs of {@code length} consecutive elements that start at these indices, concatenated. */
  abstract ArrayTensor taken(Shape shape, int[] starts, int length);

  /** With {@code y}, or its single element, added to these runs, one after the other. */
  abstract ArrayTensor added(int[] starts, int length, ArrayTensor y);

  /** Runs of this length and runs of {@code y}, of that length, in turn. */
  abstract ArrayTensor joined(Shape shape, int length, ArrayTensor y, int lengthOfY);

  /**
   * Sums over the middle one of three axes (outer, count, inner); the result has {@code reduced}.
   */
  abstract ArrayTensor sum(Shape reduced, int outer, int count, int inner);

  /** The transpose of (rows, columns). */
  abstract ArrayTensor transposeMatrix(int rows, int columns);

  /**
   * A batch of matrix products: each (n, k) matrix of this tensor times the (k, m) matrix of {@code
   * y} at the same place.
   *
   * @param shape that of the result, (..., n, m)
   */
  abstract ArrayTensor products(ArrayTensor y, Shape shape, int n, int k, int m);

  /** A tensor of these elements, rounded to the element type. */
  abstract ArrayTensor rounded(Shape shape, double[] elements);

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
    return zip("add", Arithmetic.ADD, y);
  }

  @Override
  public final ArrayTensor sub(Tensor y) {
    return zip("sub", Arithmetic.SUB, y);
  }

  @Override
  public final ArrayTensor mul(Tensor y) {
    return zip("mul", Arithmetic.MUL, y);
  }

  @Override
  public final ArrayTensor div(Tensor y) {
    return zip("div", Arithmetic.DIV, y);
  }

  @Override
  public final ArrayTensor add(double number) {
    return zip(Arithmetic.ADD, filled(SCALAR, number), shape);
  }

  @Override
  public final ArrayTensor mul(double number) {
    return zip(Arithmetic.MUL, filled(SCALAR, number), shape);
  }

  @Override
  public final ArrayTensor rsub(double number) {
    return filled(SCALAR, number).zip(Arithmetic.SUB, this, shape);
  }

  @Override
  public abstract ArrayTensor neg();

  @Override
  public abstract ArrayTensor relu();

  @Override
  public final ArrayTensor sigmoid() {
    return map(x -> 1 / (1 + StrictMath.exp(-x)));
  }

  @Override
  public final ArrayTensor erf() {
    return map(ErrorFunction::at);
  }

  @Override
  public final ArrayTensor sqrt() {
    return map(Math::sqrt); // rounded rightly to double, it is so to float as well
  }

  @Override
  public final ArrayTensor abs() {
    return map(Math::abs);
  }

  @Override
  public final ArrayTensor sin() {
    return map(StrictMath::sin);
  }

  @Override
  public final ArrayTensor cos() {
    return map(StrictMath::cos);
  }

  @Override
  public final ArrayTensor atan() {
    return map(StrictMath::atan);
  }

  @Override
  public final ArrayTensor log1p() {
    return map(StrictMath::log1p);
  }

  @Override
  public final ArrayTensor expm1() {
    return map(StrictMath::expm1);
  }

  @Override
  public final ArrayTensor maximum(Tensor y) {
    return pairs("maximum", y, Math::max);
  }

  @Override
  public final ArrayTensor gt(Tensor y) {
    return pairs("gt", y, (a, b) -> a > b ? 1 : 0);
  }

  @Override
  public final ArrayTensor eq(Tensor y) {
    return pairs("eq", y, (a, b) -> a == b ? 1 : 0);
  }

  @Override
  public final ArrayTensor where(Tensor condition, Tensor y) {
    ArrayTensor other = sameKind("where", y);
    ArrayTensor mask = sameKind("where", condition);
    Shape joint =
        Shape.broadcast("where", Shape.broadcast("where", mask.shape, shape), other.shape);
    ArrayTensor chosen = mask.expand(joint);
    ArrayTensor yes = expand(joint);
    ArrayTensor no = other.expand(joint);
    double[] results = new double[joint.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = chosen.at(i) != 0 ? yes.at(i) : no.at(i);
    }
    return rounded(joint, results);
  }

  /** An operation that rounds nothing, on each two elements. */
  private ArrayTensor pairs(String name, Tensor y, DoubleBinaryOperator operation) {
    ArrayTensor other = sameKind(name, y);
    Shape joint = Shape.broadcast(name, shape, other.shape);
    ArrayTensor left = expand(joint);
    ArrayTensor right = other.expand(joint);
    double[] results = new double[joint.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = operation.applyAsDouble(left.at(i), right.at(i));
    }
    return rounded(joint, results);
  }

  @Override
  public final ArrayTensor gt(double number) {
    return greater(number);
  }

  @Override
  public final ArrayTensor maskedFill(Tensor mask, double number) {
    ArrayTensor masked = sameKind("maskedFill", mask);
    requireShape("maskedFill", masked, shape);
    return masked(masked, number);
  }

  @Override
  public final ArrayTensor zerosLike() {
    return filled(shape, 0);
  }

  @Override
  public final ArrayTensor onesLike() {
    return filled(shape, 1);
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
    return sum(reduced, shape.outer(axis), shape.dim(axis), shape.inner(axis));
  }

  @Override
  public final ArrayTensor sum() {
    return sum(SCALAR, 1, size(), 1);
  }

  @Override
  public final ArrayTensor mean() {
    int count = size();
    return sum().map(sum -> sum / count);
  }

  @Override
  public final ArrayTensor max(int axis) {
    return taken(shape.reduced(axis), firstMaxima(axis), 1);
  }

  @Override
  public final ArrayTensor oneHotMax(int axis) {
    return zerosLike().added(firstMaxima(axis), 1, filled(SCALAR, 1));
  }

  @Override
  public final ArrayTensor amax(int... axes) {
    int[] all = axes.length > 0 ? axes : IntStream.range(0, shape.rank()).toArray();
    ArrayTensor greatest = this;
    for (int axis : all) {
      greatest = greatest.max(axis);
    }
    return greatest;
  }

  @Override
  public final ArrayTensor prod(int axis) {
    double[] products = running(axis, (product, x) -> product * x, 1);
    int count = shape.dim(axis);
    return rounded(shape, products).narrow(axis, count - 1, 1);
  }

  @Override
  public final ArrayTensor cumsum(int axis) {
    return rounded(shape, running(axis, Double::sum, 0));
  }

  /** What comes of each element and all before it along an axis, in double. */
  private double[] running(int axis, DoubleBinaryOperator operation, double start) {
    int count = shape.dim(axis);
    int inner = shape.inner(axis);
    double[] results = values();
    for (int i = 0; i < results.length; i++) {
      double before = i / inner % count == 0 ? start : results[i - inner];
      results[i] = operation.applyAsDouble(before, results[i]);
    }
    return results;
  }

  private int[] firstMaxima(int axis) {
    return firstMaxima(shape.outer(axis), shape.dim(axis), shape.inner(axis));
  }

  @Override
  public final ArrayTensor view(Shape shape) {
    if (shape.size() != size()) {
      throw new TensorException(
          "view: shape " + this.shape + " cannot be viewed as " + shape + ": sizes differ");
    }
    return reshaped(shape);
  }

  @Override
  public final ArrayTensor t() {
    requireRank("t", 2);
    return transposeMatrix(shape.dim(0), shape.dim(1));
  }

  @Override
  public final ArrayTensor permute(int... axes) {
    int[] positive = IntStream.of(axes).map(shape::axis).toArray();
    int[] all = IntStream.range(0, shape.rank()).toArray();
    if (!Arrays.equals(IntStream.of(positive).sorted().toArray(), all)) {
      throw new TensorException(
          "permute: " + Arrays.toString(axes) + " are not the axes of " + shape + ", each once");
    }
    if (shape.rank() == 2 && positive[0] == 1) {
      return t();
    }
    ArrayTensor permuted = viewed(Strides.of(shape).permuted(positive));
    boolean matrices = shape.rank() > 2 && Arrays.equals(positive, shape.exchanged(-2, -1));
    return matrices ? permuted.byColumns(this) : permuted;
  }

  @Override
  public final ArrayTensor expand(Shape joint) {
    if (shape.equals(joint)) {
      return this;
    }
    if (!Shape.broadcast("expand", shape, joint).equals(joint)) {
      throw new TensorException("expand: shape " + shape + " does not broadcast to " + joint);
    }
    return viewed(Strides.of(shape).expanded(joint));
  }

  @Override
  public final ArrayTensor flip(int axis) {
    return viewed(Strides.of(shape).flipped(shape.axis(axis)));
  }

  @Override
  public final ArrayTensor unfold(int axis, int size, int step, int dilation) {
    if (size < 1 || step < 1 || dilation < 1 || (size - 1L) * dilation >= shape.dim(axis)) {
      throw new TensorException(
          Text.format(
              "unfold: shape %s has no windows of %d along axis %d, with step %d and dilation %d",
              shape, size, axis, step, dilation));
    }
    return viewed(Strides.of(shape).windows(shape.axis(axis), size, step, dilation));
  }

  private ArrayTensor viewed(Strides strides) {
    return taken(strides.shape(), strides.starts(), strides.run());
  }

  @Override
  public final ArrayTensor tril(int diagonal) {
    if (shape.rank() < 2) {
      throw new TensorException("tril: shape " + shape + " has no rows and columns");
    }
    int columns = shape.dim(-1);
    int rows = shape.dim(-2);
    double[] results = values();
    for (int i = 0; i < results.length; i++) {
      if (i % columns - i / columns % rows > diagonal) {
        results[i] = 0;
      }
    }
    return rounded(shape, results);
  }

  @Override
  public final ArrayTensor cat(int axis, Tensor y) {
    ArrayTensor behind = sameKind("cat", y);
    if (shape.rank() == 0 || !shape.equals(likeThis(behind.shape, axis))) {
      throw new TensorException(
          "cat: shapes " + shape + " and " + behind.shape + " do not fit along axis " + axis);
    }
    int length = shape.dim(axis);
    int lengthOfY = behind.shape.dim(axis);
    int inner = shape.inner(axis);
    return joined(
        shape.with(axis, Math.addExact(length, lengthOfY)),
        length * inner,
        behind,
        lengthOfY * inner);
  }

  /** A shape with this one's size along an axis, if both have one. */
  private Shape likeThis(Shape other, int axis) {
    return other.rank() == shape.rank() ? other.with(axis, shape.dim(axis)) : other;
  }

  @Override
  public final ArrayTensor narrow(int axis, int start, int length) {
    int size = shape.dim(axis);
    int from = start < 0 ? start + size : start;
    if (from < 0 || length < 1 || from > size - length) {
      throw new TensorException(
          Text.format(
              "narrow: shape %s has no %d elements from %d on along axis %d",
              shape, length, start, axis));
    }
    int inner = shape.inner(axis);
    int[] starts = new int[shape.outer(axis)];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = (i * size + from) * inner;
    }
    return taken(shape.with(axis, length), starts, length * inner);
  }

  @Override
  public final ArrayTensor pad(int axis, int before, int after) {
    if (before < 0 || after < 0) {
      throw new TensorException(
          Text.format("pad: %d and %d zeros along axis %d of %s", before, after, axis, shape));
    }
    ArrayTensor padded = after == 0 ? this : cat(axis, filled(shape.with(axis, after), 0));
    return before == 0 ? padded : filled(shape.with(axis, before), 0).cat(axis, padded);
  }

  @Override
  public final ArrayTensor matmul(Tensor y) {
    ArrayTensor right = sameKind("matmul", y);
    if (shape.rank() == 2 && right.shape.rank() == 2 && shape.dim(1) == right.shape.dim(0)) {
      return matrices(right, Shape.of(shape.dim(0), right.shape.dim(1)));
    }
    if (shape.rank() == 0 || right.shape.rank() == 0) {
      throw noProduct(right);
    }
    if (shape.rank() == 1) {
      return view(shape.withNew(0)).matmul(right).dropped(right.shape.rank() == 1 ? -1 : -2);
    }
    if (right.shape.rank() == 1) {
      return matmul(right.view(right.shape.withNew(1))).dropped(-1);
    }
    if (shape.dim(-1) != right.shape.dim(-2)) {
      throw noProduct(right);
    }
    if (right.shape.rank() == 2) { // all rows at once, as PyTorch does it
      int k = shape.dim(-1);
      return view(Shape.of(size() / k, k)).matmul(right).view(shape.with(-1, right.shape.dim(1)));
    }
    return batched(right);
  }

  private ArrayTensor dropped(int axis) {
    return view(shape.without(axis));
  }

  private ArrayTensor batched(ArrayTensor right) {
    Shape batch = Shape.broadcast("matmul", shape.leading(2), right.shape.leading(2));
    Shape matrix = Shape.of(shape.dim(-2), shape.dim(-1));
    Shape other = Shape.of(right.shape.dim(-2), right.shape.dim(-1));
    return expand(batch.followedBy(matrix, 0))
        .matrices(
            right.expand(batch.followedBy(other, 0)),
            batch.followedBy(Shape.of(matrix.dim(0), other.dim(1)), 0));
  }

  private ArrayTensor matrices(ArrayTensor right, Shape products) {
    return products(right, products, shape.dim(-2), shape.dim(-1), right.shape.dim(-1));
  }

  private TensorException noProduct(ArrayTensor right) {
    return new TensorException(
        "matmul: shapes " + shape + " and " + right.shape + " are not (..., n, k) and (..., k, m)");
  }

  @Override
  public final ArrayTensor rows(Tensor indices) {
    requireRank("rows", 2);
    int[] starts = rowStarts("rows", indices);
    return taken(indices.shape().followedBy(shape, 1), starts, shape.dim(1));
  }

  @Override
  public final ArrayTensor addRows(Tensor indices, Tensor y) {
    requireRank("addRows", 2);
    int[] starts = rowStarts("addRows", indices);
    ArrayTensor added = sameKind("addRows", y);
    requireShape("addRows", added, indices.shape().followedBy(shape, 1));
    return added(starts, shape.dim(1), added);
  }

  @Override
  public final ArrayTensor pick(Tensor indices) {
    return taken(indices.shape(), oneOfEachRow("pick", indices), 1);
  }

  @Override
  public final ArrayTensor addAt(Tensor indices, Tensor y) {
    int[] places = oneOfEachRow("addAt", indices);
    ArrayTensor added = sameKind("addAt", y);
    if (added.shape.rank() > 0) {
      requireShape("addAt", added, indices.shape());
    }
    return added(places, 1, added);
  }

  @Override
  public final ArrayTensor gather(int axis, Tensor indices) {
    return taken(indices.shape(), places("gather", axis, indices), 1);
  }

  @Override
  public final ArrayTensor scatterAdd(int axis, Tensor indices, Tensor y) {
    ArrayTensor added = sameKind("scatterAdd", y);
    requireShape("scatterAdd", added, indices.shape());
    return added(places("scatterAdd", axis, indices), 1, added);
  }

  @Override
  public final ArrayTensor oneHot(int classes) {
    int[] places = indices("oneHot", this, classes);
    for (int i = 0; i < places.length; i++) {
      places[i] += i * classes;
    }
    return filled(shape.followedBy(Shape.of(classes), 0), 0).added(places, 1, filled(SCALAR, 1));
  }

  private int[] places(String operation, int axis, Tensor indices) {
    ArrayTensor given = sameKind(operation, indices);
    if (given.shape.rank() != shape.rank()
        || !given.shape.equals(shape.with(axis, given.shape.dim(axis)))) {
      throw new TensorException(
          Text.format(
              "%s: indices of shape %s do not fit shape %s along axis %d",
              operation, given.shape, shape, axis));
    }
    int count = shape.dim(axis);
    int inner = shape.inner(axis);
    int most = given.shape.dim(axis) * inner;
    int[] places = indices(operation, given, count);
    for (int i = 0; i < places.length; i++) {
      places[i] = (i / most * count + places[i]) * inner + i % inner;
    }
    return places;
  }

  private ArrayTensor zip(String name, Arithmetic operation, Tensor y) {
    ArrayTensor other = sameKind(name, y);
    return zip(
        operation,
        other,
        shape.equals(other.shape) ? shape : Shape.broadcast(name, shape, other.shape));
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

  private int[] rowStarts(String operation, Tensor indices) {
    int[] starts = indices(operation, indices, shape.dim(0));
    for (int i = 0; i < starts.length; i++) {
      starts[i] *= shape.dim(1);
    }
    return starts;
  }

  private int[] oneOfEachRow(String operation, Tensor indices) {
    requireRank(operation, 2);
    requireShape(operation, sameKind(operation, indices), Shape.of(shape.dim(0)));
    int[] places = indices(operation, indices, shape.dim(1));
    for (int row = 0; row < places.length; row++) {
      places[row] += row * shape.dim(1);
    }
    return places;
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
