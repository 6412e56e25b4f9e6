package org.gradoracle.text;

import java.io.File;

/** Commands that a user can paste into a shell. */
public final class Shell {

  private static final boolean POSIX = File.separatorChar == '/';

  private Shell() {}

  /** One word of a command: quoted, if the shell would read it as anything else. */
  public static String word(String text) {
    if (text.matches(
        "[\\p{L}\\p{N}_./:@%+,=-]+" + (POSIX ? "" : "|[\\p{L}\\p{N}_./:@+,=;\\\\-]+"))) {
      return text;
    }
    return POSIX ? "'" + text.replace("'", "'\\''") + "'" : '"' + text + '"';
  }
}
