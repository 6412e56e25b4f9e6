package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.List;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.text.Digits;

/**
 * The derivative of {@code (line(inputs) * upstream).sum()} by one element of one input, from
 * differences of the forward line on plain arrays in float64. It knows neither the rule nor
 * autograd, so it can arbitrate between them.
 */
final class CentralDifference {

  private static final String WITH_AUTOGRAD = " and side with autograd";

  /** What steps are relative to, at least. */
  private static final double SMALLEST_SCALE = 0x1p-10;

  /** Steps, relative to the element: 2^-4, 2^-6, ... */
  private static final int FIRST = 4;

  private static final int LAST = 26;

  private final DiagnosedRule wrong;
  private final int element;

  private CentralDifference(DiagnosedRule wrong, int element) {
    this.wrong = wrong;
    this.element = element;
  }

  /**
   * Whom the differences side with, in one line. They side with a value if they settle at it to a
   * tenth of the distance between the two; at a kink, where one-sided differences disagree, they
   * would settle at a value between, so that they side with none.
   */
  static String arbitrate(DiagnosedRule wrong, int element) {
    double ours = wrong.ours().at(element);
    double theirs = wrong.truth().at(element);
    double margin = Math.abs(ours - theirs) / 10;
    CentralDifference differences = new CentralDifference(wrong, element);
    List<Double> central = new ArrayList<>();
    for (int k = FIRST; k <= LAST; k += 2) {
      double h = differences.step(k);
      central.add((differences.value(h) - differences.value(-h)) / (2 * h));
    }
    int plateau = 0;
    for (int i = 0; i + 1 < central.size(); i++) {
      if (spread(central, i) < spread(central, plateau)) {
        plateau = i;
      }
    }
    double settled = central.get(plateau + 1);
    if (!(spread(central, plateau) <= margin)) {
      return "central differences do not settle: undecided";
    }
    int at = FIRST + 2 * (plateau + 1);
    if (Math.min(differences.oneSidedDisagreement(at), differences.oneSidedDisagreement(LAST))
        > margin) {
      return differences.disagreesAlike(at) && differences.disagreesAlike(LAST)
          ? "one-sided differences disagree, as at a kink: undecided"
          : "central differences are not fine enough for so small a difference: undecided";
    }
    double few = (float) settled; // all digits that are known, as a rule
    String value =
        "central differences give "
            + PythonNumber.repr(
                Math.abs(few - settled) <= margin
                    ? few
                    : Digits.rounded(settled, margin / Math.abs(settled) / 10));
    if (Math.abs(settled - theirs) <= margin) {
      return value + WITH_AUTOGRAD;
    }
    return Math.abs(settled - ours) <= margin
        ? value
            + " and side with the rule; where the two disagree autograd's convention decides: "
            + PythonNumber.repr(theirs)
        : value + " and side with neither: undecided";
  }

  /** Whether the line has a derivative there, which is autograd's. */
  static boolean sidesWithAutograd(DiagnosedRule wrong, int element) {
    return arbitrate(wrong, element).endsWith(WITH_AUTOGRAD);
  }

  private static double spread(List<Double> values, int i) {
    return Math.abs(values.get(i) - values.get(i + 1));
  }

  private double oneSidedDisagreement(int k) {
    double h = step(k);
    return Math.abs(value(h) + value(-h)) / h;
  }

  /** Whether the next larger step shows as much: of curvature it shows four times as much. */
  private boolean disagreesAlike(int k) {
    double ratio = oneSidedDisagreement(k - 2) / oneSidedDisagreement(k);
    return ratio > 1.0 / 3 && ratio < 3;
  }

  private double step(int k) {
    double x = wrong.inputs().get(wrong.index()).at(element);
    return Math.scalb(1.0, Math.getExponent(Math.max(SMALLEST_SCALE, Math.abs(x))) - k);
  }

  /**
   * What the element moved by h changes of the sum; differences are summed, not sums subtracted.
   */
  private double value(double h) {
    ArrayTensor x = wrong.inputs().get(wrong.index());
    List<Tensor> moved = new ArrayList<>(wrong.inputs());
    moved.set(wrong.index(), DoubleTensor.of(x.shape(), i -> i == element ? x.at(i) + h : x.at(i)));
    ArrayTensor before = (ArrayTensor) wrong.step().forward(List.copyOf(wrong.inputs()));
    ArrayTensor after = (ArrayTensor) wrong.step().forward(moved);
    double sum = 0;
    for (int i = 0; i < after.size(); i++) {
      sum += (after.at(i) - before.at(i)) * wrong.upstream().at(i);
    }
    return sum;
  }
}
