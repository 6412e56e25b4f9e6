package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.text.Text;

/** What the rule gives with two of the values exchanged that it is given, or one for another. */
final class Exchanged {

  private final DiagnosedRule wrong;

  /** The inputs and, after them, the output. */
  private final List<String> names = new ArrayList<>();

  private final List<Boolean> read = new ArrayList<>();

  private Exchanged(DiagnosedRule wrong) {
    this.wrong = wrong;
    wrong.step().inputs().forEach(input -> names.add("the input '" + input + "'"));
    names.add("the output '" + wrong.step() + "'");
    for (int i = 0; i < names.size(); i++) {
      read.add(reads(i));
    }
  }

  static List<DiagnosedRule.Altered> of(DiagnosedRule wrong) {
    var values = new Exchanged(wrong);
    List<DiagnosedRule.Altered> found = new ArrayList<>();
    for (int i = 0; i < values.names.size(); i++) {
      for (int k = 0; k < i; k++) {
        int first = k;
        int second = i;
        wrong
            .withValues(given -> Collections.swap(given, first, second))
            .ifPresent(
                gradient ->
                    found.add(
                        new DiagnosedRule.Altered(
                            Kind.EXCHANGED, values.text(first, second), gradient)));
      }
    }
    return found;
  }

  private boolean reads(int value) {
    return wrong
        .withValues(given -> given.set(value, given.get(value).mul(-1.25).add(0.375)))
        .map(other -> other.mismatch(wrong.ours()) >= 0)
        .orElse(true);
  }

  private String text(int first, int second) {
    if (!read.get(first) || !read.get(second)) {
      int instead = read.get(first) ? second : first;
      int there = first + second - instead;
      return Text.format("right with %s in place of %s", names.get(instead), names.get(there));
    }
    return Text.format("right with %s and %s exchanged", names.get(first), names.get(second))
        + (second == names.size() - 1
            ? ": a rule is given the upstream, the inputs, and only then the output"
            : "");
  }
}
