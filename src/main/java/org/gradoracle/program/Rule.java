package org.gradoracle.program;

import java.util.List;
import org.gradoracle.tensor.Tensor;

/**
 * One line of a backward pass: a step's contribution to the gradient of one of its inputs, written
 * by hand.
 *
 * @param step the step's name
 * @param input the input's name
 * @param formula the line
 */
public record Rule(String step, String input, Formula formula) {

  /** What a rule computes. */
  @FunctionalInterface
  public interface Formula {
    /**
     * The contribution to the gradient of the input, in the input's shape.
     *
     * @param upstream the gradient of the loss with respect to the step's output, in its shape
     * @param inputs the step's inputs, in order
     * @param output the step's output
     */
    Tensor apply(Tensor upstream, List<Tensor> inputs, Tensor output);
  }

  /** How reports and messages name the rule: {@code step←input}. */
  public String id() {
    return id(step, input);
  }

  static String id(String step, String input) {
    return step + "←" + input;
  }
}
