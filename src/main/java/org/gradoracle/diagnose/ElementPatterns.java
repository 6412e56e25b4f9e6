package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.text.Digits;
import org.gradoracle.text.Text;

/**
 * What the elements of a wrong gradient show by themselves, where its formula is not known or
 * cannot be run: their order, and a factor or an offset.
 */
public final class ElementPatterns {

  /** How many different elements make a constant more than a coincidence. */
  static final int DISTINCT = 3;

  /** Right elements in float64 are right to this fraction of the largest. */
  private static final double EXACT = 1e-12;

  /** By this fraction of the largest element, right numbers in float32 are off. */
  private static final double FLOAT32 = 1e-5;

  private static final int FLOAT_PRECISION = 24;

  private static final int DOUBLE_PRECISION = 53;

  /** An element type with few binary digits. */
  private record ShortType(int digits, String name) {}

  private static final List<ShortType> SHORT =
      List.of(new ShortType(8, "bfloat16"), new ShortType(11, "float16 or TF32"));

  /** What can be told no better than to this fraction of the largest element tells no mistake. */
  static final double COARSE = 1.0 / 64;

  /** Where little can be told, elements are off, or right, by a clear margin. */
  private static final double MARGIN = 8;

  /** Of so many axes all orders are tried, at most. */
  private static final int MOST_AXES = 5;

  /** How many rows that are off are listed, at most. */
  private static final int LISTED = 4;

  private final ArrayTensor ours;
  private final ArrayTensor truth;
  private final double tolerance;

  private ElementPatterns(ArrayTensor ours, ArrayTensor truth, double tolerance) {
    this.ours = ours;
    this.truth = truth;
    this.tolerance = tolerance;
  }

  /**
   * What fits, the most telling first.
   *
   * @param ours in float64, finite, of any shape
   * @param truth in float64, finite
   * @param tolerance by what fraction of the largest value two values may differ and still count as
   *     equal
   */
  public static List<Explanation> of(ArrayTensor ours, ArrayTensor truth, double tolerance) {
    ElementPatterns patterns = between(ours, truth, tolerance);
    List<Explanation> found = new ArrayList<>();
    if (tolerance > COARSE) {
      return found;
    }
    if (!ours.shape().equals(truth.shape())) {
      patterns.transposed().ifPresent(found::add);
      patterns.permuted().ifPresent(found::add);
      patterns.otherShape().ifPresent(found::add);
      patterns.padded().ifPresent(found::add);
    } else if (Extremes.largest(ours) <= tolerance * Extremes.largest(truth)) {
      found.add(new Explanation(Kind.ZERO, "zero everywhere"));
    } else {
      patterns.rounded().ifPresent(found::add);
      patterns.factor().ifPresent(found::add);
      patterns.transposed().ifPresent(found::add);
      patterns.permuted().ifPresent(found::add);
      patterns.columnMajor().ifPresent(found::add);
      patterns.offset().ifPresent(found::add);
      patterns.onlyInRows().ifPresent(found::add);
    }
    return found;
  }

  /**
   * Whether it is this gradient, of another value: one of several elements, and no other's.
   *
   * @param other in float64, finite
   */
  public static boolean areOf(
      ArrayTensor other, ArrayTensor ours, ArrayTensor truth, double tolerance) {
    return tolerance <= COARSE
        && distinct(other) >= DISTINCT
        && between(ours, truth, tolerance).same(other)
        && !between(truth, truth, tolerance).same(other);
  }

  static ElementPatterns between(ArrayTensor ours, ArrayTensor truth, double tolerance) {
    return new ElementPatterns(ours, truth, tolerance);
  }

  private Optional<Explanation> transposed() {
    return truth.shape().rank() == 2 && same(truth.t())
        ? explanation(Kind.TRANSPOSED, "the transpose of autograd's")
        : Optional.empty();
  }

  private Optional<Explanation> otherShape() {
    return ours.size() == truth.size() && same(truth.view(ours.shape()))
        ? explanation(Kind.OTHER_SHAPE, "autograd's in another shape")
        : Optional.empty();
  }

  /** Autograd's with its axes in another order, as channels last are. */
  Optional<Explanation> permuted() {
    int rank = truth.shape().rank();
    return rank < 3 || rank > MOST_AXES || ours.size() != truth.size()
        ? Optional.empty()
        : orders(rank, List.of())
            .skip(1)
            .filter(axes -> same(truth.permute(axes.stream().mapToInt(axis -> axis).toArray())))
            .findFirst()
            .flatMap(
                axes ->
                    explanation(Kind.TRANSPOSED, "autograd's with its axes in the order " + axes));
  }

  /** All orders of axes that begin with these, their own first. */
  private static Stream<List<Integer>> orders(int rank, List<Integer> first) {
    return first.size() == rank
        ? Stream.of(first)
        : IntStream.range(0, rank)
            .boxed()
            .filter(axis -> !first.contains(axis))
            .flatMap(axis -> orders(rank, Stream.concat(first.stream(), Stream.of(axis)).toList()));
  }

  /** Autograd's is a corner of it, or its middle: rows or columns were added. */
  Optional<Explanation> padded() {
    Shape small = truth.shape();
    Shape large = ours.shape();
    if (small.rank() != large.rank()
        || !IntStream.range(0, small.rank()).allMatch(i -> small.dim(i) <= large.dim(i))) {
      return Optional.empty();
    }
    int[] none = new int[small.rank()];
    int[] half =
        IntStream.range(0, small.rank()).map(i -> (large.dim(i) - small.dim(i)) / 2).toArray();
    return isWithin(none)
        ? explanation(
            Kind.PADDED,
            Text.format("autograd's with padding: write its first %s elements alone", small))
        : isWithin(half)
            ? explanation(
                Kind.PADDED,
                Text.format("autograd's with padding on all sides: crop it to %s", small))
            : Optional.empty();
  }

  /** Whether autograd's is what begins at this place. */
  private boolean isWithin(int[] from) {
    ArrayTensor part = ours;
    for (int axis = 0; axis < from.length; axis++) {
      part = part.narrow(axis, from[axis], truth.shape().dim(axis));
    }
    return new ElementPatterns(part, truth, tolerance).same(truth);
  }

  /** The right elements with the first index running fastest. */
  Optional<Explanation> columnMajor() {
    int rank = truth.shape().rank();
    int[] reversed = IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
    return rank > 1 && same(truth.permute(reversed).view(truth.shape())) && !same(truth)
        ? explanation(
            Kind.COLUMN_MAJOR,
            "autograd's written column by column (Fortran order), under a header that says row by"
                + " row")
        : Optional.empty();
  }

  /** Numbers of few binary digits, which few are by chance, and as right as these can be. */
  Optional<Explanation> rounded() {
    int digits = digits(ours);
    if (digits >= digits(truth)) {
      return Optional.empty();
    }
    double error = Extremes.distance(ours, truth) / Extremes.largest(truth);
    for (ShortType type : SHORT) {
      if (digits <= type.digits()) {
        return error <= Math.scalb(4.0, -type.digits())
            ? explanation(
                Kind.FEW_DIGITS,
                Text.format(
                    "autograd's rounded to the %d binary digits of %s", type.digits(), type.name()))
            : Optional.empty();
      }
    }
    return digits <= FLOAT_PRECISION && tolerance <= DiagnosedRule.SAME && error <= FLOAT32
        ? explanation(
            Kind.FEW_DIGITS,
            "autograd's to float32's precision: its numbers are float32's, give them as such")
        : Optional.empty();
  }

  /** The most binary digits that any element has. */
  private static int digits(ArrayTensor tensor) {
    return Arrays.stream(tensor.values())
        .filter(value -> value != 0)
        .mapToInt(value -> Long.numberOfTrailingZeros(Double.doubleToLongBits(value)))
        .map(zeros -> DOUBLE_PRECISION - Math.min(zeros, DOUBLE_PRECISION - 1))
        .max()
        .orElse(0);
  }

  private Optional<Explanation> factor() {
    int largest = Extremes.indexOfLargest(truth);
    double factor = ours.at(largest) / truth.at(largest);
    if (!Double.isFinite(factor) || distinct(truth) < DISTINCT || !same(truth.mul(factor))) {
      return Optional.empty();
    }
    return Math.abs(factor + 1) <= tolerance
        ? explanation(Kind.NEGATIVE, "the negative of autograd's")
        : explanation(Kind.CONSTANT_FACTOR, "autograd's times a constant " + number(factor));
  }

  private Optional<Explanation> offset() {
    double offset = ours.at(0) - truth.at(0);
    return distinct(truth) >= DISTINCT && same(truth.add(offset))
        ? explanation(Kind.OFFSET, "autograd's plus a constant " + number(offset))
        : Optional.empty();
  }

  /** Elements that are off in a few rows or columns, and no others. */
  Optional<Explanation> onlyInRows() {
    Shape shape = truth.shape();
    double allowed = margin(tolerance) * tolerance * Extremes.largest(truth);
    IntPredicate isOff = i -> Math.abs(ours.at(i) - truth.at(i)) > allowed;
    int[] off = IntStream.range(0, truth.size()).filter(isOff).toArray();
    if (!nowhereElse(ours, truth, tolerance, isOff)) {
      return Optional.empty();
    }
    int best = -1;
    Set<Integer> rows = Set.of();
    double densest = 0; // what part of the elements there is off
    for (int axis = 0; axis < shape.rank(); axis++) {
      int which = axis;
      Set<Integer> some = new TreeSet<>();
      Arrays.stream(off).forEach(i -> some.add(shape.coordinates(i)[which]));
      double density = (double) off.length * shape.dim(axis) / some.size() / truth.size();
      if (!some.isEmpty()
          && some.size() <= LISTED
          && 2 * some.size() <= shape.dim(axis)
          && off.length > some.size()
          && density > densest) {
        best = axis;
        rows = some;
        densest = density;
      }
    }
    return best < 0
        ? Optional.empty()
        : explanation(
            Kind.ONLY_IN_ROWS,
            Text.format(
                "right but where index %d is %s%s: %d elements are off there, and none elsewhere",
                best,
                rows.toString().replaceAll("[\\[\\]]", ""),
                rows.equals(Set.of(shape.dim(best) - 1)) ? ", the last" : "",
                off.length));
  }

  private static Optional<Explanation> explanation(Kind kind, String text) {
    return Optional.of(new Explanation(kind, text));
  }

  /**
   * Whether all other elements are right to nearly the last digit, so that nothing is off there; in
   * float32, as far as can be seen. Where all others are zero, nothing shows that.
   */
  static boolean nowhereElse(
      ArrayTensor ours, ArrayTensor truth, double tolerance, IntPredicate off) {
    double digits = tolerance <= DiagnosedRule.SAME ? EXACT : tolerance;
    double allowed = digits * Extremes.largest(truth);
    int[] others = IntStream.range(0, truth.size()).filter(i -> !off.test(i)).toArray();
    return Arrays.stream(others).anyMatch(i -> truth.at(i) != 0)
        && Arrays.stream(others).allMatch(i -> Math.abs(ours.at(i) - truth.at(i)) <= allowed);
  }

  /** By how many times the tolerance an element is off for certain. */
  static double margin(double tolerance) {
    return tolerance <= DiagnosedRule.SAME ? 1 : MARGIN;
  }

  /** To as many digits as can be determined. */
  private String number(double value) {
    return PythonNumber.repr(Digits.rounded(value, tolerance));
  }

  /** How many different elements there are, but for their signs. */
  static long distinct(ArrayTensor tensor) {
    return Arrays.stream(tensor.values()).map(Math::abs).distinct().count();
  }

  private boolean same(ArrayTensor candidate) {
    return ours.shape().equals(candidate.shape())
        && Extremes.distance(ours, candidate) <= tolerance * Extremes.largest(candidate);
  }
}
