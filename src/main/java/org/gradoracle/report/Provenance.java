package org.gradoracle.report;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a report was made with.
 *
 * @param tool that made it, with its version
 * @param reference that formulas were compared with
 * @param kernels that the reference computed with
 */
public record Provenance(String tool, String reference, String kernels) {

  /** The line of a command's output that says what formulas are compared with. */
  public String line() {
    return "against " + reference + ", kernels: " + kernels + "\n";
  }

  /** The same as facts, after others. */
  Map<String, String> facts(Map<String, String> before) {
    Map<String, String> facts = new LinkedHashMap<>(before);
    facts.put("reference", reference);
    facts.put("kernels", kernels);
    return facts;
  }
}
