package org.gradoracle.program;

import org.gradoracle.text.Printable;

/**
 * What a formula's author wrote may throw anything: an error, a checked exception thrown on the
 * sly, or something that cannot even be printed. It is all the formula's own, but for memory that
 * runs out: that says nothing about the formula.
 */
public final class Foreign {

  private static final String COMPILE_AGAIN =
      "; it was compiled against another version of that class: compile it again";

  private Foreign() {}

  /** How a message shows something of the author's, in a line: an exception, or no tensor. */
  public static String text(Object foreign) {
    try {
      String text = Printable.line(String.valueOf(foreign).replaceAll("\\s*\\R\\s*", " "));
      return foreign instanceof IncompatibleClassChangeError ? text + COMPILE_AGAIN : text;
    } catch (Throwable e) {
      requireMemory(e);
      return foreign.getClass().getName() + ", whose toString() throws";
    }
  }

  /**
   * Throws it again if memory ran out; anything else is left to the caller.
   *
   * @throws OutOfMemoryError if that is what was thrown
   */
  public static void requireMemory(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError error) {
      throw error;
    }
  }
}
