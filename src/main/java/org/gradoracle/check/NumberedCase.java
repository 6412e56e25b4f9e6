package org.gradoracle.check;

import org.gradoracle.formula.Formula;
import org.gradoracle.formula.NamedFormula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.formula.Samples;

/**
 * One of the samples that cover a formula's sizes and all kinds of inputs.
 *
 * @param formula what is checked
 * @param seed of the check
 * @param number of the sample, from 1
 */
public record NumberedCase(Formula formula, long seed, int number) implements Case {

  @Override
  public InputKind kind() {
    return Samples.kind(number);
  }

  @Override
  public Sample sample() {
    return new Samples(seed, formula.name()).sample(number);
  }

  @Override
  public String command() {
    return "gradoracle check "
        + NamedFormula.arguments(formula)
        + " --seed "
        + seed
        + " --sample "
        + number;
  }

  /** How a sentence names it: {@code sample 3, ties}. */
  @Override
  public String toString() {
    return "sample " + number + ", " + Case.words(kind());
  }
}
