package org.gradoracle.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.gradoracle.report.HtmlReport;
import org.gradoracle.report.JsonReport;
import org.gradoracle.report.MarkdownReport;
import org.gradoracle.report.Report;
import org.gradoracle.report.TextReport;

/** What a report can be written as. */
enum Format {
  /** For a terminal. */
  TEXT(".txt"),
  /** For programs. */
  JSON(".json"),
  /** For the summary of a CI job. */
  MARKDOWN(".md"),
  /** For a browser. */
  HTML(".html");

  private final String suffix;

  Format(String suffix) {
    this.suffix = suffix;
  }

  /** The one that a file's name ends like; text, if it ends otherwise. */
  static Format of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> name.endsWith(format.suffix))
        .findFirst()
        .orElse(TEXT);
  }

  /** How the file in a folder of reports is called. */
  Path file() {
    return Path.of("report" + suffix);
  }

  /**
   * The whole report.
   *
   * @param details whether the text tells what every row and rule was proved with; the others do
   */
  String write(Report report, boolean details) {
    return switch (this) {
      case TEXT -> TextReport.of(report, details);
      case JSON -> JsonReport.of(report);
      case MARKDOWN -> MarkdownReport.of(report);
      case HTML -> HtmlReport.of(report);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
