package org.gradoracle.tensor;

/**
 * The vocabulary that forward and backward lines are written in.
 *
 * <p>A line written in it runs on plain arrays ({@link FloatTensor}, {@link DoubleTensor}) and on
 * the reference alike. Tensors are never changed: every operation returns a new one. Operands of
 * different shapes broadcast as in NumPy and PyTorch. Both operands of an operation are of the same
 * kind. Indices are tensors of whole numbers. An axis may count from the end: -1 is the last.
 *
 * <p>Every operation throws {@link TensorException}, with its name and the shapes, where the shapes
 * do not fit it. In the comments below, {@code x} is this tensor.
 */
public interface Tensor {

  /** The shape of {@code x}. */
  Shape shape();

  // Elementwise, with broadcasting

  /** {@code x + y}. In PyTorch: {@code torch.add}. */
  Tensor add(Tensor y);

  /** {@code x - y}. In PyTorch: {@code torch.sub}. */
  Tensor sub(Tensor y);

  /** {@code x * y}. In PyTorch: {@code torch.mul}. */
  Tensor mul(Tensor y);

  /** {@code x / y}. In PyTorch: {@code torch.div}. */
  Tensor div(Tensor y);

  /**
   * {@code x + number}; the number is first rounded to the tensor's own precision. In PyTorch:
   * {@code torch.add}.
   */
  Tensor add(double number);

  /**
   * {@code x * number}; the number is first rounded to the tensor's own precision. In PyTorch:
   * {@code torch.mul}.
   */
  Tensor mul(double number);

  /** {@code number - x}: {@code torch.rsub}. */
  Tensor rsub(double number);

  /** {@code -x}. In PyTorch: {@code torch.neg}. */
  Tensor neg();

  /** {@code x ** exponent}, for any real exponent. In PyTorch: {@code torch.pow}. */
  Tensor pow(double exponent);

  /** {@code e ** x}. In PyTorch: {@code torch.exp}. */
  Tensor exp();

  /** The natural logarithm. In PyTorch: {@code torch.log}. */
  Tensor log();

  /** The hyperbolic tangent. In PyTorch: {@code torch.tanh}. */
  Tensor tanh();

  /**
   * {@code 1 - x ** 2}, the derivative of tanh at an output x; plain arrays round it once. In
   * PyTorch: {@code aten::tanh_backward with ones}.
   */
  Tensor oneMinusSquare();

  /** The logistic function, {@code 1 / (1 + e ** -x)}. In PyTorch: {@code torch.sigmoid}. */
  Tensor sigmoid();

  /** The error function. In PyTorch: {@code torch.erf}. */
  Tensor erf();

  /** {@code max(x, 0)}; its derivative at 0 is 0. In PyTorch: {@code torch.relu}. */
  Tensor relu();

  // Conditions

  /** 1 where {@code x > number}, else 0. In PyTorch: {@code torch.gt}, cast to the type of x. */
  Tensor gt(double number);

  /**
   * {@code number} where the mask is not 0, else {@code x}; the mask has the shape of {@code x}. No
   * gradient passes where it is masked. In PyTorch: {@code torch.masked_fill}.
   */
  Tensor maskedFill(Tensor mask, double number);

  // Constants of the same shape

  /** Zeros in the shape of {@code x}. In PyTorch: {@code torch.zeros_like}. */
  Tensor zerosLike();

  /** Ones in the shape of {@code x}. In PyTorch: {@code torch.ones_like}. */
  Tensor onesLike();

  // Reductions

  /**
   * The sum over one axis, which is kept with size 1: (n, m) over axis 0 gives (1, m). In PyTorch:
   * {@code torch.sum(x, axis, keepdim=True)}.
   */
  Tensor sum(int axis);

  /**
   * The sum over one axis, which is dropped: (n, m) over axis 0 gives (m). In PyTorch: {@code
   * torch.sum(x, axis)}.
   */
  Tensor sumSqueezed(int axis);

  /** The sum of all elements, a scalar. In PyTorch: {@code torch.sum}. */
  Tensor sum();

  /** The mean of all elements, a scalar. In PyTorch: {@code torch.mean}. */
  Tensor mean();

  /**
   * The maximum over one axis, which is kept with size 1. In PyTorch: {@code torch.max(x, axis,
   * keepdim=True).values}.
   */
  Tensor max(int axis);

  /**
   * 1 at the first maximum along the axis, 0 elsewhere; the shape is that of {@code x}. It is where
   * the gradient of {@link #max} goes. In PyTorch: {@code torch.nn.functional.one_hot} of
   * torch.argmax.
   */
  Tensor oneHotMax(int axis);

  // Layout

  /**
   * The same elements in row-major order under other dimensions of the same product. In PyTorch:
   * {@code torch.reshape}.
   */
  Tensor view(Shape shape);

  /** The transpose of a matrix: (n, m) gives (m, n). In PyTorch: {@code torch.t}. */
  Tensor t();

  /**
   * {@code x} followed by {@code y} along an axis; all other axes are of the same size. In PyTorch:
   * {@code torch.cat}.
   */
  Tensor cat(int axis, Tensor y);

  /** {@code x} followed by any number of tensors along an axis. In PyTorch: {@code torch.cat}. */
  default Tensor cat(int axis, Tensor... others) {
    Tensor joined = this;
    for (Tensor other : others) {
      joined = joined.cat(axis, other);
    }
    return joined;
  }

  /**
   * So many neighbours along an axis, from one on, which may count from the end. In PyTorch: {@code
   * torch.narrow}.
   */
  Tensor narrow(int axis, int start, int length);

  /**
   * {@code x} with so many zeros before and after it along an axis: the gradient of {@link
   * #narrow}. In PyTorch: {@code torch.nn.functional.pad}.
   */
  Tensor pad(int axis, int before, int after);

  // Products

  /**
   * The matrix product: (n, k) by (k, m) gives (n, m). In PyTorch: {@code torch.matmul} of two
   * matrices.
   */
  Tensor matmul(Tensor y);

  // Indexing

  /**
   * The rows of a matrix {@code x} that the indices name, {@code x[indices]}: (rows, m) by indices
   * of any shape s gives (s, m). In PyTorch: {@code torch.nn.functional.embedding}, index_select
   * along axis 0.
   */
  Tensor rows(Tensor indices);

  /**
   * {@code x} with each row of {@code y} added to the row its index names; an index that is
   * repeated adds each time. {@code x} is (rows, m), {@code y} is (s, m) for indices of shape s. In
   * PyTorch: {@code torch.index_add} along axis 0.
   */
  Tensor addRows(Tensor indices, Tensor y);

  /**
   * One element of each row, {@code x[range(n), indices]}: (n, m) by (n) gives (n). In PyTorch:
   * {@code torch.gather} along axis 1.
   */
  Tensor pick(Tensor indices);

  /**
   * {@code x} with {@code y} added at the element of each row that its index names: (n, m) by (n)
   * and y (n) or a scalar gives (n, m). With zeros for {@code x}, the gradient of {@link #pick}. In
   * PyTorch: {@code torch.scatter_add} along axis 1.
   */
  Tensor addAt(Tensor indices, Tensor y);
}
