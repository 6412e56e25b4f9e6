package org.gradoracle.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gradoracle.compare.TensorPair;
import org.gradoracle.text.Digits;
import org.gradoracle.text.Text;

/** How many elements are how far apart, in units in the last place. */
final class UlpHistogram {

  /**
   * Some distances.
   *
   * @param label the distances, in words
   * @param count how many elements are so far apart
   * @param percent of the largest count
   */
  record Bin(String label, int count, double percent) {}

  private static final String[] LABELS = {"0", "1", "2 to 9", "10 to 99", "100 to 999"};

  private UlpHistogram() {}

  /** The bins that hold an element, the nearest first. */
  static List<Bin> of(TensorPair pair) {
    int[] counts = new int[23]; // 2^64 has 20 digits
    int notFinite = counts.length - 1;
    for (int i = 0; i < pair.ours().size(); i++) {
      double ulps = pair.ulps(i);
      int bin =
          Double.isInfinite(ulps) ? notFinite : ulps < 2 ? (int) ulps : 2 + Digits.exponent(ulps);
      counts[bin]++;
    }
    int largest = Arrays.stream(counts).max().orElseThrow();
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < counts.length; bin++) {
      if (counts[bin] > 0) {
        String label = bin == notFinite ? "not finite" : label(bin);
        bins.add(new Bin(label, counts[bin], 100.0 * counts[bin] / largest));
      }
    }
    return bins;
  }

  private static String label(int bin) {
    return bin < LABELS.length ? LABELS[bin] : Text.format("10^%d to 10^%d", bin - 2, bin - 1);
  }
}
