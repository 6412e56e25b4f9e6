package org.gradoracle.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.text.Digits;
import org.gradoracle.text.Text;

/**
 * Simple mistakes, and which of them give just the values that a wrong rule gives: to nine digits,
 * or, for raw loops, to as many as float32 can tell.
 */
final class Explanations {

  private final WrongRule wrong;
  private final List<String> found = new ArrayList<>();

  private Explanations(WrongRule wrong) {
    this.wrong = wrong;
  }

  /** Those that fit, the most telling first; for a gradient of any shape. */
  static List<String> of(WrongRule wrong) {
    Explanations explanations = new Explanations(wrong);
    if (explanations.same(wrong.ours(), wrong.truth())) {
      return List.of(); // too near to autograd's to tell one mistake from another
    }
    if (wrong.ours().shape().equals(wrong.truth().shape())) {
      explanations.ofTheSameShape();
    } else {
      explanations.sums();
    }
    return explanations.found;
  }

  private void ofTheSameShape() {
    ArrayTensor ours = wrong.ours();
    ArrayTensor truth = wrong.truth();
    if (IntStream.range(0, ours.size()).allMatch(i -> ours.at(i) == 0)) {
      found.add("zero everywhere");
      return;
    }
    if (largest(ours) <= wrong.same() * largest(truth)) {
      found.add("zero everywhere, but for rounding");
    }
    add("the negative of autograd's", truth.neg());
    transposed();
    values();
    wrong.altered().forEach(each -> add(each.explanation(), each.gradient()));
    sums();
    ratio();
    wrong.underOtherUpstream().ifPresent(other -> add("the same whatever the upstream", other));
  }

  private void transposed() {
    if (wrong.truth().shape().rank() == 2) {
      add("the transpose of autograd's", wrong.truth().t());
    }
  }

  /** A forward value or the upstream in place of the gradient. */
  private void values() {
    wrong.values().forEach((name, value) -> add("the value of '" + name + "' itself", value));
    add("the upstream itself, passed on as it is", wrong.upstream());
  }

  /** Autograd's gradient summed over an axis too many, or ours summed over one that was missed. */
  private void sums() {
    ArrayTensor ours = wrong.ours();
    ArrayTensor truth = wrong.truth();
    for (int axis = 0; axis < truth.shape().rank(); axis++) {
      if (truth.shape().dim(axis) > 1) {
        String tooMany = "autograd's summed over axis " + axis + ": one sum too many";
        add(tooMany, truth.sumSqueezed(axis));
        add(tooMany, truth.sum(axis));
        add(tooMany, truth.zerosLike().add(truth.sum(axis)));
      }
    }
    for (int axis = 0; axis < ours.shape().rank(); axis++) {
      if (ours.size() != truth.size()) {
        String missing = "autograd's before a sum over axis " + axis + ": one sum is missing";
        if (same(ours.sum(axis), truth) || same(ours.sumSqueezed(axis), truth)) {
          found.add(missing);
        }
      }
    }
    if (ours.size() == truth.size()) {
      add("autograd's in another shape", truth.view(ours.shape()));
      transposed();
    }
  }

  private void ratio() {
    ArrayTensor ours = wrong.ours();
    ArrayTensor truth = wrong.truth();
    int largest = 0;
    for (int i = 0; i < truth.size(); i++) {
      if (Math.abs(truth.at(i)) > Math.abs(truth.at(largest))) {
        largest = i;
      }
    }
    double ratio = ours.at(largest) / truth.at(largest);
    if (ratio == -1 || !Double.isFinite(ratio) || !same(ours, truth.mul(ratio))) {
      return;
    }
    List<String> names = new ArrayList<>();
    names()
        .forEach(
            (name, value) -> {
              if (Math.abs(Math.abs(ratio) / value - 1) < wrong.same()) {
                names.add((ratio < 0 ? "-" : "") + name);
              }
            });
    String text = Text.format("autograd's times a constant %s", PythonNumber.repr(rounded(ratio)));
    if (names.isEmpty()) {
      found.add(text);
    } else {
      found.add(0, text + " = " + String.join(" = ", names));
    }
  }

  /** Rounded where the comparison ends. */
  private double rounded(double ratio) {
    int digits = Math.max(1, -Digits.exponent(wrong.same()));
    return new BigDecimal(ratio).round(new MathContext(digits)).doubleValue();
  }

  private Map<String, Double> names() {
    Map<String, Double> names = new LinkedHashMap<>();
    for (int n : new TreeSet<>(wrong.sizes())) {
      String where = " with n = " + n;
      names.put("n" + where, (double) n);
      names.put("1/n" + where, 1.0 / n);
      names.put("n/(n-1)" + where, n / (n - 1.0));
      names.put("(n-1)/n" + where, (n - 1.0) / n);
    }
    names.put("2", 2.0);
    names.put("1/2", 0.5);
    return names;
  }

  private void add(String explanation, ArrayTensor candidate) {
    if (!found.contains(explanation) && same(wrong.ours(), candidate)) {
      found.add(explanation);
    }
  }

  private boolean same(ArrayTensor ours, ArrayTensor candidate) {
    if (!ours.shape().equals(candidate.shape())) {
      return false;
    }
    double largest = largest(candidate);
    double difference = 0;
    for (int i = 0; i < ours.size(); i++) {
      difference = Math.max(difference, Math.abs(ours.at(i) - candidate.at(i)));
    }
    return largest > 0 && difference <= wrong.same() * largest;
  }

  private static double largest(ArrayTensor tensor) {
    return Arrays.stream(tensor.values()).map(Math::abs).max().orElseThrow();
  }
}
