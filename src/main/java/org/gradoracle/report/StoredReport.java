package org.gradoracle.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.Status;

/**
 * What a report said, read back from JSON, as far as two runs can be compared by it.
 *
 * @param facts what was run
 * @param dtype the element type of the comparisons
 * @param entries what it said of every rule and then of every row, by kind and name
 */
public record StoredReport(Map<String, String> facts, String dtype, Map<String, Entry> entries) {

  /**
   * What it said of a row or a rule.
   *
   * @param exact whether the gradients were the same; none for a rule, or where one was missing
   * @param error the largest difference: of a row in the run's element type, of a rule its float32
   *     error; NaN if one is
   */
  public record Entry(Status status, Optional<Boolean> exact, Optional<Double> error) {}

  /**
   * Reads a report.
   *
   * @throws IllegalArgumentException if the text is no report of this version; the message says
   *     where, and what it is instead
   */
  public static StoredReport of(String text) {
    StrictJson json = StrictJson.of(text);
    StrictJson format = json.member("format");
    if (!JsonReport.FORMAT.equals(format.value())) {
      throw format.expected("\"" + JsonReport.FORMAT + "\"");
    }
    StrictJson version = json.member("version");
    if (version.number() != JsonReport.VERSION) {
      throw new IllegalArgumentException(
          version.expected(String.valueOf(JsonReport.VERSION)).getMessage()
              + ": write it again with this gradoracle");
    }
    Map<String, String> facts = new LinkedHashMap<>();
    json.member("facts").members().forEach((name, fact) -> facts.put(line(name), fact.line()));
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (StrictJson rule : json.member("rules").elements()) {
      Optional<Double> error =
          rule.find("float32").map(found -> found.member("error")).map(StrictJson::number);
      put(entries, "rule ", rule.member("id"), new Entry(status(rule), Optional.empty(), error));
    }
    for (StrictJson row : json.member("rows").elements()) {
      Optional<StrictJson> pair = row.find("gradient");
      put(
          entries,
          "row ",
          row.member("name"),
          new Entry(
              status(row),
              pair.map(found -> found.member("exact").flag()),
              pair.map(found -> found.member("maxdiff").number())));
    }
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("it has neither rules nor rows: nothing to compare");
    }
    return new StoredReport(facts, json.member("dtype").line(), entries);
  }

  private static String line(String name) {
    return new StrictJson("the name of a fact", name).line();
  }

  private static void put(Map<String, Entry> entries, String kind, StrictJson name, Entry entry) {
    if (entries.put(kind + name.line(), entry) != null) {
      throw new IllegalArgumentException(
          Text.format(
              "it is no report: %s is \"%s\", which is there twice", name.path(), name.line()));
    }
  }

  private static Status status(StrictJson json) {
    StrictJson name = json.member("status");
    for (Status status : Status.values()) {
      if (status.name().equals(name.value())) {
        return status;
      }
    }
    throw name.expected("one of " + List.of(Status.values()));
  }
}
