package org.gradoracle.prove;

import java.util.Map;

/**
 * What became of the faults planted in one rule.
 *
 * @param rule the rule's id
 * @param outcomes for every fault, the worst of the ways in which it was planted
 * @param mutants how many faulty rules there were
 * @param onlyInLaterCase how many of those noticed were noticed in none but a later case than the
 *     first that they change
 * @param smallest the smallest of 10^-1, 10^-2, ... by which a wrong factor is still noticed
 */
public record Planted(
    String rule,
    Map<Fault, Outcome> outcomes,
    Map<Outcome, Integer> mutants,
    int onlyInLaterCase,
    double smallest) {

  /** Copies of the maps. */
  public Planted {
    outcomes = Map.copyOf(outcomes);
    mutants = Map.copyOf(mutants);
  }
}
