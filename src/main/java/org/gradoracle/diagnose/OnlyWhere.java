package org.gradoracle.diagnose;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.text.Text;

/** What the elements at which a rule is wrong have in common, if it is right at all others. */
final class OnlyWhere {

  /** The largest probability of arising by chance at which a range is still reported. */
  private static final double CHANCE = 0.01;

  private static final Explanation AT_TIES =
      new Explanation(
          Kind.CONVENTION,
          "right but at ties and kinks, where autograd has another convention: it is autograd's once every"
              + " element is moved a little");

  private static final Explanation AT_SPECIAL_VALUES =
      new Explanation(
          Kind.CONVENTION,
          "right but where elements are zero, equal or whole: it is autograd's once every element is"
              + " moved a little");

  private OnlyWhere() {}

  /** That a rule is right near these values, where no two are equal and none is at a kink. */
  static Optional<Explanation> atTies(DiagnosedRule wrong, Explanations.Same same) {
    int worst = Extremes.indexOfFurthest(wrong.ours(), wrong.truth());
    return wrong
        .nearby()
        .filter(near -> same.test(near.ours(), near.truth()))
        .map(
            near ->
                CentralDifference.sidesWithAutograd(wrong, worst) ? AT_SPECIAL_VALUES : AT_TIES);
  }

  /** The range of one of the values that holds all wrong elements, and none that is right. */
  static Optional<Explanation> inARange(DiagnosedRule wrong) {
    boolean[] off = off(wrong);
    if (!ElementPatterns.nowhereElse(wrong.ours(), wrong.truth(), wrong.tolerance(), i -> off[i])) {
      return Optional.empty();
    }
    return wrong.values().entrySet().stream()
        .filter(value -> value.getValue().shape().equals(wrong.truth().shape()))
        .flatMap(value -> inARange(value, off).stream())
        .findFirst();
  }

  private static boolean[] off(DiagnosedRule wrong) {
    boolean[] off = new boolean[wrong.truth().size()];
    double allowed = ElementPatterns.margin(wrong.tolerance()) * wrong.tolerance();
    for (int i = 0; i < off.length; i++) {
      double ours = wrong.ours().at(i);
      double truth = wrong.truth().at(i);
      off[i] = Math.abs(ours - truth) > allowed * Math.max(Math.abs(ours), Math.abs(truth));
    }
    return off;
  }

  private static Optional<Explanation> inARange(
      Map.Entry<String, ArrayTensor> value, boolean[] off) {
    ArrayTensor x = value.getValue();
    List<Integer> ascending =
        IntStream.range(0, off.length).boxed().sorted(Comparator.comparing(i -> x.at(i))).toList();
    List<Integer> wrong = ascending.stream().filter(i -> off[i]).toList();
    if (wrong.isEmpty() || wrong.size() == off.length) {
      return Optional.empty();
    }
    int first = ascending.indexOf(wrong.get(0));
    int last = first + wrong.size() - 1;
    if (!off[ascending.get(last)]
        || !wrong.equals(ascending.subList(first, last + 1))
        || byChance(off.length, wrong.size()) > CHANCE) {
      return Optional.empty();
    }
    String least = number(x.at(ascending.get(first)));
    String most = number(x.at(ascending.get(last)));
    String range =
        first == 0
            ? "at most " + most
            : last == off.length - 1 ? "at least " + least : "from " + least + " to " + most;
    return Optional.of(
        new Explanation(
            Kind.ONLY_IN_A_RANGE,
            Text.format(
                "right but where '%s' is %s: all %d elements there are off, and none of the others",
                value.getKey(), range, wrong.size())));
  }

  private static String number(double value) {
    return PythonNumber.repr((double) (float) value);
  }

  /**
   * The probability that {@code some} of {@code all} sorted elements, drawn at random, are
   * consecutive.
   */
  private static double byChance(int all, int some) {
    double ways = 1;
    for (int i = 0; i < some; i++) {
      ways *= (double) (all - i) / (some - i);
    }
    return (all - some + 1) / ways;
  }
}
