package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.diagnose.Line.Watched;
import org.gradoracle.tensor.Shape;
import org.gradoracle.text.Digits;
import org.gradoracle.text.Text;

/** A constant by which a gradient, or a part of one, is off, and its name if it has one. */
final class ConstantFactor {

  private static final Set<String> SCALING = Set.of("mul", "pow");

  private final DiagnosedRule wrong;
  private final Line line;

  ConstantFactor(DiagnosedRule wrong, Line line) {
    this.wrong = wrong;
    this.line = line;
  }

  /** The number, and what it is; given to as many digits as can be determined. */
  String text(double factor) {
    return PythonNumber.repr(Digits.rounded(factor, wrong.tolerance()))
        + name(factor).map(name -> " = " + name).orElse("");
  }

  /** Whether it is 1, as far as can be determined. */
  boolean isOne(double factor) {
    return Digits.rounded(factor, wrong.tolerance()) == 1;
  }

  /**
   * The name of a factor: an expression in one of the step's sizes, if exactly one fits, else a
   * number of the step's line; none if neither fits. Where n is 2, a factor of 2 is both n and
   * n/(n-1), and so gets no name.
   */
  Optional<String> name(double factor) {
    List<String> sizes = fitting(sizes(), factor);
    if (sizes.size() == 1) {
      return Optional.of(sizes.get(0));
    }
    return fitting(numbers(), factor).stream().findFirst();
  }

  private List<String> fitting(Map<String, Double> names, double factor) {
    List<String> fitting = new ArrayList<>();
    names.forEach(
        (name, value) -> {
          if (Math.abs(Math.abs(factor) / Math.abs(value) - 1) < wrong.tolerance()) {
            fitting.add(((factor < 0) == (value < 0) ? "" : "-") + name);
          }
        });
    return fitting;
  }

  private Map<String, Double> sizes() {
    Map<String, Double> names = new LinkedHashMap<>();
    for (int n : wrong.sizes()) {
      String where = " with n = " + n;
      names.put("n" + where, (double) n);
      names.put("1/n" + where, 1.0 / n);
      names.put("n/(n-1)" + where, n / (n - 1.0));
      names.put("(n-1)/n" + where, (n - 1.0) / n);
    }
    return names;
  }

  /** The numbers that the forward line multiplies by, or takes a power of. */
  private Map<String, Double> numbers() {
    Map<String, Double> names = new LinkedHashMap<>();
    for (int i = 0; i < line.operations().size(); i++) {
      Watched each = line.operations().get(i);
      boolean scales = SCALING.contains(each.operation().name());
      for (Object argument : each.operation().arguments()) {
        if (argument instanceof Double c && scales && c != 0 && Math.abs(c) != 1) {
          String number = PythonNumber.repr(c);
          boolean alone = each.text().equals(number) && i + 1 < line.operations().size();
          String where =
              Text.format(
                  " with c = %s, in %s", number, line.operations().get(alone ? i + 1 : i).text());
          if (c != 2 || each.operation().name().equals("mul")) { // a square's 2 is left out
            names.put("c" + where, c);
          }
          names.put("1/c" + where, 1 / c);
          names.put("c^2" + where, c * c);
          names.put("1/c^2" + where, 1 / (c * c));
        }
      }
    }
    int elements = wrong.truth().size();
    if (wrong.truth().shape().rank() > 1 && elements > 1) {
      names.put("the number of elements, " + elements, (double) elements);
      names.put("1 over the number of elements, " + elements, 1.0 / elements);
    }
    for (int i = 0; i < wrong.inputs().size(); i++) {
      severalAxes(names, wrong.step().inputs().get(i).name(), wrong.inputs().get(i).shape());
    }
    return names;
  }

  /** The sizes of two axes or more together, as a mean over them divides by. */
  private static void severalAxes(Map<String, Double> names, String name, Shape shape) {
    int rank = shape.rank();
    for (int subset = 0; subset < 1 << rank; subset++) {
      List<String> axes = new ArrayList<>();
      double product = 1;
      for (int axis = 0; axis < rank; axis++) {
        if ((subset >> axis & 1) == 1 && shape.dim(axis) > 1) {
          axes.add(String.valueOf(axis));
          product *= shape.dim(axis);
        }
      }
      if (axes.size() > 1) {
        String where =
            Text.format(
                "n elements of '%s' in axes %s, n = %.0f", name, String.join(", ", axes), product);
        names.put("n, for " + where, product);
        names.put("1/n, for " + where, 1 / product);
      }
    }
  }
}
