package org.gradoracle.verdict;

/** Why a rule that is right in float64 loses too much precision in float32. */
public enum PrecisionLoss {
  /** Rounding its operations moves the gradient as far. */
  CANCELS("it cancels"),
  /** It meets numbers that float32 does not have, or not with all their digits. */
  RANGE("it leaves the range of its numbers"),
  /** Perhaps one of these: the rule reads the elements of its tensors, and cannot be watched. */
  CANNOT_WATCH("it loses digits"),
  /** Neither: what it does in float32 is something else. */
  UNEXPLAINED("neither rounding nor range explains what it gives");

  private final String text;

  PrecisionLoss(String text) {
    this.text = text;
  }

  /** As a part of a sentence about float32. */
  public String text() {
    return text;
  }
}
