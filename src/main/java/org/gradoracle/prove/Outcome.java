package org.gradoracle.prove;

import org.gradoracle.verdict.Float32Error;

/**
 * What became of a fault planted in a rule, the worst of the ways in which it was planted.
 *
 * <p>In the order from the best to the worst.
 */
public enum Outcome {
  /** It fits no way, or left what the rule gives unchanged, bit for bit, in every case. */
  NOT_APPLICABLE('.'),
  /** The oracle noticed it, named the rule and only that, and said what is wrong. */
  EXPLAINED('+'),
  /** Noticed and named; no explanation is asked for. */
  NAMED('o'),
  /**
   * Planted in raw loops, which run in float32 only, and not noticed: it changes what they give by
   * no more than float32 can tell.
   */
  BELOW_SENSITIVITY('~'),
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

  /**
   * What is to be said of a fault in raw loops that was not noticed. It is below the sensitivity if
   * it moves no element by more than the rule's sensitivity and the rule's own error together: one
   * that moves an element by more cannot hide in them.
   *
   * @param change how far it moves an element, at most, as a fraction of the largest gradient
   * @param right the precision of the rule without the fault; its limit is the sensitivity
   */
  static Outcome unnoticed(double change, Float32Error right) {
    return change * right.scale() <= right.limit() + right.error() ? BELOW_SENSITIVITY : SURVIVED;
  }

  /** Whether the oracle noticed the fault. */
  public boolean noticed() {
    return switch (this) {
      case EXPLAINED, NAMED, UNEXPLAINED, UNNAMED -> true;
      case NOT_APPLICABLE, BELOW_SENSITIVITY, SURVIVED -> false;
    };
  }

  /** Whether the oracle owes more: it was to notice, to name the rule and to say what is wrong. */
  public boolean failed() {
    return compareTo(UNEXPLAINED) >= 0;
  }

  /** The worse of two. */
  Outcome or(Outcome other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
