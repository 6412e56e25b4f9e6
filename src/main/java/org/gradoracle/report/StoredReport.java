package org.gradoracle.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gradoracle.compare.Status;
import org.gradoracle.text.Text;

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
   *     what it is instead
   */
  public static StoredReport of(String text) {
    try {
      return of(JsonParser.parseString(text).getAsJsonObject());
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new IllegalArgumentException("it is no report in JSON", e);
    }
  }

  private static StoredReport of(JsonObject json) {
    if (!member(json, "format").getAsString().equals(JsonReport.FORMAT)) {
      throw new IllegalArgumentException(
          "its format is " + json.get("format") + ", expected \"" + JsonReport.FORMAT + "\"");
    }
    int version = member(json, "version").getAsInt();
    if (version != JsonReport.VERSION) {
      throw new IllegalArgumentException(
          Text.format(
              "its version is %d, expected %d: write it again with this gradoracle",
              version, JsonReport.VERSION));
    }
    Map<String, String> facts = new LinkedHashMap<>();
    member(json, "facts")
        .getAsJsonObject()
        .entrySet()
        .forEach(fact -> facts.put(fact.getKey(), fact.getValue().getAsString()));
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (JsonElement rule : array(json, "rules")) {
      JsonObject each = rule.getAsJsonObject();
      entries.put(
          "rule " + member(each, "id").getAsString(),
          new Entry(
              status(each),
              Optional.empty(),
              Optional.ofNullable(each.get("float32"))
                  .map(found -> number(member(found.getAsJsonObject(), "error")))));
    }
    for (JsonElement row : array(json, "rows")) {
      JsonObject each = row.getAsJsonObject();
      Optional<JsonObject> pair =
          Optional.ofNullable(each.get("gradient")).map(JsonElement::getAsJsonObject);
      entries.put(
          "row " + member(each, "name").getAsString(),
          new Entry(
              status(each),
              pair.map(found -> member(found, "exact").getAsBoolean()),
              pair.map(found -> number(member(found, "maxdiff")))));
    }
    return new StoredReport(facts, member(json, "dtype").getAsString(), entries);
  }

  private static Status status(JsonObject json) {
    String name = member(json, "status").getAsString();
    for (Status status : Status.values()) {
      if (status.name().equals(name)) {
        return status;
      }
    }
    throw new IllegalArgumentException("there is no status '" + name + "'");
  }

  private static JsonArray array(JsonObject json, String name) {
    return member(json, name).getAsJsonArray();
  }

  private static JsonElement member(JsonObject json, String name) {
    JsonElement member = json.get(name);
    if (member == null) {
      throw new IllegalArgumentException("it is no report: it has no '" + name + "'");
    }
    return member;
  }

  private static double number(JsonElement json) {
    return switch (json.getAsString()) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> json.getAsDouble();
    };
  }
}
