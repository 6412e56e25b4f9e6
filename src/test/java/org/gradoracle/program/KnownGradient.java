package org.gradoracle.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.gradoracle.program.Gradient.Known;

/** The gradients of a trace, for tests that know there is one. */
public final class KnownGradient {

  private KnownGradient() {}

  /** The elements of a row's gradient, in row-major order. */
  public static double[] of(Trace trace, String name) {
    Gradient gradient = Objects.requireNonNull(trace.gradients().get(name), name);
    assertThat(gradient).as(name).isInstanceOf(Known.class);
    return ((Known) gradient).tensor().values();
  }
}
