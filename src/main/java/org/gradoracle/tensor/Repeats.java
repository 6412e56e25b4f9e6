package org.gradoracle.tensor;

import java.util.Arrays;

/**
 * How the elements of an operand repeat in the shape it is broadcast to: as runs, each of
 * consecutive elements of the operand or of one element again and again.
 */
final class Repeats {

  /** The axes that count the runs, from the innermost one; the operand's stride along each. */
  private final int[] sizes;

  private final int[] strides;
  private final int axes;

  /** The length of a run. */
  private final int run;

  /** Whether a run is of consecutive elements. */
  private final boolean neighbours;

  private Repeats(int[] sizes, int[] strides, int axes) {
    this.sizes = sizes;
    this.strides = strides;
    this.axes = axes;
    this.run = axes == 0 ? 1 : sizes[0];
    this.neighbours = axes == 0 || strides[0] == 1;
  }

  /** Axes that repeat alike, or are whole alike, count as one. */
  static Repeats of(Shape shape, Shape joint) {
    int[] sizes = new int[joint.rank()];
    int[] strides = new int[joint.rank()];
    int axes = 0;
    int next = 1;
    for (int i = 1; i <= joint.rank(); i++) {
      int size = joint.dim(-i);
      if (size == 1) {
        continue;
      }
      boolean repeated = i > shape.rank() || shape.dim(-i) == 1;
      if (axes > 0 && repeated == (strides[axes - 1] == 0)) {
        sizes[axes - 1] *= size;
      } else {
        sizes[axes] = size;
        strides[axes++] = repeated ? 0 : next;
      }
      next *= repeated ? 1 : size;
    }
    return new Repeats(sizes, strides, axes);
  }

  /**
   * Sets what {@code x} gives at the indices from one to another (exclusive) of the joint shape.
   */
  void spread(float[] x, float[] to, int from, int end) {
    for (int place = from; place < end; ) {
      int within = place % run;
      int length = Math.min(run - within, end - place);
      int start = start(place / run);
      if (neighbours) {
        System.arraycopy(x, start + within, to, place, length);
      } else {
        Arrays.fill(to, place, place + length, x[start]);
      }
      place += length;
    }
  }

  /** The same of doubles. */
  void spread(double[] x, double[] to, int from, int end) {
    for (int place = from; place < end; ) {
      int within = place % run;
      int length = Math.min(run - within, end - place);
      int start = start(place / run);
      if (neighbours) {
        System.arraycopy(x, start + within, to, place, length);
      } else {
        Arrays.fill(to, place, place + length, x[start]);
      }
      place += length;
    }
  }

  private int start(int index) {
    int start = 0;
    int rest = index;
    for (int axis = 1; axis < axes; axis++) {
      start += rest % sizes[axis] * strides[axis];
      rest /= sizes[axis];
    }
    return start;
  }
}
