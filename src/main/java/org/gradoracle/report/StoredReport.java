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
 * @param command which wrote it: {@code report} or {@code check}
 * @param facts what was run
 * @param dtype the element type of the comparisons
 * @param parts what it said of every rule and then of every row, by kind and name, of the network;
 *     or of each formula, by its kind and name, also at each of its samples
 */
public record StoredReport(
    String command,
    Map<String, String> facts,
    String dtype,
    Map<String, Map<String, Entry>> parts) {

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
   * @throws IllegalArgumentException if the text is not a report of this version; the message says
   *     where, and what it is instead
   */
  public static StoredReport of(String text) {
    StrictJson json = StrictJson.of(text);
    StrictJson format = json.member("format");
    boolean check = JsonReport.CHECK_FORMAT.equals(format.value());
    if (!check && !JsonReport.FORMAT.equals(format.value())) {
      throw format.expected(
          Text.format("\"%s\" or \"%s\"", JsonReport.FORMAT, JsonReport.CHECK_FORMAT));
    }
    StrictJson version = json.member("version");
    if (version.number() != JsonReport.VERSION) {
      throw new IllegalArgumentException(
          version.expected(String.valueOf(JsonReport.VERSION)).getMessage()
              + ": write it again with this gradoracle");
    }
    Map<String, Map<String, Entry>> parts = new LinkedHashMap<>();
    String dtype = check ? formulas(parts, json) : network(parts, json);
    if (parts.values().stream().allMatch(Map::isEmpty)) {
      throw new IllegalArgumentException("it has neither rules nor rows: nothing to compare");
    }
    Map<String, String> facts = new LinkedHashMap<>();
    json.member("facts").members().forEach((name, fact) -> facts.put(line(name), fact.line()));
    return new StoredReport(check ? "check" : "report", facts, dtype, parts);
  }

  /** Reads what is said of a network at one point, and returns the element type. */
  private static String network(Map<String, Map<String, Entry>> parts, StrictJson json) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    parts.put("network", entries);
    for (StrictJson rule : json.member("rules").elements()) {
      Optional<Double> error =
          rule.find("float32").map(found -> found.member("error")).map(StrictJson::number);
      put(entries, "rule ", rule.member("id"), new Entry(status(rule), Optional.empty(), error));
    }
    for (StrictJson row : json.member("rows").elements()) {
      put(entries, "row ", row.member("name"), row(row, row.find("gradient")));
    }
    return json.member("dtype").line();
  }

  private static Entry row(StrictJson row, Optional<StrictJson> comparison) {
    return new Entry(
        status(row),
        comparison.map(found -> found.member("exact").flag()),
        comparison.map(found -> found.member("maxdiff").number()));
  }

  /** Reads what is said of formulas, at each of their samples, and returns the element type. */
  private static String formulas(Map<String, Map<String, Entry>> parts, StrictJson json) {
    String dtype = "float32";
    for (StrictJson formula : json.member("formulas").elements()) {
      String name = formula.member("name").line();
      Map<String, Entry> entries = new LinkedHashMap<>();
      if (parts.put("formula " + name, entries) != null) {
        throw twice(formula.member("name"));
      }
      put(
          entries,
          "formula ",
          formula.member("name"),
          verdict(formula.member("passed").flag() ? Status.PASS : Status.FAIL));
      for (StrictJson rule : formula.member("rules").elements()) {
        put(entries, name + ": rule ", rule.member("id"), verdict(status(rule)));
      }
      for (StrictJson row : formula.member("rows").elements()) {
        put(entries, name + ": row ", row.member("name"), verdict(status(row)));
      }
      for (StrictJson sample : formula.member("samples").elements()) {
        sample(entries, name + ", " + sample.member("sample").line() + ": ", sample);
      }
      dtype = formula.member("dtype").line();
    }
    return dtype;
  }

  private static void sample(Map<String, Entry> entries, String at, StrictJson sample) {
    for (StrictJson rule : sample.member("rules").elements()) {
      Optional<Double> error = rule.find("float32Error").map(StrictJson::number);
      put(
          entries,
          at + "rule ",
          rule.member("id"),
          new Entry(status(rule), Optional.empty(), error));
    }
    for (StrictJson row : sample.member("rows").elements()) {
      Optional<StrictJson> comparison = row.find("exact").map(exact -> row);
      put(entries, at + "row ", row.member("name"), row(row, comparison));
    }
  }

  private static Entry verdict(Status status) {
    return new Entry(status, Optional.empty(), Optional.empty());
  }

  private static String line(String name) {
    return new StrictJson("the name of a fact", name).line();
  }

  private static void put(Map<String, Entry> entries, String kind, StrictJson name, Entry entry) {
    if (entries.put(kind + name.line(), entry) != null) {
      throw twice(name);
    }
  }

  private static IllegalArgumentException twice(StrictJson name) {
    return new IllegalArgumentException(
        Text.format(
            "it is not a report: %s is \"%s\", which occurs twice", name.path(), name.line()));
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
