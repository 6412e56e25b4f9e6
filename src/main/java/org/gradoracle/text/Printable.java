package org.gradoracle.text;

/**
 * Untrusted text (a name, a file's content, an exception), made harmless where it is shown: what a
 * terminal would obey, what would turn other text around, and what cannot be seen is written as
 * {@code \}{@code uXXXX}, which in JSON is the same character.
 */
public final class Printable {

  /** Half of what file systems take, since more is added. */
  private static final int LONGEST_FILE_NAME = 120;

  private Printable() {}

  /** Line feeds and tabs are left. */
  public static String of(String text) {
    return escaped(text, true);
  }

  /** On one line: line feeds and tabs are escaped, too. */
  public static String line(String text) {
    return escaped(text, false);
  }

  /** As a part of a file's name, on every system: letters of ASCII, digits and a few signs. */
  public static String fileName(String text) {
    String plain = text.replaceAll("[^A-Za-z0-9._-]", "_");
    return plain.length() <= LONGEST_FILE_NAME ? plain : plain.substring(0, LONGEST_FILE_NAME);
  }

  /** Whether a name can be shown as it is. */
  public static boolean isLine(String text) {
    return line(text).equals(text);
  }

  private static String escaped(String text, boolean lines) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (harmless(c) || (lines && (c == '\n' || c == '\t'))) {
                escaped.appendCodePoint(c);
              } else {
                for (char unit : Character.toChars(c)) {
                  escaped.append(Text.format("\\u%04x", (int) unit));
                }
              }
            });
    return escaped.toString();
  }

  private static boolean harmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT, // bidirectional marks, zero-width characters
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE -> // alone, as it is not a code point
          false;
      default -> true;
    };
  }
}
