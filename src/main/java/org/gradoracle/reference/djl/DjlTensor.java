package org.gradoracle.reference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.stream.IntStream;
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
    return new DjlTensor(exponent == 2 ? array.square() : array.pow(number(exponent)));
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
  public Tensor sqrt() {
    return new DjlTensor(array.sqrt());
  }

  @Override
  public Tensor abs() {
    return new DjlTensor(array.abs());
  }

  @Override
  public Tensor sin() {
    return new DjlTensor(array.sin());
  }

  @Override
  public Tensor cos() {
    return new DjlTensor(array.cos());
  }

  @Override
  public Tensor atan() {
    return new DjlTensor(array.atan());
  }

  /**
   * Of {@code u = 1 + x}, rounded, with what was lost: {@code log(u) + (x - (u - 1)) / u}. DJL has
   * no log1p.
   */
  @Override
  public Tensor log1p() {
    NDArray one = number(1);
    NDArray u = array.add(one);
    NDArray usual = u.gt(number(0)).logicalAnd(u.lt(number(Double.POSITIVE_INFINITY)));
    NDArray lost = NDArrays.where(usual, array.sub(u.sub(one)), array.zerosLike());
    return new DjlTensor(u.log().add(lost.div(NDArrays.where(usual, u, array.onesLike()))));
  }

  /** Near zero {@code 2 * sinh(x / 2) * e ** (x / 2)}: DJL has no expm1. */
  @Override
  public Tensor expm1() {
    NDArray one = number(1);
    NDArray small = array.abs().lt(one);
    NDArray half = NDArrays.where(small, array, array.zerosLike()).mul(number(0.5));
    NDArray near = half.sinh().mul(half.exp()).mul(number(2));
    return new DjlTensor(NDArrays.where(small, near, array.exp().sub(one)));
  }

  @Override
  public Tensor maximum(Tensor y) {
    return new DjlTensor(array.maximum(array(y)));
  }

  @Override
  public Tensor gt(Tensor y) {
    return new DjlTensor(array.gt(array(y)).toType(array.getDataType(), false));
  }

  @Override
  public Tensor eq(Tensor y) {
    return new DjlTensor(array.eq(array(y)).toType(array.getDataType(), false));
  }

  @Override
  public Tensor where(Tensor condition, Tensor y) {
    Shape joint =
        Shape.broadcast("where", Shape.broadcast("where", condition.shape(), shape()), y.shape());
    NDArray chosen = array(condition.expand(joint)).neq(number(0));
    return new DjlTensor(NDArrays.where(chosen, array(expand(joint)), array(y.expand(joint))));
  }

  @Override
  public Tensor gt(double number) {
    return new DjlTensor(array.gt(number(number)).toType(array.getDataType(), false));
  }

  @Override
  public Tensor maskedFill(Tensor mask, double number) {
    NDArray filled = number(number).broadcast(array.getShape());
    return new DjlTensor(NDArrays.where(array(mask).neq(number(0)), filled, array));
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

  /**
   * DJL has no amax. Its value is that of max; what it adds to that is zero, with the gradient that
   * all maxima share.
   */
  @Override
  public Tensor amax(int... axes) {
    int[] all = axes.length > 0 ? axes : IntStream.range(0, shape().rank()).toArray();
    NDArray greatest = array;
    for (int axis : all) {
      greatest = greatest.max(new int[] {axis}, true);
    }
    greatest = greatest.stopGradient();
    NDArray equal = array.eq(greatest).toType(array.getDataType(), false);
    NDArray count = all.length == 0 ? equal : equal.sum(all, true);
    NDArray finite = NDArrays.where(array.isInfinite(), array.zerosLike(), array);
    NDArray shared = finite.sub(finite.stopGradient()).mul(equal.div(count));
    return new DjlTensor(greatest.add(all.length == 0 ? shared : shared.sum(all, true)));
  }

  @Override
  public Tensor prod(int axis) {
    return new DjlTensor(array.prod(new int[] {positive(axis)}, true));
  }

  @Override
  public Tensor cumsum(int axis) {
    return new DjlTensor(array.cumSum(positive(axis)));
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
  public Tensor permute(int... axes) {
    return new DjlTensor(
        axes.length == 0
            ? array
            : array.transpose(IntStream.of(axes).map(this::positive).toArray()));
  }

  @Override
  public Tensor expand(Shape shape) {
    return new DjlTensor(array.broadcast(new ai.djl.ndarray.types.Shape(shape.toLongArray())));
  }

  @Override
  public Tensor flip(int axis) {
    return new DjlTensor(array.flip(positive(axis)));
  }

  /** A slice for each position in a window: DJL has no unfold. */
  @Override
  public Tensor unfold(int axis, int size, int step, int dilation) {
    int along = positive(axis);
    int count = (shape().dim(along) - (size - 1) * dilation - 1) / step + 1;
    NDList slices = new NDList();
    for (int i = 0; i < size; i++) {
      NDIndex index = new NDIndex();
      for (int before = 0; before < along; before++) {
        index.addAllDim();
      }
      int from = i * dilation;
      slices.add(array.get(index.addSliceDim(from, from + (count - 1L) * step + 1, step)));
    }
    return new DjlTensor(NDArrays.stack(slices, shape().rank()));
  }

  @Override
  public Tensor tril(int diagonal) {
    int rows = shape().dim(-2);
    int columns = shape().dim(-1);
    float[] kept = new float[rows * columns];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = i % columns - i / columns <= diagonal ? 1 : 0;
    }
    NDArray mask = array.getManager().create(kept, new ai.djl.ndarray.types.Shape(rows, columns));
    return where(new DjlTensor(mask), new DjlTensor(array.zerosLike()));
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

  /** DJL takes two axes or more, PyTorch one as well. */
  @Override
  public Tensor matmul(Tensor y) {
    NDArray right = array(y);
    boolean row = shape().rank() == 1;
    boolean column = y.shape().rank() == 1;
    NDArray product =
        (row ? array.expandDims(0) : array).matMul(column ? right.expandDims(1) : right);
    NDArray rows = column ? product.squeeze(-1) : product;
    return new DjlTensor(row ? rows.squeeze(column ? -1 : -2) : rows);
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

  @Override
  public Tensor gather(int axis, Tensor indices) {
    return new DjlTensor(array.gather(whole(indices), positive(axis)));
  }

  /** DJL's scatter overwrites: what is added is summed over its one-hot places. */
  @Override
  public Tensor scatterAdd(int axis, Tensor indices, Tensor y) {
    int along = positive(axis);
    Tensor oneHot = indices.oneHot(shape().dim(along));
    Tensor spread = y.unsqueeze(-1).where(oneHot, oneHot.zerosLike());
    NDArray places = array(spread).sum(new int[] {along}, true);
    return new DjlTensor(array.add(places.swapAxes(along, shape().rank()).squeeze(-1)));
  }

  @Override
  public Tensor oneHot(int classes) {
    return new DjlTensor(whole(this).oneHot(classes, array.getDataType()));
  }

  /**
   * A number as an array of the tensor's own type (a double would widen a float scalar) that lives
   * as long as the run. DJL's own {@code mul(Number)} and the like close theirs at once; autograd
   * still reads it in the backward pass, when the garbage collector may have freed the buffer it is
   * in.
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
