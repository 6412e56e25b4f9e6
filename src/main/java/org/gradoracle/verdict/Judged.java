package org.gradoracle.verdict;

import org.gradoracle.tensor.Shape;

/** Something that a check has a verdict on. */
public interface Judged {

  /** What reports call it. */
  String name();

  /** The shape of what was compared. */
  Shape shape();

  /** The verdict. */
  Verdict verdict();

  /** The verdict in a word. */
  default Status status() {
    return verdict().status();
  }

  /** Whether a run with it can pass. */
  default boolean passed() {
    return verdict().passed();
  }
}
