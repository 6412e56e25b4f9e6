package org.gradoracle.dump;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Maps the elements of a file in Fortran's order (the first index runs fastest) to their row-major
 * indices. It must be asked for positions 0, 1, 2, ... in turn.
 */
final class FortranOrder implements IntUnaryOperator {

  private final int[] dimensions;
  private final int[] strides;
  private final int[] index;
  private int place;

  FortranOrder(List<Long> shape) {
    this.dimensions = shape.stream().mapToInt(Math::toIntExact).toArray();
    this.strides = new int[dimensions.length];
    this.index = new int[dimensions.length];
    int stride = 1;
    for (int axis = dimensions.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= dimensions[axis];
    }
  }

  @Override
  public int applyAsInt(int position) {
    int here = place;
    for (int axis = 0; axis < dimensions.length; axis++) {
      place += strides[axis];
      if (++index[axis] < dimensions[axis]) {
        break;
      }
      place -= strides[axis] * dimensions[axis];
      index[axis] = 0;
    }
    return here;
  }
}
