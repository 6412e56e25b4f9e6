package org.gradoracle.data;

import java.util.List;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Text;

/**
 * The notebook's three parts of the shuffled names: 80% for training, 10% for development, 10% for
 * testing.
 *
 * @param train the examples of the first {@code int(0.8 * n)} names
 * @param dev the examples of the names up to {@code int(0.9 * n)}
 * @param test the examples of the rest
 */
public record Split(ContextDataset train, ContextDataset dev, ContextDataset test) {

  /** The fewest names of which each part gets one. */
  public static final int MIN_NAMES = 6;

  /**
   * Shuffles the names as the notebook does and cuts them in three.
   *
   * <p>Batches are drawn with replacement, so that any number of examples is enough for any batch.
   *
   * @param names the names
   * @param vocabulary their vocabulary
   * @param context how many symbols an example sees, at least 1
   * @return the three parts, none empty
   * @throws InvalidInputException if the names are too few for three parts, or {@code context} is
   *     less than 1
   */
  public static Split of(Names names, Vocabulary vocabulary, int context) {
    int n = names.size();
    int n1 = (int) (0.8 * n);
    int n2 = (int) (0.9 * n);
    if (n1 == 0 || n1 == n2 || n2 == n) {
      throw new InvalidInputException(
          Text.format(
              "%s has %s, which split into %d for training, %d for development and %d for testing:"
                  + " expected at least one each; give at least %d names",
              names.source(), Text.counted(n, "name"), n1, n2 - n1, n - n2, MIN_NAMES));
    }
    List<String> words = names.shuffled();
    return new Split(
        ContextDataset.of(words.subList(0, n1), vocabulary, context),
        ContextDataset.of(words.subList(n1, n2), vocabulary, context),
        ContextDataset.of(words.subList(n2, n), vocabulary, context));
  }
}
