package org.gradoracle.tensor;

/**
 * The vocabulary that forward and backward lines are written in.
 *
 * <p>A line written in it runs on plain arrays ({@link FloatTensor}, {@link DoubleTensor}) and on
 * the reference alike. Tensors are immutable: every operation returns a new one. Operands of
 * different shapes broadcast as in NumPy and PyTorch. All operands of an operation must be of one
 * kind: of the same class and element type. Indices are tensors of whole numbers, from 0 on. An
 * axis may count from the end: -1 is the last.
 *
 * <p>Every operation throws {@link TensorException}, with its name and what it was given, if
 * shapes, kinds, an axis or an index do not fit. In the comments below, {@code x} is this tensor.
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

  /** {@code x - number}. In PyTorch: {@code torch.sub}. */
  default Tensor sub(double number) {
    return add(-number);
  }

  /** {@code x / number}. In PyTorch: {@code torch.div}. */
  default Tensor div(double number) {
    return div(onesLike().mul(number));
  }

  /** {@code -x}. In PyTorch: {@code torch.neg}. */
  @Trait.Has(Trait.EXACT)
  Tensor neg();

  /**
   * {@code x ** exponent}, for any real exponent; with 2 it is {@code x * x}, rounded once. In
   * PyTorch: {@code torch.pow}.
   */
  @Trait.Has(Trait.FUNCTION)
  Tensor pow(double exponent);

  /** {@code e ** x}. In PyTorch: {@code torch.exp}. */
  @Trait.Has(Trait.FUNCTION)
  Tensor exp();

  /** The natural logarithm. In PyTorch: {@code torch.log}. */
  @Trait.Has(Trait.FUNCTION)
  Tensor log();

  /** The hyperbolic tangent. In PyTorch: {@code torch.tanh}. */
  @Trait.Has(Trait.FUNCTION)
  Tensor tanh();

  /**
   * {@code 1 - x ** 2}, the derivative of tanh at an output x; plain arrays round it once. In
   * PyTorch: {@code aten::tanh_backward with ones}.
   */
  @Trait.Has(Trait.FUNCTION)
  Tensor oneMinusSquare();

  /** The logistic function, {@code 1 / (1 + e ** -x)}. In PyTorch: {@code torch.sigmoid}. */
  @Trait.Has(Trait.FUNCTION)
  Tensor sigmoid();

  /** The error function. In PyTorch: {@code torch.erf}. */
  @Trait.Has(Trait.FUNCTION)
  Tensor erf();

  /** The square root; its derivative at 0 is infinite. In PyTorch: {@code torch.sqrt}. */
  @Trait.Has(Trait.FUNCTION)
  Tensor sqrt();

  /** {@code 1 / sqrt(x)}. In PyTorch: {@code torch.rsqrt}. */
  default Tensor rsqrt() {
    return onesLike().div(sqrt());
  }

  /** {@code x * x}. In PyTorch: {@code torch.square}. */
  default Tensor square() {
    return mul(this);
  }

  /** The magnitude; its derivative at 0 is 0. In PyTorch: {@code torch.abs}. */
  @Trait.Has({Trait.EXACT, Trait.FUNCTION})
  Tensor abs();

  /** 1, 0 or -1 as x is; 0 for NaN. No gradient passes. In PyTorch: {@code torch.sign}. */
  default Tensor sign() {
    return gt(0).sub(lt(0));
  }

  /** The sine of radians. In PyTorch: {@code torch.sin}. */
  @Trait.Has(Trait.FUNCTION)
  Tensor sin();

  /** The cosine of radians. In PyTorch: {@code torch.cos}. */
  @Trait.Has(Trait.FUNCTION)
  Tensor cos();

  /** The arc tangent, in radians. In PyTorch: {@code torch.atan}. */
  @Trait.Has(Trait.FUNCTION)
  Tensor atan();

  /** {@code log(1 + x)}, accurate for small x as well. In PyTorch: {@code torch.log1p}. */
  @Trait.Has(Trait.FUNCTION)
  Tensor log1p();

  /** {@code e ** x - 1}, accurate for small x as well. In PyTorch: {@code torch.expm1}. */
  @Trait.Has(Trait.FUNCTION)
  Tensor expm1();

  /**
   * {@code log(1 + e ** x)}, for any x, without overflow. In PyTorch: {@code
   * torch.nn.functional.softplus}, which gives x itself above 20.
   */
  default Tensor softplus() {
    return maximum(zerosLike()).add(abs().neg().exp().log1p());
  }

  /** {@code max(x, 0)}; its derivative at 0 is 0. In PyTorch: {@code torch.relu}. */
  @Trait.Has({Trait.EXACT, Trait.FUNCTION})
  Tensor relu();

  /**
   * The elementwise maximum, with broadcasting; NaN if either element is. At a tie each operand
   * gets half of the gradient. In PyTorch: {@code torch.maximum}.
   */
  @Trait.Has(Trait.EXACT)
  Tensor maximum(Tensor y);

  /**
   * The elementwise minimum, with broadcasting; NaN if either element is. At a tie each operand
   * gets half of the gradient. In PyTorch: {@code torch.minimum}.
   */
  default Tensor minimum(Tensor y) {
    return neg().maximum(y.neg()).neg();
  }

  /**
   * x, but at least {@code min} and at most {@code max}; NaN stays. Its derivative at both is 1. In
   * PyTorch: {@code torch.clamp}.
   */
  default Tensor clamp(double min, double max) {
    Tensor raised = maskedFill(lt(min), min);
    return raised.maskedFill(raised.gt(max), max);
  }

  // Conditions

  /** 1 where {@code x > number}, else 0. In PyTorch: {@code torch.gt}, cast to the type of x. */
  @Trait.Has(Trait.EXACT)
  Tensor gt(double number);

  /** 1 where {@code x < number}, else 0. In PyTorch: {@code torch.lt}, cast to the type of x. */
  default Tensor lt(double number) {
    return neg().gt(-number);
  }

  /** 1 where {@code x >= number}, else 0. In PyTorch: {@code torch.ge}, cast to the type of x. */
  default Tensor ge(double number) {
    return gt(number).add(eq(number));
  }

  /** 1 where {@code x <= number}, else 0. In PyTorch: {@code torch.le}, cast to the type of x. */
  default Tensor le(double number) {
    return lt(number).add(eq(number));
  }

  /** 1 where {@code x == number}, else 0. In PyTorch: {@code torch.eq}, cast to the type of x. */
  default Tensor eq(double number) {
    return eq(zerosLike().add(number));
  }

  /** 1 where {@code x != number}, else 0. In PyTorch: {@code torch.ne}, cast to the type of x. */
  default Tensor ne(double number) {
    return eq(number).rsub(1);
  }

  /**
   * 1 where {@code x > y}, else 0, with broadcasting; no gradient passes. In PyTorch: {@code
   * torch.gt}, cast to the type of x.
   */
  @Trait.Has(Trait.EXACT)
  Tensor gt(Tensor y);

  /**
   * 1 where {@code x == y}, else 0, with broadcasting; no gradient passes. In PyTorch: {@code
   * torch.eq}, cast to the type of x.
   */
  @Trait.Has(Trait.EXACT)
  Tensor eq(Tensor y);

  /** 1 where {@code x < y}, else 0. In PyTorch: {@code torch.lt}, cast to the type of x. */
  default Tensor lt(Tensor y) {
    return y.gt(this);
  }

  /** 1 where {@code x >= y}, else 0. In PyTorch: {@code torch.ge}, cast to the type of x. */
  default Tensor ge(Tensor y) {
    return gt(y).add(eq(y));
  }

  /** 1 where {@code x <= y}, else 0. In PyTorch: {@code torch.le}, cast to the type of x. */
  default Tensor le(Tensor y) {
    return y.gt(this).add(eq(y));
  }

  /** 1 where {@code x != y}, else 0. In PyTorch: {@code torch.ne}, cast to the type of x. */
  default Tensor ne(Tensor y) {
    return eq(y).rsub(1);
  }

  /**
   * {@code x} where the condition is not 0, else {@code y}, with broadcasting of all three; each
   * gets the gradient where it was taken. In PyTorch: {@code torch.where(condition, x, y)}.
   */
  @Trait.Has(Trait.EXACT)
  Tensor where(Tensor condition, Tensor y);

  /**
   * {@code number} where the mask is not 0, else {@code x}; the mask has the shape of {@code x}. No
   * gradient passes where it is masked. In PyTorch: {@code torch.masked_fill}.
   */
  @Trait.Has(Trait.EXACT)
  Tensor maskedFill(Tensor mask, double number);

  // Constants of the same shape

  /** Zeros in the shape of {@code x}. In PyTorch: {@code torch.zeros_like}. */
  @Trait.Has(Trait.EXACT)
  Tensor zerosLike();

  /** Ones in the shape of {@code x}. In PyTorch: {@code torch.ones_like}. */
  @Trait.Has(Trait.EXACT)
  Tensor onesLike();

  // Reductions

  /**
   * The sum over one axis, which is kept with size 1: (n, m) over axis 0 gives (1, m). In PyTorch:
   * {@code torch.sum(x, axis, keepdim=True)}.
   */
  @Trait.Has(Trait.REDUCTION)
  Tensor sum(int axis);

  /**
   * The sum over one axis, which is dropped: (n, m) over axis 0 gives (m). In PyTorch: {@code
   * torch.sum(x, axis)}.
   */
  @Trait.Has(Trait.REDUCTION)
  Tensor sumSqueezed(int axis);

  /** The sum of all elements, a scalar. In PyTorch: {@code torch.sum}. */
  @Trait.Has(Trait.REDUCTION)
  Tensor sum();

  /** The mean of all elements, a scalar. In PyTorch: {@code torch.mean}. */
  @Trait.Has(Trait.REDUCTION)
  Tensor mean();

  /**
   * The maximum over one axis, which is kept with size 1; NaN counts as the greatest. The gradient
   * goes to the first maximum, see {@link #oneHotMax}. In PyTorch: {@code torch.max(x, axis,
   * keepdim=True).values}.
   */
  @Trait.Has({Trait.EXACT, Trait.REDUCTION})
  Tensor max(int axis);

  /**
   * 1 at the first maximum along the axis, 0 elsewhere; the shape is that of {@code x}. It is where
   * the gradient of {@link #max} goes. In PyTorch: {@code torch.nn.functional.one_hot} of
   * torch.argmax.
   */
  @Trait.Has(Trait.EXACT)
  Tensor oneHotMax(int axis);

  /**
   * The sum over several axes, each kept with size 1. In PyTorch: {@code torch.sum(x, axes,
   * keepdim=True)}, which may add in another order.
   */
  default Tensor sum(int... axes) {
    Tensor sum = this;
    for (int axis : axes) {
      sum = sum.sum(axis);
    }
    return sum;
  }

  /**
   * The mean over several axes, each kept with size 1; over an empty array of axes, {@code x}
   * itself, where {@link #amax} takes all. In PyTorch: {@code torch.mean(x, axes, keepdim=True)}.
   */
  default Tensor mean(int... axes) {
    Tensor sum = sum(axes);
    return sum.div((double) shape().size() / sum.shape().size());
  }

  /**
   * The variance over one axis, which is kept with size 1: the sum of squared deviations from the
   * mean, divided by the number of elements minus the correction (1 for the unbiased variance, 0
   * for the biased one). In PyTorch: {@code torch.var(x, axis, correction=correction,
   * keepdim=True)}.
   */
  default Tensor var(int axis, int correction) {
    Tensor away = sub(mean(axis));
    return away.mul(away).sum(axis).div((double) shape().dim(axis) - correction);
  }

  /**
   * The minimum over one axis, which is kept with size 1; the gradient goes to the first. In
   * PyTorch: {@code torch.min(x, axis, keepdim=True).values}.
   */
  default Tensor min(int axis) {
    return neg().max(axis).neg();
  }

  /**
   * The maximum over axes, each kept with size 1; without any, over all. The gradient goes to all
   * maxima in equal parts. In PyTorch: {@code torch.amax(x, axes, keepdim=True)}.
   */
  @Trait.Has(Trait.EXACT)
  Tensor amax(int... axes);

  /** The minimum over axes, as {@link #amax}. In PyTorch: {@code torch.amin}. */
  default Tensor amin(int... axes) {
    return neg().amax(axes).neg();
  }

  /**
   * The product over one axis, which is kept with size 1. In PyTorch: {@code torch.prod(x, axis,
   * keepdim=True)}.
   */
  @Trait.Has(Trait.REDUCTION)
  Tensor prod(int axis);

  /**
   * The cumulative sum along an axis: each element plus all before it; the shape stays. In PyTorch:
   * {@code torch.cumsum}.
   */
  Tensor cumsum(int axis);

  /**
   * {@code log(sum(e ** x))} over one axis, which is kept with size 1. In PyTorch: {@code
   * torch.logsumexp(x, axis, keepdim=True)}. Where the maximum is infinite, so is the result.
   */
  default Tensor logsumexp(int axis) {
    Tensor greatest = max(axis);
    Tensor finite = greatest.where(greatest.sub(greatest).eq(0), greatest.zerosLike());
    return sub(finite).exp().sum(axis).log().add(finite);
  }

  /** {@code e ** x} over its sum along an axis. In PyTorch: {@code torch.softmax}. */
  default Tensor softmax(int axis) {
    Tensor exponentials = sub(max(axis)).exp();
    return exponentials.div(exponentials.sum(axis));
  }

  /** The logarithm of {@link #softmax}. In PyTorch: {@code torch.log_softmax}. */
  default Tensor logSoftmax(int axis) {
    Tensor away = sub(max(axis));
    return away.sub(away.exp().sum(axis).log());
  }

  // Layout

  /**
   * The same elements in row-major order under other dimensions of the same product. In PyTorch:
   * {@code torch.reshape}.
   */
  @Trait.Has(Trait.EXACT)
  Tensor view(Shape shape);

  /** As {@link #view}. In PyTorch: {@code torch.reshape}. */
  default Tensor reshape(int... dimensions) {
    return view(Shape.of(dimensions));
  }

  /**
   * {@code x} with a new axis of size 1 at this index; -1 makes it the last. In PyTorch: {@code
   * torch.unsqueeze}.
   */
  default Tensor unsqueeze(int axis) {
    return view(shape().withNew(axis));
  }

  /**
   * {@code x} without an axis of size 1: (n, 1) at axis 1 gives (n). In PyTorch: {@code
   * torch.squeeze}, which leaves an axis of another size alone.
   *
   * @throws TensorException if the size of the axis is not 1
   */
  default Tensor squeeze(int axis) {
    int size = shape().dim(axis);
    if (size != 1) {
      throw new TensorException(
          "squeeze: axis " + axis + " of shape " + shape() + " has size " + size + ", expected 1");
    }
    return view(shape().without(axis));
  }

  /**
   * The axes in another order: the first of the result is the one that is named first. In PyTorch:
   * {@code torch.permute}.
   */
  @Trait.Has(Trait.EXACT)
  Tensor permute(int... axes);

  /** Two axes exchanged. In PyTorch: {@code torch.transpose}. */
  default Tensor transpose(int axis, int other) {
    return permute(shape().exchanged(axis, other));
  }

  /**
   * Repeated along axes of size 1, and along new ones before the first, to this shape. In PyTorch:
   * {@code torch.broadcast_to}.
   */
  @Trait.Has(Trait.EXACT)
  Tensor expand(Shape shape);

  /** The elements along an axis from the last to the first. In PyTorch: {@code torch.flip}. */
  @Trait.Has(Trait.EXACT)
  Tensor flip(int axis);

  /** The transpose of a matrix: (n, m) gives (m, n). In PyTorch: {@code torch.t}. */
  @Trait.Has(Trait.EXACT)
  Tensor t();

  /**
   * {@code x} followed by {@code y} along an axis; all other axes are of the same size. In PyTorch:
   * {@code torch.cat}.
   */
  @Trait.Has(Trait.EXACT)
  Tensor cat(int axis, Tensor y);

  /** {@code x} followed by any number of tensors along an axis. In PyTorch: {@code torch.cat}. */
  default Tensor cat(int axis, Tensor... others) {
    Tensor joined = this;
    for (Tensor other : others) {
      joined = joined.cat(axis, other);
    }
    return joined;
  }

  /** {@code x} and tensors of its shape along a new axis. In PyTorch: {@code torch.stack}. */
  default Tensor stack(int axis, Tensor... others) {
    Tensor stacked = unsqueeze(axis);
    int along = axis < 0 ? axis + stacked.shape().rank() : axis;
    for (Tensor other : others) {
      stacked = stacked.cat(along, other.unsqueeze(along));
    }
    return stacked;
  }

  /**
   * The slice at one index along an axis, which is dropped: (n, m) at axis 0 gives (m). A negative
   * index counts from the end. In PyTorch: {@code torch.select}.
   */
  default Tensor select(int axis, int index) {
    return narrow(axis, index, 1).squeeze(axis);
  }

  /**
   * {@code length} consecutive elements along an axis, from index {@code start} on; a negative
   * start counts from the end. In PyTorch: {@code torch.narrow}.
   */
  @Trait.Has(Trait.EXACT)
  Tensor narrow(int axis, int start, int length);

  /**
   * {@code x} with {@code before} zeros in front of it and {@code after} zeros behind it along an
   * axis; also the gradient of {@link #narrow}. In PyTorch: {@code torch.nn.functional.pad}.
   */
  @Trait.Has(Trait.EXACT)
  Tensor pad(int axis, int before, int after);

  /**
   * Windows along an axis, which becomes their number; their elements are a new, last axis: (n, m)
   * over axis 0 gives (windows, m, size). What comes after the last whole window is left out. In
   * PyTorch: {@code Tensor.unfold}, for a dilation of 1.
   *
   * @param step from the beginning of a window to that of the next
   * @param dilation from an element of a window to the next one: 1 if they are consecutive
   */
  @Trait.Has(Trait.EXACT)
  Tensor unfold(int axis, int size, int step, int dilation);

  /** Windows of consecutive elements. In PyTorch: {@code Tensor.unfold}. */
  default Tensor unfold(int axis, int size, int step) {
    return unfold(axis, size, step, 1);
  }

  /**
   * The gradient of {@link #unfold}: the elements of windows, which are the last axis, added at
   * their positions along an axis of this length. In PyTorch: {@code torch.nn.functional.fold},
   * along one axis.
   */
  default Tensor fold(int axis, int length, int step, int dilation) {
    int size = shape().dim(-1);
    int along = axis < 0 ? axis + shape().rank() - 1 : axis;
    int count = shape().dim(along);
    int reach = (count - 1) * step + 1;
    Tensor sum = narrow(-1, 0, 1).squeeze(-1).spread(along, step).pad(along, 0, length - reach);
    for (int i = 1; i < size; i++) {
      Tensor each = narrow(-1, i, 1).squeeze(-1).spread(along, step);
      sum = sum.add(each.pad(along, i * dilation, length - reach - i * dilation));
    }
    return sum;
  }

  /** The elements along an axis {@code step} apart, with zeros between. */
  private Tensor spread(int axis, int step) {
    int count = shape().dim(axis);
    return unsqueeze(axis + 1)
        .pad(axis + 1, 0, step - 1)
        .view(shape().with(axis, count * step))
        .narrow(axis, 0, (count - 1) * step + 1);
  }

  /**
   * The windows that a convolution covers, over the last two of four axes: (n, c, h, w) gives (n, c
   * * kernel * kernel, windows). In PyTorch: {@code torch.nn.functional.unfold}.
   *
   * @param kernel how high and wide a window is
   * @param padding zeros around x
   */
  default Tensor im2col(int kernel, int stride, int padding, int dilation) {
    Tensor windows =
        pad(-2, padding, padding)
            .pad(-1, padding, padding)
            .unfold(2, kernel, stride, dilation)
            .unfold(3, kernel, stride, dilation) // (n, c, rows, columns, kernel, kernel)
            .permute(0, 1, 4, 5, 2, 3);
    int channels = windows.shape().dim(1) * kernel * kernel;
    return windows.reshape(
        shape().dim(0), channels, windows.shape().size() / shape().dim(0) / channels);
  }

  /**
   * The gradient of {@link #im2col}: windows, (n, c * kernel * kernel, windows), added at their
   * positions: (n, c, height, width). In PyTorch: {@code torch.nn.functional.fold}.
   */
  default Tensor col2im(int height, int width, int kernel, int stride, int padding, int dilation) {
    int reach = (kernel - 1) * dilation + 1;
    int rows = (height + 2 * padding - reach) / stride + 1;
    int columns = (width + 2 * padding - reach) / stride + 1;
    int channels = shape().dim(1) / (kernel * kernel);
    return reshape(shape().dim(0), channels, kernel, kernel, rows, columns)
        .permute(0, 1, 4, 5, 2, 3)
        .fold(3, width + 2 * padding, stride, dilation)
        .fold(2, height + 2 * padding, stride, dilation)
        .narrow(2, padding, height)
        .narrow(3, padding, width);
  }

  /**
   * The maximum of each window along an axis; the gradient goes to the first. In PyTorch: {@code
   * torch.nn.functional.max_pool1d}, for the last axis.
   */
  default Tensor maxPool(int axis, int size, int step) {
    return unfold(axis, size, step).max(-1).squeeze(-1);
  }

  /**
   * The mean of each window along an axis. In PyTorch: {@code torch.nn.functional.avg_pool1d}, for
   * the last axis.
   */
  default Tensor avgPool(int axis, int size, int step) {
    return unfold(axis, size, step).mean(-1).squeeze(-1);
  }

  /**
   * The lower triangle: {@code x} where {@code column <= row + diagonal}, else 0. Columns run along
   * the last axis, rows along the one before it. In PyTorch: {@code torch.tril}.
   */
  @Trait.Has(Trait.EXACT)
  Tensor tril(int diagonal);

  /**
   * The upper triangle: {@code x} where {@code column >= row + diagonal}, else 0, as {@link #tril}.
   * In PyTorch: {@code torch.triu}.
   */
  default Tensor triu(int diagonal) {
    return transpose(-2, -1).tril(-diagonal).transpose(-2, -1);
  }

  // Products

  /**
   * The matrix product over the last axis of x and the last but one of y: (n, k) by (k, m) gives
   * (n, m). Axes before these broadcast; an operand of one axis is a row on the left, a column on
   * the right, and its other axis is not in the result. In PyTorch: {@code torch.matmul}.
   */
  Tensor matmul(Tensor y);

  // Indexing

  /**
   * The rows of a matrix {@code x} that the indices name, {@code x[indices]}: (rows, m) by indices
   * of any shape s gives (s, m). In PyTorch: {@code torch.nn.functional.embedding}, index_select
   * along axis 0.
   */
  @Trait.Has({Trait.EXACT, Trait.TAKES_INDICES})
  Tensor rows(Tensor indices);

  /**
   * {@code x} with each row of {@code y} added to the row its index names; an index that is
   * repeated adds each time. {@code x} is (rows, m), {@code y} is (s, m) for indices of shape s. In
   * PyTorch: {@code torch.index_add} along axis 0.
   */
  @Trait.Has(Trait.TAKES_INDICES)
  Tensor addRows(Tensor indices, Tensor y);

  /**
   * One element of each row, {@code x[range(n), indices]}: (n, m) by (n) gives (n). In PyTorch:
   * {@code torch.gather} along axis 1.
   */
  @Trait.Has({Trait.EXACT, Trait.TAKES_INDICES})
  Tensor pick(Tensor indices);

  /**
   * {@code x} with {@code y} added at the element of each row that its index names: (n, m) by (n)
   * and y (n) or a scalar gives (n, m). With zeros for {@code x}, the gradient of {@link #pick}. In
   * PyTorch: {@code torch.scatter_add} along axis 1.
   */
  @Trait.Has(Trait.TAKES_INDICES)
  Tensor addAt(Tensor indices, Tensor y);

  /**
   * The elements that the indices name along an axis: {@code result[i][j] = x[indices[i][j]][j]}
   * for axis 0. The indices, and so the result, have the sizes of x except along the axis. In
   * PyTorch: {@code torch.gather}.
   */
  @Trait.Has({Trait.EXACT, Trait.TAKES_INDICES})
  Tensor gather(int axis, Tensor indices);

  /**
   * {@code x} with {@code y} added at the elements along an axis that the indices name; an index
   * that is repeated adds each time. The indices have the sizes of x except along the axis, y has
   * their shape. With zeros for x, the gradient of {@link #gather}. In PyTorch: {@code
   * torch.scatter_add}.
   */
  @Trait.Has(Trait.TAKES_INDICES)
  Tensor scatterAdd(int axis, Tensor indices, Tensor y);

  /** As {@link #gather}, of indices that broadcast. In PyTorch: {@code torch.take_along_dim}. */
  default Tensor takeAlong(int axis, Tensor indices) {
    return gather(axis, indices.expand(shape().with(axis, indices.shape().dim(axis))));
  }

  /**
   * The slices at these indices along an axis; the indices have one axis. In PyTorch: {@code
   * torch.index_select}.
   */
  default Tensor indexSelect(int axis, Tensor indices) {
    return takeAlong(axis, indices.view(shape().along(axis, indices.shape().size())));
  }

  /**
   * {@code x} with the slices of {@code y} added at these indices along an axis; an index that is
   * repeated adds each time. The indices have one axis; {@code y} has the shape of {@code x}, with
   * as many entries along the axis as there are indices. In PyTorch: {@code torch.index_add}.
   */
  default Tensor indexAdd(int axis, Tensor indices, Tensor y) {
    return scatterAdd(
        axis, indices.view(shape().along(axis, indices.shape().size())).expand(y.shape()), y);
  }

  /**
   * The one-hot vectors of {@code x}, which holds indices from 0 to {@code classes - 1}: shape s
   * gives (s, classes). In PyTorch: {@code torch.nn.functional.one_hot}, cast to the type of x.
   */
  @Trait.Has({Trait.EXACT, Trait.OF_INDICES})
  Tensor oneHot(int classes);
}
