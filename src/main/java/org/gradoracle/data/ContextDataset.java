package org.gradoracle.data;

import java.util.List;
import org.gradoracle.text.InvalidInputException;

/**
 * The examples of the character model: {@code context} symbols, and the one that follows them.
 *
 * <p>A name gives one example per character and one for its end. For {@code ewa} and a context of 3
 * they are {@code ...→e}, {@code ..e→w}, {@code .ew→a}, {@code ewa→.}, as in the notebook's {@code
 * build_dataset}.
 *
 * <p>Only the targets are kept. The context of an example is the targets before it, back to the
 * last {@code '.'}, so a longer context takes no more memory.
 */
public final class ContextDataset {

  private final int[] targets; // (size)
  private final int context;

  private ContextDataset(int[] targets, int context) {
    this.targets = targets;
    this.context = context;
  }

  /**
   * The examples of some words, in order.
   *
   * @param words the words; none holds a {@code '.'}
   * @param vocabulary the indices of their characters
   * @param context how many symbols an example sees, at least 1
   * @return the examples
   * @throws InvalidInputException if {@code context} is less than 1
   * @throws IllegalArgumentException if a word holds a {@code '.'} or a character that is not in
   *     the vocabulary
   */
  public static ContextDataset of(List<String> words, Vocabulary vocabulary, int context) {
    InvalidInputException.requireAtLeast("context", context, 1);
    int[] targets = new int[count(words)];
    int filled = 0;
    for (String word : words) {
      for (int i = 0; i < word.length(); i = word.offsetByCodePoints(i, 1)) {
        int index = vocabulary.indexOf(word.codePointAt(i));
        if (index == Vocabulary.BOUNDARY) {
          throw new IllegalArgumentException("the word '" + word + "' holds a '.'");
        }
        targets[filled++] = index;
      }
      targets[filled++] = Vocabulary.BOUNDARY;
    }
    return new ContextDataset(targets, context);
  }

  private static int count(List<String> words) {
    int examples = 0;
    for (String word : words) {
      examples += word.codePointCount(0, word.length()) + 1;
    }
    return examples;
  }

  /**
   * How many examples there are.
   *
   * @return the number of examples
   */
  public int size() {
    return targets.length;
  }

  /**
   * How many symbols an example sees.
   *
   * @return the length of a context
   */
  public int context() {
    return context;
  }

  /**
   * What an example is to predict.
   *
   * @param example from 0 to {@code size() - 1}
   * @return the index of the symbol
   * @throws IndexOutOfBoundsException if there is no such example
   */
  public int targetOf(int example) {
    return targets[example];
  }

  /** Writes the context of an example, which exists, into zeros from {@code from} on. */
  void copyContext(int example, int[] into, int from) {
    for (int back = 1; back <= Math.min(context, example); back++) {
      int symbol = targets[example - back];
      if (symbol == Vocabulary.BOUNDARY) {
        return; // the name began here: the rest are '.'
      }
      into[from + context - back] = symbol;
    }
  }
}
