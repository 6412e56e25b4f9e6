package org.gradoracle.report;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a report can be written as. A format is a class and a line here and, for formulas, in {@link
 * CheckReport}.
 */
public enum Format {
  /** For a terminal. */
  TEXT(".txt", TextReport::of),
  /** For programs. */
  JSON(".json", (report, details) -> JsonReport.of(report)),
  /** For the summary of a CI job. */
  MARKDOWN(".md", (report, details) -> MarkdownReport.of(report)),
  /** For a browser. */
  HTML(".html", (report, details) -> HtmlReport.of(report));

  private final String suffix;

  @SuppressWarnings("ImmutableEnumChecker") // a method reference
  private final BiFunction<Report, Boolean, String> writer;

  Format(String suffix, BiFunction<Report, Boolean, String> writer) {
    this.suffix = suffix;
    this.writer = writer;
  }

  /** The format that a file's name ends with; {@link #TEXT}, if it ends with none. */
  public static Format of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> name.endsWith(format.suffix))
        .findFirst()
        .orElse(TEXT);
  }

  /** The suffix of a file's name, with its dot. */
  public String suffix() {
    return suffix;
  }

  /** The name of the file in a folder of reports. */
  public Path file() {
    return Path.of("report" + suffix);
  }

  /**
   * The whole report.
   *
   * @param details whether the text says what every row and rule was verified with; the other
   *     formats always do
   */
  public String write(Report report, boolean details) {
    return writer.apply(report, details);
  }

  /**
   * The whole report on formulas.
   *
   * @param link from the index in HTML to a formula's page, by the formula's name
   */
  public String write(CheckReport report, Function<String, String> link) {
    return report.write(this, link);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
