package org.gradoracle.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The dimensions of a tensor, in row-major order; a scalar has none. */
public final class Shape {

  private final int[] dimensions;
  private final int size;

  private Shape(int[] dimensions) {
    this.dimensions = dimensions;
    size = product(0, dimensions.length);
  }

  /**
   * A shape of these dimensions.
   *
   * @throws TensorException if a dimension is below 1 or the shape has more than 2^31 - 1 elements
   */
  public static Shape of(int... dimensions) {
    long size = 1;
    for (int dimension : dimensions) {
      if (dimension < 1) {
        throw new TensorException(
            "shape "
                + text(dimensions)
                + " has the dimension "
                + dimension
                + ", expected 1 or more");
      }
      size *= dimension;
      if (size > Integer.MAX_VALUE) {
        throw new TensorException("shape " + text(dimensions) + " has more than 2^31 - 1 elements");
      }
    }
    return new Shape(dimensions.clone());
  }

  /** The number of dimensions. */
  public int rank() {
    return dimensions.length;
  }

  /**
   * The size along one axis; negative axes count from the last.
   *
   * @throws TensorException if there is no such axis
   */
  public int dim(int axis) {
    return dimensions[axis(axis)];
  }

  /** The number of elements. */
  public int size() {
    return size;
  }

  /** The axis counted from the first, for one that may be counted from the last (-1). */
  int axis(int axis) {
    int positive = axis < 0 ? axis + dimensions.length : axis;
    if (positive < 0 || positive >= dimensions.length) {
      throw new TensorException("shape " + this + " has no axis " + axis);
    }
    return positive;
  }

  /** The product of the dimensions from one axis (inclusive) to another (exclusive). */
  private int product(int from, int to) {
    int product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= dimensions[axis];
    }
    return product;
  }

  /** The product of the dimensions before an axis. */
  int outer(int axis) {
    return product(0, axis(axis));
  }

  /** The product of the dimensions after an axis: its stride in row-major order. */
  int inner(int axis) {
    return product(axis(axis) + 1, dimensions.length);
  }

  /** This shape with one axis reduced to size 1. */
  Shape reduced(int axis) {
    int[] reduced = dimensions.clone();
    reduced[axis(axis)] = 1;
    return new Shape(reduced);
  }

  /**
   * This shape with one more axis, of size 1.
   *
   * @param axis its index in the result; -1 is the last
   */
  Shape withNew(int axis) {
    int place = axis < 0 ? axis + dimensions.length + 1 : axis;
    if (place < 0 || place > dimensions.length) {
      throw new TensorException("unsqueeze: shape " + this + " has no place " + axis);
    }
    int[] more = new int[dimensions.length + 1];
    for (int i = 0; i < more.length; i++) {
      more[i] = i == place ? 1 : dimensions[i < place ? i : i - 1];
    }
    return new Shape(more);
  }

  /** All axes in order, but two exchanged. */
  int[] exchanged(int axis, int other) {
    int[] axes = IntStream.range(0, dimensions.length).toArray();
    axes[axis(axis)] = axis(other);
    axes[axis(other)] = axis(axis);
    return axes;
  }

  /** A shape of this rank in which all axes have size 1, except one. */
  Shape along(int axis, int size) {
    int[] ones = new int[dimensions.length];
    Arrays.fill(ones, 1);
    ones[axis(axis)] = size;
    return new Shape(ones);
  }

  /** This shape with another size along one axis. */
  Shape with(int axis, int size) {
    int[] changed = dimensions.clone();
    changed[axis(axis)] = size;
    return of(changed);
  }

  /** This shape without one axis. */
  Shape without(int axis) {
    int dropped = axis(axis);
    int[] rest = new int[dimensions.length - 1];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = dimensions[i < dropped ? i : i + 1];
    }
    return new Shape(rest);
  }

  /** This shape without its last {@code less} axes. */
  Shape leading(int less) {
    return new Shape(Arrays.copyOf(dimensions, dimensions.length - less));
  }

  /** This shape followed by another one's dimensions from the given axis on. */
  Shape followedBy(Shape other, int fromAxis) {
    int[] joined = Arrays.copyOf(dimensions, rank() + other.rank() - fromAxis);
    System.arraycopy(other.dimensions, fromAxis, joined, rank(), other.rank() - fromAxis);
    return of(joined);
  }

  /**
   * The shape two operands broadcast to: aligned at the last axis, sizes equal or one of them 1.
   *
   * @throws TensorException naming the operation and both shapes, if they do not broadcast
   */
  public static Shape broadcast(String operation, Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] joint = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int da = i <= a.rank() ? a.dimensions[a.rank() - i] : 1;
      int db = i <= b.rank() ? b.dimensions[b.rank() - i] : 1;
      if (da != db && da != 1 && db != 1) {
        throw new TensorException(operation + ": shapes " + a + " and " + b + " do not broadcast");
      }
      joint[rank - i] = Math.max(da, db);
    }
    return of(joint);
  }

  /** The coordinates of a row-major index, written {@code [3, 0]}; a scalar's is {@code []}. */
  public String position(int index) {
    return Arrays.toString(coordinates(index));
  }

  /** The coordinates of a row-major index: one along each axis. */
  public int[] coordinates(int index) {
    int[] coordinates = new int[rank()];
    int rest = index;
    for (int axis = rank() - 1; axis >= 0; axis--) {
      coordinates[axis] = rest % dimensions[axis];
      rest /= dimensions[axis];
    }
    return coordinates;
  }

  /** The dimensions as a list. */
  public List<Long> toList() {
    return Arrays.stream(toLongArray()).boxed().toList();
  }

  /** The dimensions as an array of its own. */
  public long[] toLongArray() {
    return Arrays.stream(dimensions).asLongStream().toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dimensions);
  }

  /** Written as Python writes a tuple of numbers, without its comma for one: {@code (32, 33)}. */
  @Override
  public String toString() {
    return text(dimensions);
  }

  private static String text(int[] dimensions) {
    return Arrays.stream(dimensions)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /** Every length of an axis above 1 that these shapes have, each once. */
  public static NavigableSet<Integer> sizes(Stream<Shape> shapes) {
    NavigableSet<Integer> sizes = new TreeSet<>();
    shapes.forEach(shape -> IntStream.of(shape.dimensions).filter(d -> d > 1).forEach(sizes::add));
    return sizes;
  }
}
