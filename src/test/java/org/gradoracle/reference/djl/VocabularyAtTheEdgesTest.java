package org.gradoracle.reference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gradoracle.reference.PlainReference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The vocabulary where conventions differ: ranks 0 to 5, axes of size 1, ties, NaN and infinities;
 * and what is composed of others, against PyTorch's own operation.
 */
class VocabularyAtTheEdgesTest {

  private static final DjlReference ENGINE = DjlReference.load(message -> {});

  private static final List<Shape> SHAPES =
      List.of(
          Shape.of(),
          Shape.of(1),
          Shape.of(5),
          Shape.of(3, 4),
          Shape.of(1, 3),
          Shape.of(4, 1),
          Shape.of(2, 1, 3),
          Shape.of(2, 3, 1, 4),
          Shape.of(1, 2, 1, 3, 2));

  /** Of ties. */
  private static final double[] WHOLE = {-2, -1, 0, 0, 1, 1, 2};

  private static final double[] SPECIAL = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -0.0, 1, -1, 0.5, 3
  };

  /** An operation on two tensors of one shape, and the axes that it needs at least. */
  private record Case(String name, int rank, BinaryOperator<Tensor> operation) {}

  private static Case of(String name, UnaryOperator<Tensor> operation) {
    return new Case(name, 0, (x, y) -> operation.apply(x));
  }

  private static Stream<Case> cases() {
    Stream<Case> elementwise =
        Stream.of(
            of("neg", Tensor::neg),
            of("pow 2", x -> x.pow(2)),
            of("exp", Tensor::exp),
            of("log", Tensor::log),
            of("tanh", Tensor::tanh),
            of("sigmoid", Tensor::sigmoid),
            of("erf", Tensor::erf),
            of("relu", Tensor::relu),
            of("sqrt", Tensor::sqrt),
            of("rsqrt", Tensor::rsqrt),
            of("abs", Tensor::abs),
            of("sign", Tensor::sign),
            of("sin", Tensor::sin),
            of("cos", Tensor::cos),
            of("atan", Tensor::atan),
            of("log1p", Tensor::log1p),
            of("expm1", Tensor::expm1),
            of("softplus", Tensor::softplus),
            of("clamp", x -> x.clamp(-1, 1)),
            of("clamp to nothing", x -> x.clamp(1, -1)),
            of("maskedFill", x -> x.maskedFill(x.gt(0), 7)),
            of("sum", Tensor::sum),
            of("mean", Tensor::mean),
            of("amax of all", Tensor::amax),
            of("unsqueeze", x -> x.unsqueeze(0).unsqueeze(-1)),
            of("stack", x -> x.stack(-1, x.neg())),
            of("oneHot", x -> x.onesLike().oneHot(3)),
            new Case("div", 0, Tensor::div),
            new Case("maximum", 0, Tensor::maximum),
            new Case("minimum", 0, Tensor::minimum),
            new Case("gt", 0, Tensor::gt),
            new Case("ge", 0, Tensor::ge),
            new Case("lt", 0, Tensor::lt),
            new Case("le", 0, Tensor::le),
            new Case("eq", 0, Tensor::eq),
            new Case("ne", 0, Tensor::ne),
            new Case("numbers", 0, (x, y) -> x.ge(0).add(x.le(1)).add(x.lt(0)).add(x.ne(2))),
            new Case("where", 0, (x, y) -> x.where(y.gt(0), y)),
            new Case("matmul", 1, (x, y) -> x.matmul(turned(y))),
            new Case("matmul of the first", 3, (x, y) -> x.matmul(turned(y.narrow(0, 0, 1)))),
            new Case("tril", 2, (x, y) -> x.tril(0)),
            new Case("triu", 2, (x, y) -> x.triu(1)),
            new Case("transpose", 2, (x, y) -> x.transpose(0, -1)));
    Stream<Case> alongAnAxis =
        Stream.of(0, -1)
            .flatMap(
                axis ->
                    Stream.<Case>of(
                            new Case("sum", 1, (x, y) -> x.sum(axis)),
                            new Case("mean", 1, (x, y) -> x.mean(new int[] {axis})),
                            new Case("max", 1, (x, y) -> x.max(axis)),
                            new Case("min", 1, (x, y) -> x.min(axis)),
                            new Case("amax", 1, (x, y) -> x.amax(axis)),
                            new Case("amin", 1, (x, y) -> x.amin(axis)),
                            new Case("oneHotMax", 1, (x, y) -> x.oneHotMax(axis)),
                            new Case("prod", 1, (x, y) -> x.prod(axis)),
                            new Case("cumsum", 1, (x, y) -> x.cumsum(axis)),
                            new Case("var", 1, (x, y) -> x.var(axis, 0)),
                            new Case("logsumexp", 1, (x, y) -> x.logsumexp(axis)),
                            new Case("softmax", 1, (x, y) -> x.softmax(axis)),
                            new Case("logSoftmax", 1, (x, y) -> x.logSoftmax(axis)),
                            new Case("flip", 1, (x, y) -> x.flip(axis)),
                            new Case("cat", 1, (x, y) -> x.cat(axis, y)),
                            new Case("pad", 1, (x, y) -> x.pad(axis, 1, 2)),
                            new Case("unfold", 1, (x, y) -> x.unfold(axis, 1, 2)),
                            new Case("select", 1, (x, y) -> x.select(axis, -1)),
                            new Case("gather", 1, (x, y) -> x.gather(axis, places(x, axis))),
                            new Case(
                                "scatterAdd", 1, (x, y) -> x.scatterAdd(axis, places(x, axis), y)),
                            new Case(
                                "expand",
                                1,
                                (x, y) ->
                                    x.narrow(axis, 0, 1).unsqueeze(0).expand(withTwo(x.shape()))))
                        .map(each -> new Case(each.name() + " " + axis, 1, each.operation())));
    return Stream.concat(elementwise, alongAnAxis);
  }

  /** So that a product fits: the last two axes exchanged. */
  private static Tensor turned(Tensor y) {
    return y.shape().rank() < 2 ? y : y.transpose(-2, -1);
  }

  /** The last place along the axis, everywhere. */
  private static Tensor places(Tensor x, int axis) {
    return x.onesLike().cumsum(axis).max(axis).add(-1).expand(x.shape());
  }

  private static Shape withTwo(Shape shape) {
    int[] dimensions = new int[shape.rank() + 1];
    dimensions[0] = 2;
    for (int i = 0; i < shape.rank(); i++) {
      dimensions[i + 1] = shape.dim(i);
    }
    return Shape.of(dimensions);
  }

  @TestFactory
  Stream<DynamicTest> anOperationMeansTheSameOfNaNAndInfinities() {
    return everywhere(
        (each, shape, dtype) -> {
          List<ArrayTensor> inputs =
              List.of(drawn(shape, SPECIAL, 1, dtype), drawn(shape, SPECIAL, 2, dtype));
          try (NDManager manager = ENGINE.engine().newBaseManager()) {
            Tensor found =
                each.operation()
                    .apply(
                        DjlTensor.of(manager, inputs.get(0)), DjlTensor.of(manager, inputs.get(1)));
            assertNear(
                ((DjlTensor) found).toArrayTensor(),
                (ArrayTensor) each.operation().apply(inputs.get(0), inputs.get(1)));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> anOperationIsDifferentiatedAlikeAtTies() {
    return everywhere(
        (each, shape, dtype) -> {
          List<ArrayTensor> inputs =
              List.of(drawn(shape, WHOLE, 3, dtype), drawn(shape, WHOLE, 4, dtype));
          Function<List<Tensor>, Tensor> line = in -> each.operation().apply(in.get(0), in.get(1));
          Shape result = line.apply(List.copyOf(inputs)).shape();
          ArrayTensor upstream = drawn(result, new double[] {1, -2, 3, 0.5}, 5, dtype);
          var expected = ENGINE.pullback(line, inputs, upstream);
          var found = new PlainReference().pullback(line, inputs, upstream);
          for (int i = 0; i < 2; i++) {
            assertThat(found.get(i).isPresent()).isEqualTo(expected.get(i).isPresent());
            if (found.get(i).isPresent()) {
              assertNear(expected.get(i).orElseThrow(), found.get(i).orElseThrow());
            }
          }
        });
  }

  /** What is composed, and PyTorch's own. */
  private record Own(String name, UnaryOperator<Tensor> ours, UnaryOperator<NDArray> pytorch) {}

  @TestFactory
  Stream<DynamicTest> whatIsComposedIsPyTorchsOwnOperation() {
    return Stream.of(
            new Own("sub", x -> x.sub(0.1), x -> x.sub(0.1)),
            new Own("div", x -> x.div(3), x -> x.div(3)),
            new Own("square", Tensor::square, NDArray::square),
            new Own("sign", Tensor::sign, NDArray::sign),
            new Own("softplus", Tensor::softplus, Activation::softPlus),
            new Own("clamp", x -> x.clamp(-0.5, 1.25), x -> x.clip(-0.5, 1.25)),
            new Own("minimum", x -> x.minimum(x.flip(0)), x -> x.minimum(x.flip(0))),
            new Own("log1p", Tensor::log1p, x -> x.add(1).log()),
            new Own("expm1", Tensor::expm1, x -> x.exp().sub(1)),
            new Own("lt", x -> x.lt(0.5), x -> x.lt(0.5)),
            new Own("le", x -> x.le(0), x -> x.lte(0)),
            new Own("ge", x -> x.ge(0), x -> x.gte(0)),
            new Own("ne", x -> x.ne(0), x -> x.neq(0)),
            new Own("eq", x -> x.eq(0), x -> x.eq(0)),
            new Own("sum", x -> x.sum(0, 2), x -> x.sum(new int[] {0, 2}, true)),
            new Own("mean", x -> x.mean(new int[] {1}), x -> x.mean(new int[] {1}, true)),
            new Own("min", x -> x.min(2), x -> x.min(new int[] {2}, true)),
            new Own("softmax", x -> x.softmax(1), x -> x.softmax(1)),
            new Own("logSoftmax", x -> x.logSoftmax(-1), x -> x.logSoftmax(-1)),
            new Own("transpose", x -> x.transpose(0, 2), x -> x.swapAxes(0, 2)),
            new Own(
                "stack",
                x -> x.stack(1, x.neg()),
                x -> NDArrays.stack(new ai.djl.ndarray.NDList(x, x.neg()), 1)),
            new Own("select", x -> x.select(1, 2), x -> x.get(":, 2")),
            new Own("cumsum", x -> x.cumsum(1), x -> x.cumSum(1)),
            new Own("tril", x -> x.tril(-1).add(x.triu(0)), x -> x))
        .flatMap(
            each ->
                Stream.of(Dtype.values())
                    .map(
                        dtype ->
                            DynamicTest.dynamicTest(
                                each.name() + ", " + dtype, () -> isPyTorchs(each, dtype))));
  }

  private static void isPyTorchs(Own each, Dtype dtype) {
    Random random = new Random(6);
    Shape shape = Shape.of(3, 4, 4);
    ArrayTensor x =
        dtype.cast(
            DoubleTensor.of(
                shape,
                i ->
                    i == 5
                        ? Double.NaN
                        : i % 7 == 0 ? 0 : i % 9 == 0 ? 0.5 : random.nextDouble() * 2 - 0.75));
    try (NDManager manager = ENGINE.engine().newBaseManager()) {
      NDArray found = each.pytorch().apply(DjlTensor.of(manager, x).array());
      if (found.getDataType() == ai.djl.ndarray.types.DataType.BOOLEAN) {
        found = found.toType(DjlTensor.of(manager, x).array().getDataType(), false);
      }
      assertNear(new DjlTensor(found).toArrayTensor(), (ArrayTensor) each.ours().apply(x));
    }
  }

  @FunctionalInterface
  private interface Check {
    void of(Case each, Shape shape, Dtype dtype);
  }

  private static Stream<DynamicTest> everywhere(Check check) {
    return cases()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.name(),
                    () -> {
                      for (Shape shape : SHAPES) {
                        for (Dtype dtype : Dtype.values()) {
                          if (shape.rank() >= each.rank()) {
                            check.of(each, shape, dtype);
                          }
                        }
                      }
                    }));
  }

  private static ArrayTensor drawn(Shape shape, double[] values, int seed, Dtype dtype) {
    Random random = new Random(seed);
    return dtype.cast(DoubleTensor.of(shape, i -> values[random.nextInt(values.length)]));
  }

  /** Equal but for rounding; NaN where NaN is. */
  private static void assertNear(ArrayTensor found, ArrayTensor expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(found.dtype()).isEqualTo(expected.dtype());
    double epsilon = expected.dtype() == Dtype.FLOAT32 ? 0x1p-20 : 0x1p-48;
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      double a = found.at(i);
      double b = expected.at(i);
      if (Double.isFinite(a) && Double.isFinite(b)) {
        assertThat(a)
            .as("%s %s", expected.shape(), expected.shape().position(i))
            .isCloseTo(b, within(epsilon * Math.max(1, Math.abs(b))));
      } else if (Double.compare(a, b) != 0) {
        places.add(i);
        assertThat(a).as("%s %s", expected.shape(), expected.shape().position(i)).isEqualTo(b);
      }
    }
    assertThat(places).isEmpty();
  }
}
