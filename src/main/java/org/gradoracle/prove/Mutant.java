package org.gradoracle.prove;

import java.util.Set;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.program.Rule;

/**
 * A rule with a fault in it.
 *
 * @param backward what it computes
 * @param explanations the kinds of explanation of which the diagnosis has to give one; none if no
 *     explanation is asked for
 */
record Mutant(Rule.Backward backward, Set<Kind> explanations) {

  Mutant(Rule.Backward backward, Kind... explanations) {
    this(backward, Set.of(explanations));
  }
}
