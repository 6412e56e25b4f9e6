package org.gradoracle.tensor;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A view of an array in row-major order: which elements of it another tensor has, and where.
 *
 * @param shape that of the view
 * @param strides how far apart in the array neighbours along each axis of the view are: 0 where an
 *     element repeats, negative where an axis runs backwards
 * @param offset where the view's first element is
 */
record Strides(Shape shape, int[] strides, int offset) {

  /** The array as it is. */
  static Strides of(Shape shape) {
    return new Strides(shape, IntStream.range(0, shape.rank()).map(shape::inner).toArray(), 0);
  }

  /** The axes in another order. */
  Strides permuted(int[] axes) {
    return new Strides(
        Shape.of(IntStream.of(axes).map(shape::dim).toArray()),
        IntStream.of(axes).map(axis -> strides[axis]).toArray(),
        offset);
  }

  /** Repeated to a shape that it broadcasts to. */
  Strides expanded(Shape joint) {
    int[] repeated = new int[joint.rank()];
    int more = joint.rank() - shape.rank();
    for (int axis = 0; axis < shape.rank(); axis++) {
      repeated[more + axis] = shape.dim(axis) == 1 ? 0 : strides[axis];
    }
    return new Strides(joint, repeated, offset);
  }

  /** An axis from its end to its beginning. */
  Strides flipped(int axis) {
    int[] backwards = strides.clone();
    backwards[axis] = -strides[axis];
    return new Strides(shape, backwards, offset + (shape.dim(axis) - 1) * strides[axis]);
  }

  /** Windows along an axis; their elements are the last axis. */
  Strides windows(int axis, int size, int step, int dilation) {
    int count = (shape.dim(axis) - (size - 1) * dilation - 1) / step + 1;
    int[] further = Arrays.copyOf(strides, strides.length + 1);
    further[axis] = strides[axis] * step;
    further[strides.length] = strides[axis] * dilation;
    return new Strides(shape.with(axis, count).followedBy(Shape.of(size), 0), further, offset);
  }

  /** How many neighbours in the view, at its end, are neighbours in the array. */
  int run() {
    int run = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      if (shape.dim(axis) > 1) {
        if (strides[axis] != run) {
          return run;
        }
        run *= shape.dim(axis);
      }
    }
    return run;
  }

  /** Where the runs begin in the array, in the view's order. */
  int[] starts() {
    int run = run();
    int[] starts = new int[shape.size() / run];
    int[] position = new int[shape.rank()];
    int place = offset;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = place;
      int axis = shape.rank() - 1;
      for (int left = run; left > 1; axis--) { // the run's own axes
        left /= shape.dim(axis);
      }
      for (; axis >= 0; axis--) {
        place += strides[axis];
        if (++position[axis] < shape.dim(axis)) {
          break;
        }
        place -= shape.dim(axis) * strides[axis];
        position[axis] = 0;
      }
    }
    return starts;
  }
}
