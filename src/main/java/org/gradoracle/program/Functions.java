package org.gradoracle.program;

import java.util.List;
import org.gradoracle.tensor.Tensor;

/**
 * Functions of one to five tensors, and of lists of them: what forward lines and rules are written
 * as.
 */
public final class Functions {

  private Functions() {}

  /** A function of one tensor. */
  @FunctionalInterface
  public interface F1 {
    /** The value at {@code a}. */
    Tensor apply(Tensor a);
  }

  /** A function of two tensors. */
  @FunctionalInterface
  public interface F2 {
    /** The value at {@code a, b}. */
    Tensor apply(Tensor a, Tensor b);
  }

  /** A function of three tensors. */
  @FunctionalInterface
  public interface F3 {
    /** The value at {@code a, b, c}. */
    Tensor apply(Tensor a, Tensor b, Tensor c);
  }

  /** A function of four tensors. */
  @FunctionalInterface
  public interface F4 {
    /** The value at {@code a, b, c, d}. */
    Tensor apply(Tensor a, Tensor b, Tensor c, Tensor d);
  }

  /** A function of five tensors. */
  @FunctionalInterface
  public interface F5 {
    /** The value at {@code a, b, c, d, e}. */
    Tensor apply(Tensor a, Tensor b, Tensor c, Tensor d, Tensor e);
  }

  /** A function of any number of tensors. */
  @FunctionalInterface
  public interface FN {
    /** The value at the list. */
    Tensor apply(List<Tensor> inputs);
  }

  /** A function of an upstream gradient and any number of tensors. */
  @FunctionalInterface
  public interface GN {
    /** The value at the upstream gradient and the list. */
    Tensor apply(Tensor upstream, List<Tensor> inputs);
  }
}
