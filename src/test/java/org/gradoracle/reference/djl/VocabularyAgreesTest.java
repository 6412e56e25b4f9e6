package org.gradoracle.reference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gradoracle.reference.PlainReference;
import org.gradoracle.reference.Reference.Pullbacks;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operation of the vocabulary means the same on plain arrays and on DJL's. */
class VocabularyAgreesTest {

  private static final DjlReference ENGINE = DjlReference.load(message -> {});

  /** An operation on some of: a positive matrix, another, a row, a column, a scalar, indices. */
  private record Case(String name, Function<List<Tensor>, Tensor> operation) {}

  private static final List<Case> CASES =
      List.of(
          new Case("add", x -> x.get(0).add(x.get(1))),
          new Case("add, broadcasting a row", x -> x.get(0).add(x.get(2))),
          new Case("sub, broadcasting a column", x -> x.get(0).sub(x.get(3))),
          new Case("mul, broadcasting row and column", x -> x.get(2).mul(x.get(3))),
          new Case("div by a scalar", x -> x.get(0).div(x.get(4))),
          new Case("div of a scalar", x -> x.get(4).div(x.get(0))),
          new Case("add a number", x -> x.get(0).add(0.1)),
          new Case("mul a number", x -> x.get(0).mul(0.1)),
          new Case("mul a scalar by a number", x -> x.get(4).mul(0.1)),
          new Case("rsub", x -> x.get(0).rsub(1.1)),
          new Case("neg", x -> x.get(0).neg()),
          new Case("pow 2", x -> x.get(0).pow(2)),
          new Case("pow -0.5", x -> x.get(0).pow(-0.5)),
          new Case("pow -1", x -> x.get(0).pow(-1)),
          new Case("exp", x -> x.get(0).exp()),
          new Case("log", x -> x.get(0).log()),
          new Case("tanh", x -> x.get(0).tanh()),
          new Case("oneMinusSquare", x -> x.get(0).oneMinusSquare()),
          new Case("sigmoid", x -> x.get(0).sigmoid()),
          new Case("sigmoid of large numbers", x -> x.get(0).add(-1).mul(2000).sigmoid()),
          new Case("erf", x -> x.get(0).add(-1).mul(2).erf()),
          new Case("erf near zero and far from it", x -> x.get(0).add(-1).mul(16).pow(3).erf()),
          new Case("relu", x -> x.get(0).add(-1).relu()),
          new Case("gt", x -> x.get(0).gt(1)),
          new Case("gt of an equal number", x -> x.get(0).onesLike().gt(1)),
          new Case("maskedFill", x -> x.get(0).maskedFill(x.get(1).gt(1), 7)),
          new Case("zerosLike", x -> x.get(0).zerosLike()),
          new Case("onesLike", x -> x.get(0).onesLike()),
          new Case("sum over rows", x -> x.get(0).sum(0)),
          new Case("sum over columns", x -> x.get(0).sum(1)),
          new Case("sum over the last axis", x -> x.get(0).sum(-1)),
          new Case("sumSqueezed over rows", x -> x.get(0).sumSqueezed(0)),
          new Case("sumSqueezed over columns", x -> x.get(0).sumSqueezed(1)),
          new Case("sum over the middle axis", x -> x.get(0).view(Shape.of(3, 2, 2)).sum(1)),
          new Case("sum of all", x -> x.get(0).sum()),
          new Case("mean", x -> x.get(0).mean()),
          new Case("max over rows", x -> x.get(0).max(0)),
          new Case("max over columns", x -> x.get(0).max(1)),
          new Case("oneHotMax over rows", x -> x.get(0).oneHotMax(0)),
          new Case("oneHotMax over columns", x -> x.get(0).oneHotMax(-1)),
          new Case("oneHotMax with ties", x -> x.get(0).onesLike().oneHotMax(1)),
          new Case("view", x -> x.get(0).view(Shape.of(2, 2, 3))),
          new Case("t", x -> x.get(0).t()),
          new Case("cat along rows", x -> x.get(0).cat(0, x.get(1))),
          new Case("cat along the last axis", x -> x.get(0).cat(-1, x.get(3))),
          new Case("cat of three", x -> x.get(2).cat(0, x.get(2), x.get(2).neg())),
          new Case("narrow of rows", x -> x.get(0).narrow(0, 1, 2)),
          new Case("narrow from the end", x -> x.get(0).narrow(-1, -2, 1)),
          new Case(
              "narrow of the middle axis",
              x -> x.get(0).view(Shape.of(1, 3, 2, 1, 2)).narrow(1, 0, 2)),
          new Case("pad rows", x -> x.get(0).pad(0, 1, 2)),
          new Case("pad the last axis", x -> x.get(0).pad(-1, 2, 0)),
          new Case("matmul", x -> x.get(0).matmul(x.get(1).t())),
          new Case("rows", x -> x.get(0).rows(x.get(5).view(Shape.of(3, 1)))),
          new Case("addRows", x -> x.get(0).addRows(x.get(5), x.get(1).rows(x.get(5)))),
          new Case("pick", x -> x.get(0).pick(x.get(5))),
          new Case("addAt", x -> x.get(0).addAt(x.get(5), x.get(5))),
          new Case("addAt a scalar", x -> x.get(0).addAt(x.get(5), x.get(4))),
          new Case("sub a number", x -> x.get(0).sub(0.1)),
          new Case("div by a number", x -> x.get(0).div(3)),
          new Case("sqrt", x -> x.get(0).sqrt()),
          new Case("rsqrt", x -> x.get(0).rsqrt()),
          new Case("square", x -> x.get(0).square()),
          new Case("abs", x -> x.get(0).add(-1).abs()),
          new Case("sign", x -> x.get(0).add(-1).sign()),
          new Case("sin", x -> x.get(0).mul(9).sin()),
          new Case("cos", x -> x.get(0).mul(9).cos()),
          new Case("atan", x -> x.get(0).add(-1).mul(9).atan()),
          new Case("log1p", x -> x.get(0).add(-1).log1p()),
          new Case("log1p of small numbers", x -> x.get(0).mul(1e-9).log1p()),
          new Case("expm1", x -> x.get(0).add(-1).mul(9).expm1()),
          new Case("expm1 of small numbers", x -> x.get(0).add(-1).mul(1e-9).expm1()),
          new Case("softplus", x -> x.get(0).add(-1).mul(99).softplus()),
          new Case("maximum", x -> x.get(0).maximum(x.get(1))),
          new Case("maximum, broadcasting", x -> x.get(2).maximum(x.get(3))),
          new Case("minimum", x -> x.get(0).minimum(x.get(4))),
          new Case("clamp", x -> x.get(0).clamp(0.8, 1.2)),
          new Case("lt", x -> x.get(0).lt(x.get(1)).add(x.get(0).lt(1))),
          new Case("le", x -> x.get(0).le(x.get(1)).add(x.get(0).le(1))),
          new Case("gt of a tensor", x -> x.get(0).gt(x.get(2))),
          new Case("ge", x -> x.get(0).ge(x.get(1)).add(x.get(0).ge(1))),
          new Case("eq", x -> x.get(5).eq(x.get(5)).add(x.get(5).eq(2))),
          new Case("ne", x -> x.get(5).ne(x.get(5)).add(x.get(5).ne(2))),
          new Case("where", x -> x.get(0).where(x.get(2).gt(1), x.get(3))),
          new Case("sum over two axes", x -> x.get(0).view(Shape.of(3, 2, 2)).sum(0, -1)),
          new Case("mean over two axes", x -> x.get(0).view(Shape.of(3, 2, 2)).mean(0, -1)),
          new Case("var", x -> x.get(0).var(1, 1)),
          new Case("min", x -> x.get(0).min(0)),
          new Case("amax", x -> x.get(0).view(Shape.of(3, 2, 2)).amax(0, 2)),
          new Case("amax of all", x -> x.get(0).amax()),
          new Case("amin", x -> x.get(0).amin(1)),
          new Case("prod", x -> x.get(0).prod(0)),
          new Case("cumsum", x -> x.get(0).cumsum(0)),
          new Case("logsumexp", x -> x.get(0).mul(300).logsumexp(1)),
          new Case("softmax", x -> x.get(0).mul(300).softmax(0)),
          new Case("logSoftmax", x -> x.get(0).mul(300).logSoftmax(1)),
          new Case("reshape", x -> x.get(0).reshape(2, 6)),
          new Case("unsqueeze", x -> x.get(0).unsqueeze(1).unsqueeze(-1)),
          new Case("squeeze", x -> x.get(3).squeeze(1)),
          new Case("permute", x -> x.get(0).view(Shape.of(3, 2, 2)).permute(2, 0, -2)),
          new Case("permute of a matrix", x -> x.get(0).permute(1, 0)),
          new Case("transpose", x -> x.get(0).view(Shape.of(3, 2, 2)).transpose(0, -1)),
          new Case("expand", x -> x.get(3).expand(Shape.of(2, 3, 4))),
          new Case("flip", x -> x.get(0).flip(-1)),
          new Case("stack", x -> x.get(0).stack(1, x.get(1), x.get(0))),
          new Case("select", x -> x.get(0).select(1, -1)),
          new Case("unfold", x -> x.get(0).unfold(1, 2, 1).mul(x.get(4))),
          new Case("unfold with gaps", x -> x.get(0).view(Shape.of(6, 2)).unfold(0, 2, 2, 3)),
          new Case("fold", x -> x.get(0).unfold(1, 3, 1).fold(1, 4, 1, 1)),
          new Case("im2col", x -> x.get(0).view(Shape.of(1, 1, 3, 4)).im2col(2, 1, 1, 2)),
          new Case(
              "col2im",
              x -> x.get(0).view(Shape.of(1, 1, 3, 4)).im2col(2, 2, 1, 1).col2im(3, 4, 2, 2, 1, 1)),
          new Case("maxPool", x -> x.get(0).maxPool(-1, 2, 2)),
          new Case("avgPool", x -> x.get(0).avgPool(0, 2, 1)),
          new Case("tril", x -> x.get(0).tril(0)),
          new Case("tril of several", x -> x.get(0).view(Shape.of(3, 2, 2)).tril(-1)),
          new Case("triu", x -> x.get(0).triu(1)),
          new Case("matmul of a row", x -> x.get(2).matmul(x.get(1).t())),
          new Case("matmul of a column", x -> x.get(0).matmul(x.get(2))),
          new Case("matmul of a row and a column", x -> x.get(2).matmul(x.get(2))),
          new Case(
              "matmul of several",
              x -> x.get(0).view(Shape.of(3, 2, 2)).matmul(x.get(1).view(Shape.of(3, 2, 2)))),
          new Case(
              "matmul, broadcasting",
              x -> x.get(0).view(Shape.of(3, 1, 2, 2)).matmul(x.get(1).view(Shape.of(2, 2, 3)))),
          new Case(
              "matmul of several by one",
              x -> x.get(0).view(Shape.of(3, 2, 2)).matmul(x.get(1).view(Shape.of(2, 6)))),
          new Case(
              "gather",
              x -> x.get(0).gather(0, x.get(5).view(Shape.of(3, 1)).expand(Shape.of(3, 4)))),
          new Case(
              "scatterAdd",
              x ->
                  x.get(0)
                      .scatterAdd(
                          0, x.get(5).view(Shape.of(3, 1)).expand(Shape.of(3, 4)), x.get(1))),
          new Case("takeAlong", x -> x.get(0).takeAlong(1, x.get(5).view(Shape.of(1, 3)))),
          new Case("indexSelect", x -> x.get(0).indexSelect(1, x.get(5))),
          new Case("indexAdd", x -> x.get(0).indexAdd(0, x.get(5), x.get(1))),
          new Case("oneHot", x -> x.get(5).oneHot(4)),
          new Case(
              "add of two views",
              x -> x.get(0).view(Shape.of(12)).add(x.get(1).view(Shape.of(12)))),
          new Case("itself", x -> x.get(0)));

  private static Stream<DynamicTest> inBothTypes(BiConsumer<Case, Dtype> test) {
    return Arrays.stream(Dtype.values())
        .flatMap(
            dtype ->
                CASES.stream()
                    .map(
                        each ->
                            DynamicTest.dynamicTest(
                                each.name() + ", " + dtype, () -> test.accept(each, dtype))));
  }

  @TestFactory
  Stream<DynamicTest> anOperationMeansTheSame() {
    return inBothTypes(VocabularyAgreesTest::agrees);
  }

  /** Products of {@link PlainReference}, which stands in for PyTorch in mutation testing. */
  @TestFactory
  Stream<DynamicTest> theStandInOnPlainArraysDifferentiatesAnOperationAsPyTorchDoes() {
    return inBothTypes(VocabularyAgreesTest::differentiatesAlike);
  }

  private static void differentiatesAlike(Case each, Dtype dtype) {
    List<ArrayTensor> inputs = inputs(dtype);
    Shape shape = each.operation().apply(List.<Tensor>copyOf(inputs)).shape();
    Random random = new Random(8);
    ArrayTensor upstream = dtype.cast(FloatTensor.of(shape, i -> random.nextGaussian()));
    var expected = ENGINE.pullback(each.operation(), inputs, upstream);
    var found = new PlainReference().pullback(each.operation(), inputs, upstream);
    for (int input = 0; input < inputs.size(); input++) {
      assertThat(found.get(input).isPresent()).isEqualTo(expected.get(input).isPresent());
      if (expected.get(input).isPresent()) {
        assertNear(found.get(input).orElseThrow(), expected.get(input).orElseThrow(), 16);
      }
    }
  }

  /** Of all operations in one call; also where zeros are negative, or what came before is NaN. */
  @ParameterizedTest
  @EnumSource
  void manyProductsAtOnceAreWhatEachIsAlone(Dtype dtype) {
    List<ArrayTensor> inputs = inputs(dtype);
    Random random = new Random(9);
    List<Pullbacks> asked = new ArrayList<>();
    for (Case each : CASES) {
      Shape shape = each.operation().apply(List.<Tensor>copyOf(inputs)).shape();
      List<ArrayTensor> upstreams = new ArrayList<>();
      for (double number : new double[] {0.0, Double.NaN, Double.POSITIVE_INFINITY, -0.0, -0.0}) {
        upstreams.add(
            dtype.cast(
                FloatTensor.of(shape, i -> i % 2 == 0 ? number : (float) random.nextGaussian())));
      }
      asked.add(new Pullbacks(each.operation(), inputs, upstreams));
    }
    var found = ENGINE.begin(asked).get();
    for (int i = 0; i < asked.size(); i++) {
      List<String> alone = new ArrayList<>();
      for (ArrayTensor upstream : asked.get(i).upstreams()) {
        alone.add(bits(ENGINE.pullback(asked.get(i).line(), inputs, upstream)));
      }
      assertThat(found.get(i).stream().map(VocabularyAgreesTest::bits).toList())
          .as(CASES.get(i).name())
          .isEqualTo(alone);
    }
  }

  private static String bits(List<Optional<ArrayTensor>> products) {
    return products.stream()
        .map(product -> product.map(known -> Arrays.toString(known.values())).orElse("none"))
        .toList()
        .toString();
  }

  @Test
  void everyOperationOfTheVocabularyIsAmongTheCases() {
    String names = CASES.toString();
    assertThat(Tensor.class.getMethods())
        .extracting(method -> method.getName())
        .filteredOn(name -> !name.equals("shape"))
        .allSatisfy(name -> assertThat(names).contains("name=" + name));
  }

  private static void agrees(Case each, Dtype dtype) {
    List<ArrayTensor> ours = inputs(dtype);
    ArrayTensor expected = (ArrayTensor) each.operation().apply(List.<Tensor>copyOf(ours));
    try (NDManager manager = ENGINE.engine().newBaseManager()) {
      List<Tensor> theirs = ours.stream().map(x -> (Tensor) DjlTensor.of(manager, x)).toList();
      ArrayTensor found = ((DjlTensor) each.operation().apply(theirs)).toArrayTensor();
      assertNear(found, expected, 1);
    }
  }

  private static List<ArrayTensor> inputs(Dtype dtype) {
    Random random = new Random(7);
    List<ArrayTensor> inputs = new ArrayList<>();
    Stream.of(Shape.of(3, 4), Shape.of(3, 4), Shape.of(4), Shape.of(3, 1), Shape.of())
        .map(shape -> FloatTensor.of(shape, i -> 0.5 + random.nextDouble()))
        .map(dtype::cast)
        .forEach(inputs::add);
    inputs.add(dtype.cast(FloatTensor.indices(Shape.of(3), 2, 0, 2)));
    return inputs;
  }

  /** Equal but for rounding, as many times over as operations were done. */
  private static void assertNear(ArrayTensor found, ArrayTensor expected, int operations) {
    assertThat(found.dtype()).isEqualTo(expected.dtype());
    assertThat(found.shape()).isEqualTo(expected.shape());
    double epsilon = operations * (expected.dtype() == Dtype.FLOAT32 ? 0x1p-22 : 0x1p-51);
    for (int i = 0; i < found.size(); i++) {
      double allowed = epsilon * Math.max(1, Math.abs(expected.at(i)));
      assertThat(found.at(i)).isCloseTo(expected.at(i), within(allowed));
    }
  }
}
