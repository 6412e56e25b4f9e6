package org.gradoracle.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.gradoracle.rounding.ErrorFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The loops over arrays beside the plain and slow account of every operation, bit for bit, over
 * shapes around the sizes of vectors and blocks and over all kinds of numbers.
 */
class ArrayLoopsTest {

  private static final double[] AWKWARD = {
    0,
    -0.0,
    1,
    -1,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -1e-41,
    Float.MIN_NORMAL,
    -Float.MAX_VALUE,
    Double.MIN_VALUE,
    -Double.MAX_VALUE,
    0x1p24
  };

  private static final List<Shape> JOINT =
      List.of(
          Shape.of(),
          Shape.of(1),
          Shape.of(7),
          Shape.of(33),
          Shape.of(2049),
          Shape.of(1, 1),
          Shape.of(3, 1),
          Shape.of(5, 17),
          Shape.of(9, 1000),
          Shape.of(1100, 3),
          Shape.of(2, 3, 4),
          Shape.of(3, 1, 8),
          Shape.of(2, 3, 2, 5),
          Shape.of(3, 40, 2, 16));

  private final Random random = new Random(21);

  private record Zip(BinaryOperator<ArrayTensor> found, DoubleBinaryOperator expected) {}

  private static final List<Zip> ZIPS =
      List.of(
          new Zip(ArrayTensor::add, Double::sum),
          new Zip(ArrayTensor::sub, (a, b) -> a - b),
          new Zip(ArrayTensor::mul, (a, b) -> a * b),
          new Zip(ArrayTensor::div, (a, b) -> a / b));

  @ParameterizedTest
  @EnumSource
  void operandsThatRepeatAlongAnyAxesGiveWhatTheirElementsGive(Dtype type) {
    for (Shape joint : JOINT) {
      for (Shape left : repeated(joint)) {
        for (Shape right : repeated(joint)) {
          ArrayTensor x = draw(type, left);
          ArrayTensor y = draw(type, right);
          for (Zip zip : ZIPS) {
            same(
                zip.found().apply(x, y),
                new YardstickTensor(x).zip(y, zip.expected()),
                left,
                right);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void operandsSoLargeThatCoresShareThemGiveWhatTheirElementsGive(Dtype type) {
    ArrayTensor x = draw(type, Shape.of(1024, 1025));
    YardstickTensor plain = new YardstickTensor(x);
    for (Shape other : List.of(x.shape(), Shape.of(1025), Shape.of(1024, 1), Shape.of())) {
      ArrayTensor y = draw(type, other);
      same(x.sub(y), plain.zip(y, (a, b) -> a - b), other);
      same(y.sub(x), new YardstickTensor(y).zip(x, (a, b) -> a - b), other);
    }
  }

  /** The shapes that have 1 in place of some dimensions, and those without leading ones. */
  private static List<Shape> repeated(Shape joint) {
    List<Shape> shapes = new ArrayList<>();
    for (int mask = 0; mask < 1 << joint.rank(); mask++) {
      int[] dimensions = new int[joint.rank()];
      for (int axis = 0; axis < dimensions.length; axis++) {
        dimensions[axis] = (mask >> axis & 1) == 0 ? joint.dim(axis) : 1;
      }
      shapes.add(Shape.of(dimensions));
      if (dimensions.length > 0 && dimensions[0] == 1) {
        shapes.add(Shape.of(Arrays.copyOfRange(dimensions, 1, dimensions.length)));
      }
    }
    return shapes;
  }

  @ParameterizedTest
  @EnumSource
  void operationsWithANumberRoundItFirst(Dtype type) {
    for (int size : new int[] {1, 8, 40}) {
      ArrayTensor x = draw(type, Shape.of(size));
      YardstickTensor plain = new YardstickTensor(x);
      for (double number : new double[] {0.1, 0, -0.0, Double.NaN, 1e300, -3}) {
        double rounded = plain.round(number);
        same(x.add(number), plain.map(a -> a + rounded), number);
        same(x.mul(number), plain.map(a -> a * rounded), number);
        same(x.rsub(number), plain.map(a -> rounded - a), number);
        same(x.gt(number), plain.map(a -> a > rounded ? 1 : 0), number);
        ArrayTensor mask = draw(type, x.shape()).relu();
        same(x.maskedFill(mask, number), plain.maskedFill(mask, number), number);
      }
    }
  }

  private record Map(UnaryOperator<ArrayTensor> found, DoubleUnaryOperator expected) {}

  private static final List<Map> MAPS =
      List.of(
          new Map(ArrayTensor::neg, a -> -a),
          new Map(ArrayTensor::relu, a -> a <= 0 ? 0 : a),
          new Map(ArrayTensor::zerosLike, a -> 0),
          new Map(ArrayTensor::onesLike, a -> 1),
          new Map(ArrayTensor::sigmoid, a -> 1 / (1 + StrictMath.exp(-a))),
          new Map(ArrayTensor::erf, ErrorFunction::at));

  @ParameterizedTest
  @EnumSource
  void everyElementHasItsFunctionsValue(Dtype type) {
    for (int size : new int[] {1, 7, 8, 9, 15, 16, 17, 300}) {
      for (int draw = 0; draw < 20; draw++) {
        ArrayTensor x = draw(type, Shape.of(size));
        for (Map map : MAPS) {
          same(map.found().apply(x), new YardstickTensor(x).map(map.expected()), size);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void castsRoundEveryElement(Dtype type) {
    DoubleTensor doubles = (DoubleTensor) draw(Dtype.FLOAT64, Shape.of(40));
    FloatTensor floats = (FloatTensor) draw(Dtype.FLOAT32, Shape.of(40));
    same(Dtype.FLOAT32.cast(doubles), FloatTensor.of(Shape.of(40), doubles::at), type);
    same(Dtype.FLOAT64.cast(floats), DoubleTensor.of(Shape.of(40), floats::at), type);
  }

  @ParameterizedTest
  @EnumSource
  void sumsOverEveryAxisKeepTheirOrder(Dtype type) {
    for (int outer : new int[] {1, 2, 5}) {
      for (int count : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 64, 100, 511, 600, 5000}) {
        for (int inner : new int[] {1, 2, 3, 4, 7, 8, 9, 31, 32, 33, 63, 65, 600}) {
          if ((long) outer * count * inner <= 100_000) {
            sums(plain(type, Shape.of(outer, count, inner)), outer, count, inner);
            sums(draw(type, Shape.of(outer, count, inner)), outer, count, inner);
          }
        }
      }
    }
    ArrayTensor large = plain(type, Shape.of(1_100_003));
    same(large.sum(), new YardstickTensor(large).sum(Shape.of(), 1, large.size(), 1), type);
  }

  private static void sums(ArrayTensor x, int outer, int count, int inner) {
    YardstickTensor plain = new YardstickTensor(x);
    same(x.sum(1), plain.sum(Shape.of(outer, 1, inner), outer, count, inner), outer, count, inner);
    same(x.sumSqueezed(-1), plain.sum(Shape.of(outer, count), outer * count, inner, 1), count);
    same(x.sumSqueezed(0), plain.sum(Shape.of(count, inner), 1, outer, count * inner), count);
    ArrayTensor sum = plain.sum(Shape.of(), 1, x.size(), 1);
    same(x.sum(), sum, outer, count, inner);
    same(x.mean(), new YardstickTensor(sum).map(s -> s / x.size()), outer, count, inner);
  }

  @ParameterizedTest
  @EnumSource
  void theFirstMaximumIsTakenAlongEveryAxis(Dtype type) {
    for (Shape shape : JOINT) {
      for (int axis = -shape.rank(); axis < shape.rank(); axis++) {
        ArrayTensor x = draw(type, shape);
        same(x.max(axis), new YardstickTensor(x).max(axis), shape, axis);
        same(x.oneHotMax(axis), new YardstickTensor(x).oneHotMax(axis), shape, axis);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsOnlyMovedKeepsItsBits(Dtype type) {
    for (int rows : new int[] {1, 2, 7, 8, 31, 32, 33, 100}) {
      for (int columns : new int[] {1, 3, 8, 32, 65}) {
        ArrayTensor x = draw(type, Shape.of(rows, columns));
        YardstickTensor plain = new YardstickTensor(x);
        Shape flat = Shape.of(columns * rows);
        same(x.view(flat), plain.view(flat), rows, columns);
        same(x.t(), plain.t(), rows, columns);
        same(x.t().t(), x, rows, columns);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void indexedElementsAreTakenAndAddedToOneAfterTheOther(Dtype type) {
    for (int rows : new int[] {1, 2, 33}) {
      for (int columns : new int[] {1, 2, 10, 17}) {
        ArrayTensor x = draw(type, Shape.of(rows, columns));
        YardstickTensor plain = new YardstickTensor(x);
        ArrayTensor some = indices(type, Shape.of(4, 3), rows);
        same(x.rows(some), plain.rows(some), rows, columns);
        ArrayTensor added = draw(type, Shape.of(4, 3, columns));
        same(x.addRows(some, added), plain.addRows(some, added), rows, columns);
        ArrayTensor one = indices(type, Shape.of(rows), columns);
        same(x.pick(one), plain.pick(one), rows, columns);
        for (Shape shape : List.of(Shape.of(rows), Shape.of())) {
          ArrayTensor y = draw(type, shape);
          same(x.addAt(one, y), plain.addAt(one, y), rows, columns);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = "FLOAT64")
  void productsOfDoublesAreFusedTermByTerm(Dtype type) {
    for (int m : new int[] {1, 2, 3, 8, 33}) {
      for (int k : new int[] {1, 2, 3, 4, 5, 8, 111, 112, 113, 230}) {
        for (int n : new int[] {1, 3, 8, 17, 255, 257}) {
          ArrayTensor a = plain(type, Shape.of(m, k));
          ArrayTensor b = plain(type, Shape.of(k, n));
          same(a.matmul(b), new YardstickTensor(a).matmul(b), m, k, n);
        }
      }
    }
    ArrayTensor a = draw(type, Shape.of(8, 9));
    ArrayTensor b = draw(type, Shape.of(9, 10));
    same(a.matmul(b), new YardstickTensor(a).matmul(b), 8, 9, 10);
  }

  private ArrayTensor indices(Dtype type, Shape shape, int limit) {
    return type.cast(FloatTensor.of(shape, i -> random.nextInt(limit)));
  }

  private ArrayTensor plain(Dtype type, Shape shape) {
    return type.cast(DoubleTensor.of(shape, i -> random.nextGaussian()));
  }

  /** Numbers of which some are awkward and some are equal. */
  private ArrayTensor draw(Dtype type, Shape shape) {
    double awkward = random.nextInt(3) * 0.2;
    return type.cast(
        DoubleTensor.of(
            shape,
            i ->
                random.nextDouble() < awkward
                    ? AWKWARD[random.nextInt(AWKWARD.length)]
                    : random.nextInt(8) == 0 ? 2 : 3 * random.nextGaussian()));
  }

  /** Bit for bit, but that one NaN is as good as another. */
  private static void same(ArrayTensor found, ArrayTensor expected, Object... about) {
    assertThat(found.dtype()).isEqualTo(expected.dtype());
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(bits(found)).as("%s", Arrays.toString(about)).isEqualTo(bits(expected));
  }

  private static long[] bits(ArrayTensor tensor) {
    return Arrays.stream(tensor.values()).mapToLong(Double::doubleToLongBits).toArray();
  }
}
