package org.gradoracle.diagnose;

import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A simple mistake that gives exactly the values that a wrong rule gives.
 *
 * @param kind what it is, for programs
 * @param text what it is, as the end of a sentence: "it is ..."
 */
public record Explanation(Kind kind, String text) {

  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?(e[-+]\\d+)?");

  /** Numbers that were fitted agree to this fraction of them. */
  private static final double DIGITS = 1e-6;

  /** The mistakes that are known. */
  public enum Kind {
    /** Zero, or nothing but rounding. */
    ZERO,
    /** The sign is wrong. */
    NEGATIVE,
    /** Rows and columns are exchanged. */
    TRANSPOSED,
    /** A constant factor that has a name: a size of the step, or a number of its line. */
    NAMED_FACTOR,
    /** A constant factor without a name. */
    CONSTANT_FACTOR,
    /** A value of the line as a factor, too many or missing. */
    FACTOR,
    /** A forward value in place of the gradient. */
    FORWARD_VALUE,
    /** The upstream in place of the gradient. */
    UPSTREAM_PASSED,
    /** The upstream is not used. */
    UPSTREAM_IGNORED,
    /** Under a sum of upstreams it is not the sum of what it is under each. */
    NOT_LINEAR,
    /** A scalar term of the forward line, such as an epsilon, is dropped. */
    TERM_DROPPED,
    /** One of several uses of the input contributes nothing. */
    USE_DROPPED,
    /** An intermediate value is taken for a constant. */
    TAKEN_FOR_CONSTANT,
    /** The contribution through an intermediate value is off by a constant. */
    CONTRIBUTION_FACTOR,
    /** An operation is passed through as if it were linear. */
    WITHOUT_DERIVATIVE,
    /** Rows of repeated indices are overwritten instead of added. */
    OVERWRITTEN,
    /** Summed over an axis too many. */
    SUM_TOO_MANY,
    /** A sum over an axis is missing. */
    SUM_MISSING,
    /** The right elements in another shape. */
    OTHER_SHAPE,
    /** The right elements, and others after them. */
    PADDED,
    /** The right elements in Fortran's order. */
    COLUMN_MAJOR,
    /** The gradient of another value. */
    OTHERS,
    /** Numbers of fewer binary digits than their element type has. */
    FEW_DIGITS,
    /** A constant is added. */
    OFFSET,
    /** Another convention at ties and kinks than autograd's. */
    CONVENTION,
    /** Two of the values that the rule is given are exchanged. */
    EXCHANGED,
    /** One change to the rule's own line makes it right. */
    ONE_CHANGE,
    /** Right everywhere except in a few rows or columns. */
    ONLY_IN_ROWS,
    /** Right everywhere except in a range of a value. */
    ONLY_IN_A_RANGE
  }

  /** What it is, whatever the numbers in it; of rows or a range, of which index or value. */
  public String words() {
    return kind == Kind.ONLY_IN_ROWS || kind == Kind.ONLY_IN_A_RANGE
        ? text.replaceFirst(" is .*", "")
        : NUMBER.matcher(text).replaceAll("0");
  }

  /** Whether the other is the same mistake, with numbers that are the same but for rounding. */
  boolean isLike(Explanation other) {
    double[] numbers = numbers();
    double[] others = other.numbers();
    return kind == other.kind()
        && words().equals(other.words())
        && IntStream.range(0, numbers.length)
            .allMatch(i -> Math.abs(numbers[i] - others[i]) <= DIGITS * Math.abs(numbers[i]));
  }

  private double[] numbers() {
    return NUMBER
        .matcher(text)
        .results()
        .mapToDouble(at -> Double.parseDouble(at.group()))
        .toArray();
  }

  @Override
  public String toString() {
    return text;
  }
}
