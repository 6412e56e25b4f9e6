package org.gradoracle.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gradoracle.compare.Precision;
import org.gradoracle.compare.RuleRow;
import org.gradoracle.program.Program;

/** Below which error raw loops pass at every sample, as a part of the largest element. */
final class Limits {

  private final Map<String, Double> least = new LinkedHashMap<>();

  void take(RuleRow row, Program program) {
    boolean raw =
        row.input().isEmpty() // a kernel
            || program.rules().stream().anyMatch(rule -> rule.raw() && rule.id().equals(row.id()));
    Optional<Double> limit = row.precision().map(Precision::relative).filter(Double::isFinite);
    if (raw && limit.isPresent()) {
      least.merge(row.id(), limit.get(), Math::min);
    }
  }

  /** By the rule's id, or the kernel's. */
  Map<String, Double> all() {
    return least;
  }
}
