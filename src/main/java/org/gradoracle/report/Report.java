package org.gradoracle.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gradoracle.compare.CheckResult;

/**
 * Everything that one run has to tell, whatever it is written as.
 *
 * @param facts what was run, by name, in the order to be told
 * @param result what was found
 */
public record Report(Map<String, String> facts, CheckResult result) {

  /** A report that keeps a copy of the facts, in their order. */
  public Report {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }
}
