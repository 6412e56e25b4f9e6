package org.gradoracle.program;

import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;

/** Mistakes to plant that the vocabulary of tensors does not make easy. */
public final class Planted {

  private Planted() {}

  /** Rows of the upstream written, not added, into a table of zeros: of repeated ones the last. */
  public static Tensor overwritten(Tensor upstream, Tensor table, Tensor indices) {
    int columns = table.shape().dim(1);
    double[] gradient = new double[table.shape().size()];
    for (int i = 0; i < indices.shape().size(); i++) {
      int row = (int) ((ArrayTensor) indices).at(i);
      for (int j = 0; j < columns; j++) {
        gradient[row * columns + j] = ((ArrayTensor) upstream).at(i * columns + j);
      }
    }
    return like(upstream, table.shape(), gradient);
  }

  /** A tensor of the same element type. */
  public static Tensor like(Tensor other, Shape shape, double[] values) {
    return ((ArrayTensor) other).dtype() == Dtype.FLOAT32
        ? FloatTensor.of(shape, i -> values[i])
        : DoubleTensor.of(shape, values);
  }
}
