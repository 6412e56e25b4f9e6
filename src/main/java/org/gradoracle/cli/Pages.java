package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.gradoracle.text.Printable;

/**
 * The files of an index in HTML and of the pages beside it, one for each formula: {@code
 * report.html} and {@code report-softmax.html}.
 *
 * @param index the file of the index
 * @param files by the formulas' names
 */
record Pages(Path index, Map<String, Path> files) {

  /** Those beside an index. */
  static Pages of(Path index, List<String> formulas) {
    String stem = String.valueOf(index.getFileName()).replaceFirst("(?i)\\.html?$", "");
    Set<String> taken = new HashSet<>();
    Map<String, Path> files = new LinkedHashMap<>();
    for (String formula : formulas) {
      String plain = Printable.fileName(formula);
      while (!taken.add(plain.toLowerCase(Locale.ROOT))) { // file systems may ignore the case
        plain += "_";
      }
      files.put(formula, index.resolveSibling(stem + "-" + plain + ".html"));
    }
    return new Pages(index, files);
  }

  /** From the index to a formula's page. */
  String link(String formula) {
    return link(files.getOrDefault(formula, index));
  }

  /** From a page to the index. */
  String back() {
    return link(index);
  }

  private static String link(Path file) {
    return URLEncoder.encode(String.valueOf(file.getFileName()), UTF_8).replace("+", "%20");
  }
}
