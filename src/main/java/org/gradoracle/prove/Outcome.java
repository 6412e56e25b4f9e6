package org.gradoracle.prove;

/**
 * What became of a fault planted in a rule, the worst of the ways in which it was planted.
 *
 * <p>In the order from the best to the worst.
 */
public enum Outcome {
  /** It fits no way, or left what the rule gives unchanged in every case. */
  NOT_APPLICABLE('.'),
  /** The oracle noticed it, named the rule and only that, and said what is wrong. */
  EXPLAINED('+'),
  /** Noticed and named; no explanation is asked for. */
  NAMED('o'),
  /** Noticed and named, but not explained as it should have been. */
  UNEXPLAINED('e'),
  /** Noticed, but another rule was named, or more than one. */
  UNNAMED('n'),
  /** The oracle did not notice. */
  SURVIVED('!');

  private final char sign;

  Outcome(char sign) {
    this.sign = sign;
  }

  /** How the matrix shows it. */
  public char sign() {
    return sign;
  }

  /** The worse of two. */
  Outcome or(Outcome other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
