package org.gradoracle.text;

/**
 * Something the user gave (a file, an option) cannot be used.
 *
 * <p>The message is meant for the user as it stands, without a stack trace. It is one line and
 * names the thing, the line number where there is one, what was found, what was expected, and the
 * fix.
 */
public final class InvalidInputException extends RuntimeException {

  /**
   * Makes the exception from a message for the user.
   *
   * @param message the message; control characters and line separators in it (a file name may hold
   *     some) are {@linkplain Printable escaped}, so that it stays one line
   */
  public InvalidInputException(String message) {
    super(Printable.line(message));
  }

  /**
   * Requires a number to be at least another one.
   *
   * @param name what it is, as the message puts it
   * @throws InvalidInputException if it is less
   */
  public static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new InvalidInputException(name + " is " + value + ", expected at least " + least);
    }
  }
}
