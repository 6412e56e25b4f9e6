package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.text.Text;

/** What the rule gives with two of the values exchanged that it is given. */
final class Exchanged {

  private Exchanged() {}

  static List<DiagnosedRule.Altered> of(DiagnosedRule wrong) {
    List<DiagnosedRule.Altered> found = new ArrayList<>();
    List<String> names = wrong.step().inputs().stream().map(Object::toString).toList();
    int output = names.size();
    for (int i = 0; i < names.size(); i++) {
      int input = i;
      wrong
          .withValues(given -> Collections.swap(given, input, output))
          .ifPresent(
              gradient ->
                  found.add(
                      new DiagnosedRule.Altered(
                          Kind.EXCHANGED,
                          Text.format(
                                  "right with the input '%s' and the output '%s' exchanged: a rule is given",
                                  names.get(input), wrong.step())
                              + " the upstream, the inputs, and only then the output",
                          gradient)));
      for (int k = 0; k < i; k++) {
        int other = k;
        wrong
            .withValues(given -> Collections.swap(given, input, other))
            .ifPresent(
                gradient ->
                    found.add(
                        new DiagnosedRule.Altered(
                            Kind.EXCHANGED,
                            Text.format(
                                "right with the inputs '%s' and '%s' exchanged",
                                names.get(other), names.get(input)),
                            gradient)));
      }
    }
    return found;
  }
}
