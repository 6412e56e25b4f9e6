package org.gradoracle.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What somebody may have meant who mistyped a name. */
final class Suggestion {

  /** One letter in this many may be wrong; a name of fewer letters may have one wrong, too. */
  private static final int LETTERS_PER_EDIT = 3;

  /** So many letters within a name say which is meant. */
  private static final int LETTERS = 4;

  private Suggestion() {}

  /**
   * A part of a sentence that asks for the nearest name, or else for one that holds what was typed;
   * empty if there is neither. Whether letters are large, and where hyphens are, does not matter.
   */
  static String of(String typed, Collection<String> known) {
    String letters = letters(typed);
    int allowed = Math.max(1, letters.length() / LETTERS_PER_EDIT);
    return known.stream()
        .filter(name -> edits(letters, letters(name)) <= allowed)
        .min(Comparator.comparing(name -> edits(letters, letters(name))))
        .or(
            () ->
                known.stream()
                    .filter(name -> letters.length() >= LETTERS && letters(name).contains(letters))
                    .findFirst())
        .map(name -> ", did you mean '" + name + "'?")
        .orElse("");
  }

  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
  }

  /** Levenshtein's distance: the least number of letters inserted, removed or replaced. */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
