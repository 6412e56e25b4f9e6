package org.gradoracle.judge;

/** Whose forward values the hand-written backward pass reads. */
public enum ForwardValues {
  /** Those of the forward pass on plain arrays: forward and backward are both checked. */
  OWN("own"),
  /** The reference's, as in the notebook: only the backward formulas differ. */
  REFERENCE("reference");

  private final String text;

  ForwardValues(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
