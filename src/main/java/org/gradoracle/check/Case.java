package org.gradoracle.check;

import java.util.Locale;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.InputKind;

/** A formula at one sample; the same case draws the same sizes and inputs again. */
public sealed interface Case permits NumberedCase, ReturnedCase, SeededCase {

  /** What is checked. */
  Formula formula();

  /** What the inputs are like. */
  InputKind kind();

  /** The sample, new. */
  Sample sample();

  /** The command that checks this case alone. */
  String command();

  /** The kind in words. */
  static String words(InputKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
