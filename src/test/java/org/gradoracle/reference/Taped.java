package org.gradoracle.reference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A tensor on plain arrays that knows which others it was computed from, and their derivatives. */
final class Taped implements Tensor {

  /** A tensor that this one was computed from, and what it gets of this one's gradient. */
  private record Source(Taped node, UnaryOperator<ArrayTensor> pullback) {}

  private final ArrayTensor value;
  private final List<Source> sources;
  private @Nullable ArrayTensor gradient;

  private Taped(ArrayTensor value, List<Source> sources) {
    this.value = value;
    this.sources = sources;
  }

  static Taped leaf(ArrayTensor value) {
    return new Taped(value, List.of());
  }

  static Taped plain(Tensor tensor) {
    return (Taped) tensor;
  }

  ArrayTensor value() {
    return value;
  }

  /** None if nothing that was differentiated was computed from it. */
  Optional<ArrayTensor> gradient() {
    return Optional.ofNullable(gradient);
  }

  /** Gives every tensor that this one was computed from its gradient. */
  void backward(ArrayTensor upstream) {
    gradient = upstream;
    for (Taped node : usersFirst()) {
      ArrayTensor known = node.gradient().orElseThrow();
      for (Source source : node.sources) {
        ArrayTensor contribution = source.pullback().apply(known);
        ArrayTensor before = source.node().gradient;
        source.node().gradient = before == null ? contribution : before.add(contribution);
      }
    }
  }

  private List<Taped> usersFirst() {
    List<Taped> order = new ArrayList<>();
    Set<Taped> entered = new HashSet<>();
    Set<Taped> left = new HashSet<>();
    Deque<Taped> stack = new ArrayDeque<>();
    stack.push(this);
    while (!stack.isEmpty()) {
      Taped node = stack.peek();
      if (entered.add(node)) {
        node.sources.forEach(source -> stack.push(source.node()));
      } else {
        stack.pop();
        if (left.add(node)) {
          order.add(node);
        }
      }
    }
    Collections.reverse(order);
    return order;
  }

  private Taped unary(ArrayTensor result, UnaryOperator<ArrayTensor> pullback) {
    return new Taped(result, List.of(new Source(this, pullback)));
  }

  private Taped binary(
      ArrayTensor result,
      Tensor y,
      UnaryOperator<ArrayTensor> pullback,
      UnaryOperator<ArrayTensor> pullbackOfY) {
    return new Taped(
        result, List.of(new Source(this, pullback), new Source(plain(y), pullbackOfY)));
  }

  private Taped broadcasting(
      ArrayTensor result,
      Tensor y,
      UnaryOperator<ArrayTensor> pullback,
      UnaryOperator<ArrayTensor> pullbackOfY) {
    return binary(
        result,
        y,
        g -> summedTo(pullback.apply(g), shape()),
        g -> summedTo(pullbackOfY.apply(g), y.shape()));
  }

  /** Summed over the axes along which a tensor of this shape was repeated. */
  private static ArrayTensor summedTo(ArrayTensor gradient, Shape shape) {
    ArrayTensor summed = gradient;
    while (summed.shape().rank() > shape.rank()) {
      summed = summed.sumSqueezed(0);
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (shape.dim(axis) == 1 && summed.shape().dim(axis) > 1) {
        summed = summed.sum(axis);
      }
    }
    return summed;
  }

  private static ArrayTensor of(Tensor y) {
    return plain(y).value;
  }

  /** The same value as a node of its own. */
  Taped itself() {
    return unary(value, g -> g);
  }

  @Override
  public Shape shape() {
    return value.shape();
  }

  @Override
  public Tensor add(Tensor y) {
    return broadcasting(value.add(of(y)), y, g -> g, g -> g);
  }

  @Override
  public Tensor sub(Tensor y) {
    return broadcasting(value.sub(of(y)), y, g -> g, g -> g.neg());
  }

  @Override
  public Tensor mul(Tensor y) {
    return broadcasting(value.mul(of(y)), y, g -> g.mul(of(y)), g -> g.mul(value));
  }

  @Override
  public Tensor div(Tensor y) {
    ArrayTensor quotient = value.div(of(y));
    return broadcasting(
        quotient, y, g -> g.div(of(y)), g -> g.neg().mul(value.div(of(y)).div(of(y))));
  }

  @Override
  public Tensor add(double number) {
    return unary(value.add(number), g -> g);
  }

  @Override
  public Tensor mul(double number) {
    return unary(value.mul(number), g -> g.mul(number));
  }

  @Override
  public Tensor rsub(double number) {
    return unary(value.rsub(number), g -> g.neg());
  }

  @Override
  public Tensor neg() {
    return unary(value.neg(), g -> g.neg());
  }

  @Override
  public Tensor pow(double exponent) {
    return unary(
        (ArrayTensor) value.pow(exponent), g -> g.mul(value.pow(exponent - 1)).mul(exponent));
  }

  @Override
  public Tensor exp() {
    ArrayTensor result = (ArrayTensor) value.exp();
    return unary(result, g -> g.mul(result));
  }

  @Override
  public Tensor log() {
    return unary((ArrayTensor) value.log(), g -> g.div(value));
  }

  @Override
  public Tensor tanh() {
    ArrayTensor result = (ArrayTensor) value.tanh();
    return unary(result, g -> g.mul(result.oneMinusSquare()));
  }

  @Override
  public Tensor oneMinusSquare() {
    return unary((ArrayTensor) value.oneMinusSquare(), g -> g.mul(value).mul(-2));
  }

  @Override
  public Tensor sigmoid() {
    ArrayTensor result = value.sigmoid();
    return unary(result, g -> g.mul(result.rsub(1)).mul(result));
  }

  @Override
  public Tensor erf() {
    return unary(
        value.erf(),
        g -> (ArrayTensor) value.pow(2).neg().exp().mul(2 / Math.sqrt(Math.PI)).mul(g));
  }

  @Override
  public Tensor relu() {
    return unary(value.relu(), g -> g.mul(value.gt(0)));
  }

  @Override
  public Tensor sqrt() {
    ArrayTensor result = value.sqrt();
    return unary(result, g -> g.div(result.mul(2)));
  }

  @Override
  public Tensor abs() {
    return unary(value.abs(), g -> g.mul(value.sign()));
  }

  @Override
  public Tensor sin() {
    return unary(value.sin(), g -> g.mul(value.cos()));
  }

  @Override
  public Tensor cos() {
    return unary(value.cos(), g -> g.mul(value.sin()).neg());
  }

  @Override
  public Tensor atan() {
    return unary(value.atan(), g -> g.div(value.mul(value).add(1)));
  }

  @Override
  public Tensor log1p() {
    return unary(value.log1p(), g -> g.div(value.add(1)));
  }

  @Override
  public Tensor expm1() {
    ArrayTensor result = value.expm1();
    return unary(result, g -> g.mul(result.add(1)));
  }

  @Override
  public Tensor maximum(Tensor y) {
    ArrayTensor ties = value.eq(of(y)).mul(0.5);
    return broadcasting(
        value.maximum(of(y)),
        y,
        g -> g.mul(value.gt(of(y)).add(ties)),
        g -> g.mul(of(y).gt(value).add(ties)));
  }

  @Override
  public Tensor gt(Tensor y) {
    return leaf(value.gt(of(y)));
  }

  @Override
  public Tensor eq(Tensor y) {
    return leaf(value.eq(of(y)));
  }

  @Override
  public Tensor where(Tensor condition, Tensor y) {
    ArrayTensor chosen = of(condition);
    return broadcasting(
        value.where(chosen, of(y)),
        y,
        g -> g.where(chosen, g.zerosLike()),
        g -> g.zerosLike().where(chosen, g));
  }

  @Override
  public Tensor gt(double number) {
    return leaf(value.gt(number));
  }

  @Override
  public Tensor maskedFill(Tensor mask, double number) {
    return unary(value.maskedFill(of(mask), number), g -> g.maskedFill(of(mask), 0));
  }

  @Override
  public Tensor zerosLike() {
    return leaf(value.zerosLike());
  }

  @Override
  public Tensor onesLike() {
    return leaf(value.onesLike());
  }

  @Override
  public Tensor sum(int axis) {
    return unary(value.sum(axis), g -> value.zerosLike().add(g));
  }

  @Override
  public Tensor sumSqueezed(int axis) {
    Shape kept = value.sum(axis).shape();
    return unary(value.sumSqueezed(axis), g -> value.zerosLike().add(g.view(kept)));
  }

  @Override
  public Tensor sum() {
    return unary(value.sum(), g -> value.zerosLike().add(g));
  }

  @Override
  public Tensor mean() {
    return unary(
        value.mean(), g -> value.zerosLike().add(g).div(value.onesLike().mul(value.size())));
  }

  @Override
  public Tensor max(int axis) {
    return unary(value.max(axis), g -> value.oneHotMax(axis).mul(g));
  }

  @Override
  public Tensor amax(int... axes) {
    ArrayTensor greatest = value.amax(axes);
    ArrayTensor equal = value.eq(greatest);
    int[] all = axes.length > 0 ? axes : IntStream.range(0, shape().rank()).toArray();
    return unary(greatest, g -> equal.div(equal.sum(all)).mul(g));
  }

  @Override
  public Tensor prod(int axis) {
    return unary(
        value.prod(axis),
        g -> {
          int count = shape().dim(axis);
          ArrayTensor others = null;
          for (int i = 0; i < count; i++) {
            ArrayTensor one = value.narrow(axis, i, 1).onesLike();
            ArrayTensor before = i == 0 ? one : value.narrow(axis, 0, i).prod(axis);
            ArrayTensor after =
                i == count - 1 ? one : value.narrow(axis, i + 1, count - i - 1).prod(axis);
            ArrayTensor each = before.mul(after);
            others = others == null ? each : others.cat(axis, each);
          }
          return g.mul(others);
        });
  }

  @Override
  public Tensor cumsum(int axis) {
    return unary(value.cumsum(axis), g -> g.flip(axis).cumsum(axis).flip(axis));
  }

  @Override
  public Tensor oneHotMax(int axis) {
    return leaf(value.oneHotMax(axis));
  }

  @Override
  public Tensor view(Shape shape) {
    return unary(value.view(shape), g -> g.view(value.shape()));
  }

  @Override
  public Tensor t() {
    return unary(value.t(), g -> g.t());
  }

  @Override
  public Tensor permute(int... axes) {
    int[] back = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      back[axes[i] < 0 ? axes[i] + axes.length : axes[i]] = i;
    }
    return unary(value.permute(axes), g -> g.permute(back));
  }

  @Override
  public Tensor expand(Shape shape) {
    return unary(value.expand(shape), g -> summedTo(g, shape()));
  }

  @Override
  public Tensor flip(int axis) {
    return unary(value.flip(axis), g -> g.flip(axis));
  }

  @Override
  public Tensor unfold(int axis, int size, int step, int dilation) {
    int along = axis < 0 ? axis + shape().rank() : axis;
    return unary(
        value.unfold(axis, size, step, dilation),
        g -> (ArrayTensor) g.fold(along, shape().dim(along), step, dilation));
  }

  @Override
  public Tensor tril(int diagonal) {
    return unary(value.tril(diagonal), g -> g.tril(diagonal));
  }

  @Override
  public Tensor cat(int axis, Tensor y) {
    int length = shape().dim(axis);
    return binary(
        value.cat(axis, of(y)),
        y,
        g -> g.narrow(axis, 0, length),
        g -> g.narrow(axis, length, y.shape().dim(axis)));
  }

  @Override
  public Tensor narrow(int axis, int start, int length) {
    int size = shape().dim(axis);
    int from = start < 0 ? start + size : start;
    return unary(value.narrow(axis, start, length), g -> g.pad(axis, from, size - from - length));
  }

  @Override
  public Tensor pad(int axis, int before, int after) {
    return unary(value.pad(axis, before, after), g -> g.narrow(axis, before, shape().dim(axis)));
  }

  @Override
  public Tensor matmul(Tensor y) {
    ArrayTensor a = shape().rank() == 1 ? value.view(Shape.of(1, shape().dim(0))) : value;
    ArrayTensor b = y.shape().rank() == 1 ? of(y).view(Shape.of(y.shape().dim(0), 1)) : of(y);
    Shape product = a.matmul(b).shape();
    return binary(
        value.matmul(of(y)),
        y,
        g -> summedTo(g.view(product).matmul(transposed(b)), a.shape()).view(shape()),
        g -> summedTo(transposed(a).matmul(g.view(product)), b.shape()).view(y.shape()));
  }

  private static ArrayTensor transposed(ArrayTensor matrices) {
    return (ArrayTensor) matrices.transpose(-2, -1);
  }

  @Override
  public Tensor rows(Tensor indices) {
    return unary(value.rows(of(indices)), g -> value.zerosLike().addRows(of(indices), g));
  }

  @Override
  public Tensor addRows(Tensor indices, Tensor y) {
    return binary(value.addRows(of(indices), of(y)), y, g -> g, g -> g.rows(of(indices)));
  }

  @Override
  public Tensor pick(Tensor indices) {
    return unary(value.pick(of(indices)), g -> value.zerosLike().addAt(of(indices), g));
  }

  @Override
  public Tensor addAt(Tensor indices, Tensor y) {
    return binary(
        value.addAt(of(indices), of(y)), y, g -> g, g -> summedTo(g.pick(of(indices)), y.shape()));
  }

  @Override
  public Tensor gather(int axis, Tensor indices) {
    return unary(
        value.gather(axis, of(indices)), g -> value.zerosLike().scatterAdd(axis, of(indices), g));
  }

  @Override
  public Tensor scatterAdd(int axis, Tensor indices, Tensor y) {
    return binary(
        value.scatterAdd(axis, of(indices), of(y)), y, g -> g, g -> g.gather(axis, of(indices)));
  }

  @Override
  public Tensor oneHot(int classes) {
    return leaf(value.oneHot(classes));
  }
}
