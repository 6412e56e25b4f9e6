package org.gradoracle.check;

import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.InputKind;

/**
 * A numbered case that another program was given, and whose gradients are judged.
 *
 * @param exported the case
 * @param command that judges it alone
 */
public record ReturnedCase(NumberedCase exported, String command) implements Case {

  @Override
  public Formula formula() {
    return exported.formula();
  }

  @Override
  public InputKind kind() {
    return exported.kind();
  }

  @Override
  public Sample sample() {
    return exported.sample();
  }

  @Override
  public String toString() {
    return exported.toString();
  }
}
