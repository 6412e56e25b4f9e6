package org.gradoracle.data;

import java.util.Arrays;
import java.util.BitSet;
import org.gradoracle.text.Text;

/**
 * The symbols of the character model: {@code '.'} is 0, and the distinct characters (code points)
 * of all names follow from 1 in code-point order, as Python sorts them.
 */
public final class Vocabulary {

  /** The index of {@code '.'}, which marks where a name begins and ends. */
  public static final int BOUNDARY = 0;

  private final int[] characters; // ascending; characters[i] has index i + 1

  private Vocabulary(int[] characters) {
    this.characters = characters;
  }

  /**
   * The vocabulary of the whole names file, not of a split of it.
   *
   * @param names the names
   * @return their vocabulary
   */
  public static Vocabulary of(Names names) {
    BitSet seen = new BitSet();
    for (String name : names.list()) {
      for (int i = 0; i < name.length(); i = name.offsetByCodePoints(i, 1)) {
        seen.set(name.codePointAt(i));
      }
    }
    return new Vocabulary(seen.stream().toArray());
  }

  /**
   * How many symbols there are, the {@code '.'} included.
   *
   * @return the number of symbols
   */
  public int size() {
    return characters.length + 1;
  }

  /**
   * The index of a symbol.
   *
   * @param codePoint a character of the names, or {@code '.'}
   * @return its index, from 0 to {@code size() - 1}
   * @throws IllegalArgumentException if the character is not in the vocabulary
   */
  public int indexOf(int codePoint) {
    if (codePoint == '.') {
      return BOUNDARY;
    }
    int found = Arrays.binarySearch(characters, codePoint);
    if (found < 0) {
      throw new IllegalArgumentException(
          Text.format(
              "character U+%04X is not among the %d symbols of the vocabulary", codePoint, size()));
    }
    return found + 1;
  }

  /**
   * The symbol at an index.
   *
   * @param index from 0 to {@code size() - 1}
   * @return the symbol, one character (code point) long
   * @throws IndexOutOfBoundsException if there is no such index
   */
  public String symbol(int index) {
    return index == BOUNDARY ? "." : Character.toString(characters[index - 1]);
  }
}
