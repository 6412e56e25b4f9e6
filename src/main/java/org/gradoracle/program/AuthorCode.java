package org.gradoracle.program;

import org.gradoracle.text.Printable;

/**
 * Contains what a formula's author wrote, which may throw anything: an error, an undeclared checked
 * exception, or an object whose {@code toString} throws. All of it counts against the formula,
 * except running out of memory, which says nothing about it.
 */
public final class AuthorCode {

  private static final String COMPILE_AGAIN =
      "; it was compiled against another version of that class: compile it again";

  private static final String MISSING =
      "; that class is not on the class path, or failed to initialise";

  private AuthorCode() {}

  /**
   * One line for a message: an exception that the author's code threw, or what it returned instead
   * of a tensor.
   */
  public static String describe(Object outcome) {
    try {
      String text = Printable.line(String.valueOf(outcome).replaceAll("\\s*\\R\\s*", " "));
      if (outcome instanceof NoClassDefFoundError) {
        return text + MISSING;
      }
      return outcome instanceof IncompatibleClassChangeError ? text + COMPILE_AGAIN : text;
    } catch (Throwable e) {
      rethrowOutOfMemory(e);
      return outcome.getClass().getName() + ", whose toString() throws";
    }
  }

  /**
   * Throws it again if memory ran out; anything else is left to the caller.
   *
   * @throws OutOfMemoryError if that is what was thrown
   */
  public static void rethrowOutOfMemory(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError error) {
      throw error;
    }
  }
}
