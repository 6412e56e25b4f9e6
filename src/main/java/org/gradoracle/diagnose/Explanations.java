package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.gradoracle.compare.Extremes;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.diagnose.TakenForConstant.Constant;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.text.Text;

/**
 * Simple mistakes, and which of them give exactly the values that a wrong rule gives: to nine
 * digits, or, for raw loops, to as many as float32 can tell.
 */
public final class Explanations {

  /** Whether two gradients are the same, as far as can be determined. */
  @FunctionalInterface
  interface Same {
    boolean test(ArrayTensor gradient, ArrayTensor candidate);
  }

  private static final Set<Kind> OF_PARTICULAR_VALUES =
      EnumSet.of(Kind.CONVENTION, Kind.ONLY_IN_A_RANGE, Kind.ONLY_IN_ROWS);

  private final DiagnosedRule wrong;
  private final Line line;
  private final ElementPatterns patterns;
  private final List<Explanation> found = new ArrayList<>();

  private Explanations(DiagnosedRule wrong) {
    this.wrong = wrong;
    this.line = wrong.line();
    this.patterns = ElementPatterns.between(wrong.ours(), wrong.truth(), wrong.tolerance());
  }

  /**
   * Those that fit, the most telling first; for a gradient of any shape. Where the rule can be run
   * at other values, they have to fit there, too, unless they are about particular values.
   */
  public static List<Explanation> of(DiagnosedRule wrong) {
    if (cannotTell(wrong)) {
      return List.of();
    }
    List<Explanation> found = here(wrong);
    if (found.stream().anyMatch(Explanations::anywhere)) {
      wrong
          .elsewhere()
          .filter(other -> other.tolerance() <= DiagnosedRule.SAME || !isNear(other))
          .map(other -> cannotTell(other) ? List.<Explanation>of() : here(other))
          .ifPresent(
              there ->
                  found.removeIf(each -> anywhere(each) && there.stream().noneMatch(each::isLike)));
    }
    if (found.stream().noneMatch(Explanations::anywhere) && wrong.isNotLinear()) {
      found.add(
          new Explanation(
              Kind.NOT_LINEAR,
              "not linear in the upstream, as every gradient is: under the sum of two it is not the"
                  + " sum of what it is under each"));
    }
    return found;
  }

  /** Whether nothing can be told of a mistake; to nine digits, there is none. */
  private static boolean isNear(DiagnosedRule rule) {
    return same(rule.ours(), rule.truth(), rule.tolerance());
  }

  private static boolean anywhere(Explanation explanation) {
    return !OF_PARTICULAR_VALUES.contains(explanation.kind());
  }

  /** Whether it is too near to autograd's to tell one mistake from another. */
  private static boolean cannotTell(DiagnosedRule wrong) {
    return wrong.tolerance() > ElementPatterns.COARSE || isNear(wrong);
  }

  private static List<Explanation> here(DiagnosedRule wrong) {
    Explanations explanations = new Explanations(wrong);
    if (wrong.ours().shape().equals(wrong.truth().shape())) {
      explanations.ofTheSameShape();
    } else {
      explanations.sums();
      explanations.otherShape();
    }
    return explanations.found;
  }

  private void ofTheSameShape() {
    ArrayTensor ours = wrong.ours();
    ArrayTensor truth = wrong.truth();
    if (IntStream.range(0, ours.size()).allMatch(i -> ours.at(i) == 0)) {
      found.add(new Explanation(Kind.ZERO, "zero everywhere"));
      return;
    }
    if (Extremes.largest(ours) <= wrong.tolerance() * Extremes.largest(truth)) {
      found.add(new Explanation(Kind.ZERO, "zero everywhere, but for rounding"));
    }
    add(Kind.NEGATIVE, "the negative of autograd's", truth.neg());
    transposed();
    patterns.permuted().ifPresent(found::add);
    values();
    wrong.altered().forEach(this::add);
    sums();
    ratio();
    wrong
        .underOtherUpstream()
        .ifPresent(other -> add(Kind.UPSTREAM_IGNORED, "the same whatever the upstream", other));
    if (found.stream().allMatch(each -> each.kind() == Kind.USE_DROPPED)) {
      inTheLine();
    }
    if (found.stream().noneMatch(each -> each.kind() == Kind.CONVENTION)) {
      OnlyWhere.atTies(wrong, this::same).ifPresent(where -> found.add(0, where));
    }
    if (found.isEmpty()) {
      patterns
          .rounded()
          .or(() -> OnlyWhere.inARange(wrong))
          .or(patterns::columnMajor)
          .or(patterns::onlyInRows)
          .ifPresent(found::add);
    }
  }

  /** What is wrong with the rule as the gradient of the step's line. */
  private void inTheLine() {
    List<Explanation> before = new ArrayList<>(found);
    found.clear();
    TakenForConstant lines = new TakenForConstant(wrong, line);
    new Conventions(line, lines).all().forEach(this::add);
    List<Constant> single = lines.single();
    single.forEach(this::takenForConstant);
    if (found.isEmpty() && before.isEmpty() && !wrong.rule().raw()) {
      inTheRule(); // what makes the rule right is more than what its values look like
    }
    if (found.isEmpty() && before.isEmpty()) {
      lines.withoutDerivative().forEach(this::add);
      lines.several().forEach(this::takenForConstant);
      single.forEach(this::partTimesAConstant);
      Factors.of(wrong, Factors.values(wrong, line)).forEach(this::add);
      if (found.isEmpty() && !wrong.rule().raw()) {
        RepairedRule.ofRarely(wrong, line, this::same).ifPresent(found::add);
      }
    }
    found.addAll(before);
  }

  private void takenForConstant(Constant constant) {
    add(
        Kind.TAKEN_FOR_CONSTANT,
        Text.format("autograd's with %s taken for a constant", constant.what()),
        constant.gradient());
  }

  /** The contribution through one value is off by a constant, and the others are right. */
  private void partTimesAConstant(Constant constant) {
    ArrayTensor part = wrong.truth().sub(constant.gradient());
    ArrayTensor ours = wrong.ours().sub(constant.gradient());
    if (!found.isEmpty()
        || ElementPatterns.distinct(part) < ElementPatterns.DISTINCT
        || Extremes.largest(part) < 1e-3 * Extremes.largest(wrong.truth())
        || Extremes.largest(constant.gradient()) < 1e-3 * Extremes.largest(wrong.truth())) {
      return;
    }
    int largest = Extremes.indexOfLargest(part);
    double factor = ours.at(largest) / part.at(largest);
    if (!Double.isFinite(factor)) { // a part that has almost underflowed
      return;
    }
    String text =
        Math.abs(factor + 1) < wrong.tolerance()
            ? "autograd's with the wrong sign of the contribution through "
                + constant.what().replaceFirst(",$", "")
            : Text.format(
                "autograd's with the contribution through %s times a constant %s",
                constant.what(), new ConstantFactor(wrong, line).text(factor));
    add(Kind.CONTRIBUTION_FACTOR, text, constant.gradient().add(part.mul(factor)));
  }

  private void inTheRule() {
    Exchanged.of(wrong)
        .forEach(
            each -> {
              if (same(each.gradient(), wrong.truth())) {
                found.add(each.explanation());
              }
            });
    if (found.isEmpty()) {
      RepairedRule.of(wrong, line, Factors.inRules(wrong, line), this::same).ifPresent(found::add);
    }
  }

  private void transposed() {
    if (wrong.truth().shape().rank() == 2) {
      add(Kind.TRANSPOSED, "the transpose of autograd's", wrong.truth().t());
    }
  }

  /** A forward value or the upstream in place of the gradient. */
  private void values() {
    wrong
        .values()
        .forEach(
            (name, value) -> add(Kind.FORWARD_VALUE, "the value of '" + name + "' itself", value));
    add(Kind.UPSTREAM_PASSED, "the upstream itself, passed on as it is", wrong.upstream());
  }

  /** Autograd's gradient summed over an axis too many, or ours summed over one that was missed. */
  private void sums() {
    ArrayTensor ours = wrong.ours();
    ArrayTensor truth = wrong.truth();
    for (int axis = 0; axis < truth.shape().rank(); axis++) {
      if (truth.shape().dim(axis) > 1) {
        String tooMany = "autograd's summed over axis " + axis + ": one sum too many";
        add(Kind.SUM_TOO_MANY, tooMany, truth.sumSqueezed(axis));
        add(Kind.SUM_TOO_MANY, tooMany, truth.sum(axis));
        add(Kind.SUM_TOO_MANY, tooMany, truth.zerosLike().add(truth.sum(axis)));
      }
    }
    for (int axis = 0; axis < ours.shape().rank(); axis++) {
      if (ours.size() != truth.size()) {
        String missing = "autograd's before a sum over axis " + axis + ": one sum is missing";
        if (same(ours.sum(axis), truth) || same(ours.sumSqueezed(axis), truth)) {
          found.add(new Explanation(Kind.SUM_MISSING, missing));
        }
      }
    }
  }

  /** The right elements, in another shape or order, or with others after them. */
  private void otherShape() {
    if (wrong.ours().size() == wrong.truth().size()) {
      add(
          Kind.OTHER_SHAPE,
          "autograd's in another shape",
          wrong.truth().view(wrong.ours().shape()));
      transposed();
      patterns.permuted().ifPresent(found::add);
    }
    patterns.padded().ifPresent(found::add);
  }

  /**
   * It has to be the same at other values, too, or, where the rule cannot be run there, at several
   * different ones: of a single element, any is a constant.
   */
  private void ratio() {
    Optional<Double> ratio = ratio(wrong);
    ConstantFactor names = new ConstantFactor(wrong, line);
    if (ratio.isEmpty() || Math.abs(ratio.get()) == 1 || names.isOne(Math.abs(ratio.get()))) {
      return;
    }
    boolean lasting =
        wrong
            .elsewhere()
            .map(other -> ratio(other).filter(that -> close(that, ratio.get())).isPresent())
            .orElseGet(() -> ElementPatterns.distinct(wrong.truth()) >= ElementPatterns.DISTINCT);
    if (lasting) {
      boolean named = names.name(ratio.get()).isPresent();
      found.add(
          named ? 0 : found.size(),
          new Explanation(
              named ? Kind.NAMED_FACTOR : Kind.CONSTANT_FACTOR,
              "autograd's times a constant " + names.text(ratio.get())));
    }
  }

  private boolean close(double a, double b) {
    return Math.abs(a / b - 1) <= wrong.tolerance();
  }

  private Optional<Double> ratio(DiagnosedRule rule) {
    int largest = Extremes.indexOfLargest(rule.truth());
    double ratio = rule.ours().at(largest) / rule.truth().at(largest);
    return Double.isFinite(ratio) && same(rule.ours(), rule.truth().mul(ratio))
        ? Optional.of(ratio)
        : Optional.empty();
  }

  /** What float32 shows of a dropped epsilon, a thousandth of it shows, too. */
  private void add(DiagnosedRule.Altered altered) {
    Explanation explanation = altered.explanation();
    boolean coarse = wrong.tolerance() > DiagnosedRule.SAME;
    add(
        coarse && explanation.kind() == Kind.TERM_DROPPED
            ? new Explanation(Kind.TERM_DROPPED, explanation.text() + ", or much smaller")
            : explanation,
        altered.gradient());
  }

  private void add(Kind kind, String text, ArrayTensor candidate) {
    add(new Explanation(kind, text), candidate);
  }

  private void add(Explanation explanation, ArrayTensor candidate) {
    if (!found.contains(explanation)
        && same(wrong.ours(), candidate)
        && nearerThanAutograd(candidate)) {
      found.add(explanation);
    }
  }

  /** Where autograd's is as near as the candidate, the candidate says nothing. */
  private boolean nearerThanAutograd(ArrayTensor candidate) {
    return !wrong.ours().shape().equals(wrong.truth().shape())
        || Extremes.distance(wrong.ours(), candidate)
            <= Extremes.distance(wrong.ours(), wrong.truth()) / 8;
  }

  private boolean same(ArrayTensor ours, ArrayTensor candidate) {
    return same(ours, candidate, wrong.tolerance());
  }

  private static boolean same(ArrayTensor ours, ArrayTensor candidate, double tolerance) {
    if (!ours.shape().equals(candidate.shape())) {
      return false;
    }
    double largest = Extremes.largest(candidate);
    return largest > 0
        && largest < Double.POSITIVE_INFINITY
        && Extremes.distance(ours, candidate) <= tolerance * largest;
  }
}
