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

  /** {@code x + y}. */
  Tensor add(Tensor y);

  /** {@code x - y}. */
  Tensor sub(Tensor y);

  /** {@code x * y}. */
  Tensor mul(Tensor y);

  /** {@code x / y}. */
  Tensor div(Tensor y);

  /** {@code x + number}; the number is first rounded to the tensor's own precision. */
  Tensor add(double number);

  /** {@code x * number}; the number is first rounded to the tensor's own precision. */
  Tensor mul(double number);

  /** {@code number - x}: PyTorch's {@code rsub}. */
  Tensor rsub(double number);

  /** {@code -x}. */
  Tensor neg();

  /** {@code x ** exponent}, for any real exponent. */
  Tensor pow(double exponent);

  /** {@code e ** x}. */
  Tensor exp();

  /** The natural logarithm. */
  Tensor log();

  /** The hyperbolic tangent. */
  Tensor tanh();

  /** {@code 1 - x ** 2}, the derivative of tanh at an output x; plain arrays round it once. */
  Tensor oneMinusSquare();

  /** The logistic function, {@code 1 / (1 + e ** -x)}. */
  Tensor sigmoid();

  /** The error function. */
  Tensor erf();

  /** {@code max(x, 0)}; its derivative at 0 is 0. */
  Tensor relu();

  // Conditions

  /** 1 where {@code x > number}, else 0. */
  Tensor gt(double number);

  /**
   * {@code number} where the mask is not 0, else {@code x}; the mask has the shape of {@code x}. No
   * gradient passes where it is masked.
   */
  Tensor maskedFill(Tensor mask, double number);

  // Constants of the same shape

  /** Zeros in the shape of {@code x}. */
  Tensor zerosLike();

  /** Ones in the shape of {@code x}. */
  Tensor onesLike();

  // Reductions

  /** The sum over one axis, which is kept with size 1: (n, m) over axis 0 gives (1, m). */
  Tensor sum(int axis);

  /** The sum over one axis, which is dropped: (n, m) over axis 0 gives (m). */
  Tensor sumSqueezed(int axis);

  /** The sum of all elements, a scalar. */
  Tensor sum();

  /** The mean of all elements, a scalar. */
  Tensor mean();

  /** The maximum over one axis, which is kept with size 1. */
  Tensor max(int axis);

  /**
   * 1 at the first maximum along the axis, 0 elsewhere; the shape is that of {@code x}. It is where
   * the gradient of {@link #max} goes.
   */
  Tensor oneHotMax(int axis);

  // Layout

  /** The same elements in row-major order under other dimensions of the same product. */
  Tensor view(Shape shape);

  /** The transpose of a matrix: (n, m) gives (m, n). */
  Tensor t();

  // Products

  /** The matrix product: (n, k) by (k, m) gives (n, m). */
  Tensor matmul(Tensor y);

  // Indexing

  /**
   * The rows of a matrix {@code x} that the indices name, {@code x[indices]}: (rows, m) by indices
   * of any shape s gives (s, m).
   */
  Tensor rows(Tensor indices);

  /**
   * {@code x} with each row of {@code y} added to the row its index names; an index that is
   * repeated adds each time. {@code x} is (rows, m), {@code y} is (s, m) for indices of shape s.
   */
  Tensor addRows(Tensor indices, Tensor y);

  /** One element of each row, {@code x[range(n), indices]}: (n, m) by (n) gives (n). */
  Tensor pick(Tensor indices);

  /**
   * {@code x} with {@code y} added at the element of each row that its index names: (n, m) by (n)
   * and y (n) or a scalar gives (n, m). With zeros for {@code x}, the gradient of {@link #pick}.
   */
  Tensor addAt(Tensor indices, Tensor y);
}
