package org.gradoracle.judge;

import org.gradoracle.compare.TensorPair;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;

/**
 * Both networks run at one point in both element types.
 *
 * @param float32 in single precision
 * @param float64 in double precision, at the same values widened
 */
record PointRuns(Pair float32, Pair float64) {

  Pair in(Dtype dtype) {
    return dtype.of(float32, float64);
  }

  /**
   * Both networks' traces of one run.
   *
   * @param ours the hand-written one
   * @param reference autograd's
   */
  record Pair(Trace ours, Trace reference) {

    /** What both computed forward. */
    TensorPair values(Var row) {
      return new TensorPair(ours.value(row), reference.value(row));
    }

    /** The gradients of a row that has both. */
    TensorPair gradients(Var row) {
      return new TensorPair(ours(row), reference(row));
    }

    /** Our gradient of a row that has one. */
    ArrayTensor ours(Var row) {
      return ((Known) ours.gradient(row)).tensor();
    }

    /** The reference's gradient of a row that has one. */
    ArrayTensor reference(Var row) {
      return ((Known) reference.gradient(row)).tensor();
    }
  }
}
