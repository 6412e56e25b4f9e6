package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.List;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.text.Text;

/**
 * What a right rule would give with one simple mistake in it: those of {@link Explanations}, the
 * other way round.
 *
 * @param explanation what the mistake is
 * @param gradient in the shape of the right one
 */
public record Mistake(Explanation explanation, ArrayTensor gradient) {

  /** All that change what the rule gives. */
  public static List<Mistake> of(DiagnosedRule right) {
    Line line = right.line();
    TakenForConstant lines = new TakenForConstant(right, line);
    List<Mistake> all = new ArrayList<>();
    ArrayTensor truth = right.truth();
    if (truth.shape().rank() == 2) {
      add(all, right, Kind.TRANSPOSED, "the transpose of autograd's", truth.t());
      add(
          all,
          right,
          Kind.COLUMN_MAJOR,
          "autograd's read in the other order",
          truth.t().view(truth.shape()));
    }
    right
        .values()
        .forEach(
            (name, value) ->
                add(all, right, Kind.FORWARD_VALUE, "the value of '" + name + "' itself", value));
    add(all, right, Kind.UPSTREAM_PASSED, "the upstream itself", right.upstream());
    for (int axis = 0; axis < truth.shape().rank(); axis++) {
      add(
          all,
          right,
          Kind.SUM_TOO_MANY,
          "autograd's summed over axis " + axis + ": one sum too many",
          truth.zerosLike().add(truth.sum(axis)));
    }
    right.altered().forEach(each -> add(all, right, each));
    new Conventions(line, lines).all().forEach(each -> add(all, right, each));
    lines.single().forEach(each -> add(all, right, constant(each)));
    lines.withoutDerivative().forEach(each -> add(all, right, each));
    lines.several().forEach(each -> add(all, right, constant(each)));
    Factors.of(right, Factors.values(right, line)).forEach(each -> add(all, right, each));
    return all;
  }

  /** A constant that a rule may be off by, and its name if it has one. */
  public static String factor(DiagnosedRule right, double factor) {
    return new ConstantFactor(right, right.line()).text(factor);
  }

  private static DiagnosedRule.Altered constant(TakenForConstant.Constant constant) {
    return new DiagnosedRule.Altered(
        Kind.TAKEN_FOR_CONSTANT,
        Text.format("autograd's with %s taken for a constant", constant.what()),
        constant.gradient());
  }

  private static void add(List<Mistake> all, DiagnosedRule right, DiagnosedRule.Altered altered) {
    if (altered.gradient().shape().equals(right.truth().shape())
        && NonFinite.isFinite(altered.gradient())) {
      all.add(new Mistake(altered.explanation(), altered.gradient()));
    }
  }

  private static void add(
      List<Mistake> all, DiagnosedRule right, Kind kind, String text, ArrayTensor gradient) {
    add(all, right, new DiagnosedRule.Altered(kind, text, gradient));
  }
}
