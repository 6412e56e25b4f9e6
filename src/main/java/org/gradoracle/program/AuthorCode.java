package org.gradoracle.program;

import java.util.Arrays;
import java.util.List;
import org.gradoracle.text.Printable;
import org.gradoracle.text.Text;

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

  private static final List<String> CALLED =
      List.of("java.", "jdk.", "sun.", "org.gradoracle.tensor.", "org.gradoracle.rounding.");

  /** What calls lines. */
  private static final String OURS = AuthorCode.class.getPackageName() + ".";

  private AuthorCode() {}

  /**
   * One line for a message: an exception that the author's code threw, or what it returned instead
   * of a tensor.
   */
  public static String describe(Object outcome) {
    try {
      String text = Printable.line(String.valueOf(outcome).replaceAll("\\s*\\R\\s*", " "));
      return text + hint(outcome) + (outcome instanceof Throwable thrown ? where(thrown) : "");
    } catch (Throwable e) {
      rethrowOutOfMemory(e);
      return outcome.getClass().getName() + ", whose toString() throws";
    }
  }

  private static String hint(Object outcome) {
    if (outcome instanceof NoClassDefFoundError) {
      return MISSING;
    }
    return outcome instanceof IncompatibleClassChangeError ? COMPILE_AGAIN : "";
  }

  /** The author's line, like {@code (Cube.java:19)}; none if nothing was thrown there. */
  static String where(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace())
        .dropWhile(frame -> isCalled(frame.getClassName()))
        .findFirst()
        .filter(frame -> !frame.getClassName().startsWith(OURS) && frame.getLineNumber() > 0)
        .map(frame -> Text.format(" (%s:%d)", frame.getFileName(), frame.getLineNumber()))
        .orElse("");
  }

  /** Whether lines call the class, be it the JDK's or ours. */
  private static boolean isCalled(String className) {
    return CALLED.stream().anyMatch(className::startsWith);
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
