package org.gradoracle.reference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;

/**
 * The vocabulary on DJL's arrays. Results belong to the manager of the first operand, and are freed
 * with it.
 */
record DjlTensor(NDArray array) implements Tensor {

  /** A copy of a plain array. */
  static DjlTensor of(NDManager manager, ArrayTensor tensor) {
    var shape = new ai.djl.ndarray.types.Shape(tensor.shape().toLongArray());
    return new DjlTensor(
        tensor instanceof FloatTensor floats
            ? manager.create(floats.toFloatArray(), shape)
            : manager.create(tensor.values(), shape));
  }

  /** A copy as a plain array. */
  ArrayTensor toArrayTensor() {
    return dtype() == Dtype.FLOAT32
        ? FloatTensor.of(shape(), array.toFloatArray())
        : DoubleTensor.of(shape(), array.toDoubleArray());
  }

  private Dtype dtype() {
    return switch (array.getDataType()) {
      case FLOAT32 -> Dtype.FLOAT32;
      case FLOAT64 -> Dtype.FLOAT64;
      default -> throw new TensorException("element type " + array.getDataType());
    };
  }

  @Override
  public Shape shape() {
    long[] dimensions = array.getShape().getShape();
    int[] narrow = new int[dimensions.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = Math.toIntExact(dimensions[i]);
    }
    return Shape.of(narrow);
  }

  @Override
  public Tensor add(Tensor y) {
    return new DjlTensor(array.add(array(y)));
  }

  @Override
  public Tensor sub(Tensor y) {
    return new DjlTensor(array.sub(array(y)));
  }

  @Override
  public Tensor mul(Tensor y) {
    return new DjlTensor(array.mul(array(y)));
  }

  @Override
  public Tensor div(Tensor y) {
    return new DjlTensor(array.div(array(y)));
  }

  @Override
  public Tensor add(double number) {
    return new DjlTensor(array.add(number(number)));
  }

  @Override
  public Tensor mul(double number) {
    return new DjlTensor(array.mul(number(number)));
  }

  @Override
  public Tensor rsub(double number) {
    return new DjlTensor(array.neg().add(number(number)));
  }

  @Override
  public Tensor neg() {
    return new DjlTensor(array.neg());
  }

  @Override
  public Tensor pow(double exponent) {
    return new DjlTensor(array.pow(number(exponent)));
  }

  @Override
  public Tensor exp() {
    return new DjlTensor(array.exp());
  }

  @Override
  public Tensor log() {
    return new DjlTensor(array.log());
  }

  @Override
  public Tensor tanh() {
    return new DjlTensor(array.tanh());
  }

  @Override
  public Tensor oneMinusSquare() {
    return new DjlTensor(array.square().neg().add(number(1)));
  }

  @Override
  public Tensor sigmoid() {
    return new DjlTensor(array.getNDArrayInternal().sigmoid());
  }

  @Override
  public Tensor erf() {
    return new DjlTensor(array.erf());
  }

  @Override
  public Tensor relu() {
    return new DjlTensor(array.getNDArrayInternal().relu());
  }

  @Override
  public Tensor gt(double number) {
    return new DjlTensor(array.gt(number(number)).toType(array.getDataType(), false));
  }

  @Override
  public Tensor maskedFill(Tensor mask, double number) {
    NDArray filled = array.getManager().full(array.getShape(), (float) number, array.getDataType());
    return new DjlTensor(NDArrays.where(array(mask).neq(0), filled, array));
  }

  @Override
  public Tensor zerosLike() {
    return new DjlTensor(array.zerosLike());
  }

  @Override
  public Tensor onesLike() {
    return new DjlTensor(array.onesLike());
  }

  @Override
  public Tensor sum(int axis) {
    return new DjlTensor(array.sum(new int[] {axis}, true));
  }

  @Override
  public Tensor sumSqueezed(int axis) {
    return new DjlTensor(array.sum(new int[] {axis}, false));
  }

  @Override
  public Tensor sum() {
    return new DjlTensor(array.sum());
  }

  @Override
  public Tensor mean() {
    return new DjlTensor(array.mean());
  }

  @Override
  public Tensor max(int axis) {
    return new DjlTensor(array.max(new int[] {axis}, true));
  }

  @Override
  public Tensor oneHotMax(int axis) {
    int positive = positive(axis);
    long[] alongAxis = new long[shape().rank()];
    java.util.Arrays.fill(alongAxis, 1);
    alongAxis[positive] = shape().dim(positive);
    NDArray positions =
        array
            .getManager()
            .arange(0, shape().dim(positive), 1, DataType.INT64)
            .reshape(new ai.djl.ndarray.types.Shape(alongAxis));
    NDArray first = array.argMax(positive).expandDims(positive);
    return new DjlTensor(positions.eq(first).toType(array.getDataType(), false));
  }

  @Override
  public Tensor view(Shape shape) {
    return new DjlTensor(array.reshape(new ai.djl.ndarray.types.Shape(shape.toLongArray())));
  }

  @Override
  public Tensor t() {
    return new DjlTensor(array.transpose(1, 0));
  }

  @Override
  public Tensor cat(int axis, Tensor y) {
    return new DjlTensor(NDArrays.concat(new NDList(array, array(y)), positive(axis)));
  }

  @Override
  public Tensor narrow(int axis, int start, int length) {
    int along = positive(axis);
    int from = start < 0 ? start + shape().dim(along) : start;
    NDIndex index = new NDIndex();
    for (int i = 0; i < along; i++) {
      index.addAllDim();
    }
    return new DjlTensor(array.get(index.addSliceDim(from, from + length)));
  }

  @Override
  public Tensor pad(int axis, int before, int after) {
    int behind = shape().rank() - 1 - positive(axis);
    long[] widths = new long[2 * (behind + 1)]; // from the last axis to this one
    widths[2 * behind] = before;
    widths[2 * behind + 1] = after;
    return new DjlTensor(array.pad(new ai.djl.ndarray.types.Shape(widths), 0));
  }

  private int positive(int axis) {
    return axis < 0 ? axis + shape().rank() : axis;
  }

  @Override
  public Tensor matmul(Tensor y) {
    return new DjlTensor(array.matMul(array(y)));
  }

  @Override
  public Tensor rows(Tensor indices) {
    return new DjlTensor(array.get(new NDIndex("{}", whole(indices))));
  }

  /** The rows are added by a product with the one-hot matrix of the indices. */
  @Override
  public Tensor addRows(Tensor indices, Tensor y) {
    int columns = shape().dim(1);
    NDArray oneHot =
        whole(indices).flatten().oneHot(shape().dim(0), array.getDataType()).transpose(1, 0);
    NDArray added = array(y).reshape(new ai.djl.ndarray.types.Shape(-1, columns));
    return new DjlTensor(array.add(oneHot.matMul(added)));
  }

  @Override
  public Tensor pick(Tensor indices) {
    NDArray rows = array.getManager().arange(0, shape().dim(0), 1, DataType.INT64);
    return new DjlTensor(array.get(new NDIndex("{},{}", rows, whole(indices))));
  }

  @Override
  public Tensor addAt(Tensor indices, Tensor y) {
    NDArray oneHot = whole(indices).oneHot(shape().dim(1), array.getDataType());
    NDArray added = array(y);
    return new DjlTensor(
        array.add(oneHot.mul(added.getShape().dimension() == 0 ? added : added.expandDims(1))));
  }

  /**
   * A number as an array of the tensor's own type (a double would widen a float scalar) that lives
   * as long as the run. DJL's own {@code mul(Number)} and the like close theirs at once; autograd
   * still reads it on the way back, when the garbage collector may have freed the buffer it is in.
   */
  private NDArray number(double number) {
    NDManager manager = array.getManager();
    return dtype() == Dtype.FLOAT32 ? manager.create((float) number) : manager.create(number);
  }

  private static NDArray whole(Tensor indices) {
    return array(indices).toType(DataType.INT64, false);
  }

  private static NDArray array(Tensor tensor) {
    if (tensor instanceof DjlTensor djl) {
      return djl.array();
    }
    throw new TensorException(
        "the reference was given a "
            + tensor.getClass().getSimpleName()
            + ": a forward line may"
            + " only combine its own inputs, declare other tensors as constants");
  }
}
