package org.gradoracle.program;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gradoracle.tensor.ArrayTensor;

/**
 * What one run of a program computed.
 *
 * @param values every input and every step's output, by name
 * @param gradients for every {@linkplain Program#traced traced} value, its gradient or why there is
 *     none
 */
public record Trace(Map<String, ArrayTensor> values, Map<String, Gradient> gradients) {

  /** A trace that keeps copies of the maps, in their order. */
  public Trace {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
  }

  /** The value of an input or step. */
  public ArrayTensor value(Var var) {
    return known(values.get(var.name()), var);
  }

  /** The gradient of a traced value. */
  public Gradient gradient(Var row) {
    return known(gradients.get(row.name()), row);
  }

  private static <T> T known(@org.jspecify.annotations.Nullable T found, Var var) {
    if (found == null) {
      throw new IllegalArgumentException("the trace has no '" + var + "'");
    }
    return found;
  }
}
