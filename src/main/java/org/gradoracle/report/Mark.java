package org.gradoracle.report;

import org.gradoracle.compare.Comparison;
import org.gradoracle.verdict.Status;

/** How pictures and tables mark a thing: by a sign and a word, and by a colour. */
enum Mark {
  /** Right. */
  RIGHT("✓", "right"),
  /** Right, and truly zero. */
  ZERO("0", "truly zero"),
  /** Right in float64, and not fit for float32. */
  IMPRECISE("~", "imprecise"),
  /** Not right, because of a wrong rule that the backward pass came through before. */
  SPOILED("!", "spoiled"),
  /** Not right. */
  WRONG("✗", "wrong"),
  /** Forward values that are the same. */
  EXACT("=", "exact"),
  /** Forward values that are the same up to rounding. */
  CLOSE("≈", "close"),
  /** Forward values that are not. */
  OFF("≠", "off");

  private final String sign;
  private final String word;

  Mark(String sign, String word) {
    this.sign = sign;
    this.word = word;
  }

  static Mark of(Status status, boolean spoiled) {
    return switch (status) {
      case PASS -> RIGHT;
      case ZERO -> ZERO;
      case IMPRECISE -> IMPRECISE;
      case FAIL, MISSING, UNREACHED, SHAPE, NONFINITE, UNJUDGED -> spoiled ? SPOILED : WRONG;
    };
  }

  static Mark of(Comparison forward) {
    return forward.exact() ? EXACT : forward.approximate() ? CLOSE : OFF;
  }

  /** One character. */
  String sign() {
    return sign;
  }

  /** What a sentence says. */
  String word() {
    return word;
  }

  /** The class in the page's style. */
  String style() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
