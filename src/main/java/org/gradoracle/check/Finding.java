package org.gradoracle.check;

import java.util.Optional;
import org.gradoracle.judge.WholeNumbers;
import org.gradoracle.tensor.Shape;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.Judged;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.Verdict;

/**
 * What was found about one rule or one gradient, in one case or in the case that decides among
 * several: the most telling one that fails or, if none does, the one nearest to failing.
 *
 * @param kind what is found of
 * @param name the rule's id or the value's name
 * @param shape of what is compared, in the case that decides
 * @param verdict what is found
 * @param at the case that decides
 */
public record Finding(Kind kind, String name, Shape shape, Verdict verdict, Case at) {

  /** The check that a finding is of. */
  public enum Kind {
    /** A rule or a kernel, alone. */
    RULE("rule"),
    /** A value's gradient, through the whole network. */
    GRADIENT("gradient");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static Finding of(Kind kind, Judged judged, Case at) {
    return new Finding(kind, judged.name(), judged.shape(), judged.verdict(), at);
  }

  /** A rule that differs where nothing is rounded; none if it does not. */
  static Optional<Finding> of(WholeNumbers.Exact rule, Case at) {
    return rule.difference()
        .map(
            difference ->
                new Finding(
                    Kind.RULE,
                    rule.id(),
                    rule.shape(),
                    Verdict.without(Status.FAIL, difference),
                    at));
  }

  /** The verdict in a word. */
  public Status status() {
    return verdict.status();
  }

  /** Whether this is the finding on a result: of the same kind and name. */
  public boolean isOf(Judged judged) {
    return (kind == Kind.GRADIENT) == (judged instanceof GradientResult)
        && name.equals(judged.name());
  }

  Finding with(Verdict other) {
    return new Finding(kind, name, shape, other, at);
  }

  /** Whether it is right. */
  public boolean passed() {
    return verdict.passed();
  }
}
