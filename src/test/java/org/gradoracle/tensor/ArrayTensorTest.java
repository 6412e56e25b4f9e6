package org.gradoracle.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the values are is tested against the reference; here are the edges and the errors. */
class ArrayTensorTest {

  private final FloatTensor matrix = FloatTensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);

  @Test
  void shapesThatDoNotBroadcastAreNamedWithTheOperation() {
    var y = FloatTensor.of(Shape.of(2), 1, 2);
    refused(() -> matrix.add(y), "add: shapes (2, 3) and (2) do not broadcast");
    refused(() -> y.mul(matrix), "mul: shapes (2) and (2, 3) do not broadcast");
  }

  @Test
  void everyOtherOperationNamesItselfAndTheShapes() {
    var row = FloatTensor.of(Shape.of(3), 1, 2, 3);
    refused(
        () -> matrix.matmul(matrix),
        "matmul: shapes (2, 3) and (2, 3) are not (..., n, k) and (..., k, m)");
    refused(
        () -> matrix.matmul(matrix.sum()),
        "matmul: shapes (2, 3) and () are not (..., n, k) and (..., k, m)");
    refused(
        () ->
            matrix
                .view(Shape.of(2, 1, 3))
                .matmul(
                    FloatTensor.of(Shape.of(3, 3, 1), i -> 1)
                        .cat(0, FloatTensor.of(Shape.of(1, 3, 1), i -> 1))
                        .narrow(0, 0, 3)),
        "matmul: shapes (2) and (3) do not broadcast");
    refused(
        () -> matrix.maximum(row.narrow(0, 0, 2)),
        "maximum: shapes (2, 3) and (2) do not broadcast");
    refused(() -> matrix.gt(row.narrow(0, 0, 2)), "gt: shapes (2, 3) and (2) do not broadcast");
    refused(
        () -> matrix.where(row.narrow(0, 0, 2), matrix),
        "where: shapes (2) and (2, 3) do not broadcast");
    refused(() -> matrix.permute(0), "permute: [0] are not the axes of (2, 3), each once");
    refused(() -> matrix.permute(0, 0), "permute: [0, 0] are not the axes of (2, 3), each once");
    refused(
        () -> matrix.expand(Shape.of(2, 2)), "expand: shapes (2, 3) and (2, 2) do not broadcast");
    refused(() -> matrix.expand(Shape.of(3)), "expand: shape (2, 3) does not broadcast to (3)");
    refused(() -> matrix.unsqueeze(3), "unsqueeze: shape (2, 3) has no place 3");
    refused(() -> matrix.squeeze(0), "squeeze: axis 0 of shape (2, 3) has size 2, expected 1");
    refused(
        () -> matrix.unfold(1, 4, 1),
        "unfold: shape (2, 3) has no windows of 4 along axis 1, with step 1 and dilation 1");
    refused(() -> row.tril(0), "tril: shape (3) has no rows and columns");
    refused(
        () -> FloatTensor.of(Shape.of(65_537), i -> 0).oneHot(65_537),
        "shape (65537, 65537) has more than 2^31 - 1 elements");
    refused(() -> row.oneHot(3), "oneHot: index 3.0 at [2], expected a whole number from 0 to 2");
    refused(
        () -> matrix.gather(0, row),
        "gather: indices of shape (3) do not fit shape (2, 3) along axis 0");
    refused(
        () -> matrix.scatterAdd(0, matrix.zerosLike(), row),
        "scatterAdd: shape (3) given, expected (2, 3)");
    refused(() -> row.t(), "t: shape (3) has 1 axes, expected 2");
    refused(
        () -> matrix.view(Shape.of(4)), "view: shape (2, 3) cannot be viewed as (4): sizes differ");
    refused(() -> matrix.sum(2), "shape (2, 3) has no axis 2");
    refused(() -> matrix.pick(row), "pick: shape (3) given, expected (2)");
    refused(
        () -> matrix.addRows(FloatTensor.indices(Shape.of(2), 0, 1), row),
        "addRows: shape (3) given, expected (2, 3)");
    refused(
        () -> matrix.addAt(FloatTensor.indices(Shape.of(2), 0, 1), row),
        "addAt: shape (3) given, expected (2)");
  }

  @Test
  void anIndexOutOfRangeOrNotWholeIsNamedWithItsPlace() {
    refused(
        () -> matrix.rows(FloatTensor.indices(Shape.of(1, 2), 0, 2)),
        "rows: index 2.0 at [0, 1], expected a whole number from 0 to 1");
    refused(
        () -> matrix.pick(FloatTensor.of(Shape.of(2), 0, 1.5f)),
        "pick: index 1.5 at [1], expected a whole number from 0 to 2; is it a parameter? Indices are constants");
    refused(
        () -> matrix.pick(FloatTensor.of(Shape.of(2), -1, 0)),
        "pick: index -1.0 at [0], expected a whole number from 0 to 2");
  }

  @Test
  void elementTypesDoNotMix() {
    refused(
        () -> matrix.add(Dtype.FLOAT64.cast(matrix)),
        "add: a float32 tensor was given a float64 one");
  }

  @Test
  void theNumberOfValuesMustFitTheShape() {
    refused(() -> FloatTensor.of(Shape.of(2), 1), "shape (2) takes 2 values, found 1");
    refused(() -> DoubleTensor.of(Shape.of(), 1, 2), "shape () takes 1 values, found 2");
    refused(() -> FloatTensor.indices(Shape.of(2), 1), "shape (2) takes 2 indices, found 1");
  }

  @Test
  void anIndexThatFloat32CannotHoldIsRefused() {
    refused(
        () -> FloatTensor.indices(Shape.of(1), (1 << 24) + 1),
        "index 16777217 is not exact in float32");
  }

  @Test
  void aShapeMustHaveElementsAndNotTooMany() {
    refused(() -> Shape.of(2, 0), "shape (2, 0) has the dimension 0, expected 1 or more");
    refused(() -> Shape.of(65536, 65536), "shape (65536, 65536) has more than 2^31 - 1 elements");
  }

  @Test
  void arraysAreCopiedInAndOut() {
    float[] in = {1, 2};
    var tensor = FloatTensor.of(Shape.of(2), in);
    in[0] = 9;
    tensor.toFloatArray()[1] = 9;
    assertThat(tensor.toFloatArray()).containsExactly(1, 2);
  }

  @Test
  void numbersAreRoundedToTheElementTypeFirst() {
    // in double, 3 * 0.1 rounded to float would be 0.3f; PyTorch multiplies by 0.1f
    assertThat(FloatTensor.of(Shape.of(), 3f).mul(0.1).at(0)).isEqualTo(3f * 0.1f);
    assertThat(FloatTensor.of(Shape.of(), 1e8f).add(1 - 1e-9).at(0)).isEqualTo(1e8f + 1f);
    assertThat(DoubleTensor.of(Shape.of(), 3).mul(0.1).at(0)).isEqualTo(3 * 0.1);
  }

  @Test
  void theMaximumOfARowWithNaNIsNaNAndTheFirstOfEqualOnesWins() {
    var rows = FloatTensor.of(Shape.of(3, 3), 1, Float.NaN, 3, 2, 5, 5, -1, -2, -3);
    assertThat(rows.max(1).values()).containsExactly(Double.NaN, 5, -1);
    assertThat(rows.oneHotMax(1).values()).containsExactly(0, 1, 0, 0, 1, 0, 1, 0, 0);
    assertThat(rows.oneHotMax(0).values()).containsExactly(0, 1, 0, 1, 0, 1, 0, 0, 0);
  }

  @Test
  void repeatedIndicesAddEachTime() {
    var table = FloatTensor.of(Shape.of(2, 2), 0, 0, 10, 10);
    var indices = FloatTensor.indices(Shape.of(3), 1, 0, 1);
    var rows = FloatTensor.of(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);
    assertThat(table.addRows(indices, rows).values()).containsExactly(3, 4, 16, 18);
    assertThat(table.values()).containsExactly(0, 0, 10, 10);
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(TensorException.class).hasMessage(message);
  }
}
