package org.gradoracle.prove;

import java.util.Set;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.program.Rule;

/**
 * A rule with a fault in it.
 *
 * @param formula what it computes
 * @param explanations the kinds of explanation of which the diagnosis has to give one; none if no
 *     explanation is asked for
 */
record Mutant(Rule.Formula formula, Set<Kind> explanations) {

  Mutant(Rule.Formula formula, Kind... explanations) {
    this(formula, Set.of(explanations));
  }
}
