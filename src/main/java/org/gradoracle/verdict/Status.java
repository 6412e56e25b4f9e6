package org.gradoracle.verdict;

import org.gradoracle.program.Gradient.Absent;

/** A verdict in a word: all that there is to know of one stands here. */
public enum Status {
  /** The hand-written gradient is autograd's, up to rounding. */
  PASS("right", 2),
  /**
   * The rule equals autograd's in float64. In float32 it loses more precision than is allowed,
   * because it cancels (a difference of nearly equal numbers) or leaves float32's range. The
   * formula is right, but not fit for float32 at such values.
   */
  IMPRECISE("imprecise", 1),
  /**
   * The hand-written gradient differs from autograd's by more than rounding explains; of raw loops,
   * it is less precise than allowed. A rule that throws an exception fails, too.
   */
  FAIL("wrong", 0),
  /**
   * The true gradient is zero: both agree on that, but a formula that always gives zero would, too.
   */
  ZERO("zero", 3),
  /** A rule is not written, or needs the gradient of a row whose rule is not. */
  MISSING("missing", 0),
  /** The loss does not depend on the value. */
  UNREACHED("not reached", 0),
  /**
   * A rule gave a gradient of the wrong shape, or an operation in it met shapes that do not fit.
   */
  SHAPE("of the wrong shape", 0),
  /** NaN or infinite elements, which are close to nothing. */
  NONFINITE("not finite", 0),
  /** It was compared, and there is no limit to judge it by, as there is none for float16. */
  UNJUDGED("not judged", 0);

  private final String adjective;
  private final int rank;

  Status(String adjective, int rank) {
    this.adjective = adjective;
    this.rank = rank;
  }

  /** The status of a row that has no gradient of ours or of the reference's. */
  public static Status of(Absent absent) {
    return switch (absent.reason()) {
      case MISSING -> MISSING;
      case SHAPE -> SHAPE;
      case THREW, DTYPE, FLOAT32_ONLY -> FAIL;
      case UNREACHED -> UNREACHED;
    };
  }

  /** How a sentence puts it: the rule is wrong, missing, of the wrong shape. */
  public String adjective() {
    return adjective;
  }

  /** Whether a gradient may have this status because a rule that it follows from has that one. */
  public boolean mayFollowFrom(Status rule) {
    return switch (this) {
      case UNREACHED, UNJUDGED -> false;
      case MISSING -> rule == MISSING;
      default -> !passed() && !rule.passed() && rule != UNJUDGED;
    };
  }

  /** Whether a run with this verdict can pass. */
  public boolean passed() {
    return rank > 0;
  }

  /**
   * Which of several decides, the least first: what fails, before what is right in float64 alone,
   * before a pass, before a zero, which proves nothing.
   */
  public int rank() {
    return rank;
  }
}
