package org.gradoracle.report;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gradoracle.text.Printable;
import org.gradoracle.text.Text;
import org.jspecify.annotations.Nullable;

/**
 * A value read from untrusted JSON (RFC 8259, and nothing more): no member twice, and every message
 * names the place.
 *
 * @param path where it is, like {@code $.rows[3].name}
 * @param value a map, a list, a string, a {@link Token} or null
 */
record StrictJson(String path, @Nullable Object value) {

  /** A number, true or false, as it is written. */
  private record Token(JsonToken kind, String text) {}

  private static final int DEEPEST = 32;

  /**
   * Reads a whole text.
   *
   * @throws IllegalArgumentException if it is not JSON, or a member occurs twice
   */
  static StrictJson of(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(DEEPEST);
    try {
      StrictJson json = new StrictJson("$", read(reader));
      if (reader.peek() != JsonToken.END_DOCUMENT) { // it throws itself, if there is more
        throw new IllegalArgumentException(
            "it is not a report in JSON: there is more after its end");
      }
      return json;
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new IllegalArgumentException(
          reader.getPath().equals("$")
              ? "it is neither a report in JSON nor a file of tensors"
              : "it is not a report in JSON: see " + reader.getPath(),
          e);
    }
  }

  private static @Nullable Object read(JsonReader reader) throws IOException {
    JsonToken token = reader.peek();
    switch (token) {
      case BEGIN_OBJECT -> {
        return object(reader);
      }
      case BEGIN_ARRAY -> {
        return array(reader);
      }
      case STRING -> {
        return reader.nextString();
      }
      case NUMBER -> {
        return new Token(token, reader.nextString());
      }
      case BOOLEAN -> {
        return new Token(token, String.valueOf(reader.nextBoolean()));
      }
      default -> {
        reader.nextNull();
        return null;
      }
    }
  }

  private static Map<String, StrictJson> object(JsonReader reader) throws IOException {
    Map<String, StrictJson> members = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      String path = reader.getPath();
      if (members.put(name, new StrictJson(path, read(reader))) != null) {
        throw new IllegalArgumentException("it is not a report: " + path + " occurs twice");
      }
    }
    reader.endObject();
    return members;
  }

  private static List<StrictJson> array(JsonReader reader) throws IOException {
    List<StrictJson> elements = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      String path = reader.getPath();
      elements.add(new StrictJson(path, read(reader)));
    }
    reader.endArray();
    return elements;
  }

  /** A member of an object, which has to be there. */
  StrictJson member(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Text.format("it is not a report: %s has no '%s'", path, name)));
  }

  /** A member of an object, if it is there. */
  Optional<StrictJson> find(String name) {
    return Optional.ofNullable(members().get(name));
  }

  /** The members of an object, in their order. */
  @SuppressWarnings("unchecked") // read() makes no other map
  Map<String, StrictJson> members() {
    if (value instanceof Map) {
      return (Map<String, StrictJson>) value;
    }
    throw expected("an object");
  }

  /** The elements of a list. */
  @SuppressWarnings("unchecked") // read() makes no other list
  List<StrictJson> elements() {
    if (value instanceof List) {
      return (List<StrictJson>) value;
    }
    throw expected("a list");
  }

  /** A text that is shown on one line. */
  String line() {
    if (value instanceof String text && Printable.isLine(text)) {
      return text;
    }
    throw expected("a text without line ends and what cannot be seen");
  }

  boolean flag() {
    if (value instanceof Token token && token.kind() == JsonToken.BOOLEAN) {
      return Boolean.parseBoolean(token.text());
    }
    throw expected("true or false");
  }

  /** A number; those that JSON does not have are texts. */
  double number() {
    if (value instanceof Token token && token.kind() == JsonToken.NUMBER) {
      return Double.parseDouble(token.text());
    }
    if (value instanceof String text) {
      switch (text) {
        case "nan" -> {
          return Double.NaN;
        }
        case "inf" -> {
          return Double.POSITIVE_INFINITY;
        }
        case "-inf" -> {
          return Double.NEGATIVE_INFINITY;
        }
        default -> {}
      }
    }
    throw expected("a number, or \"nan\", \"inf\" or \"-inf\"");
  }

  /** Its place, what it is, and what it should be. */
  IllegalArgumentException expected(String what) {
    return new IllegalArgumentException(
        Text.format("it is not a report: %s is %s, expected %s", path, shown(), what));
  }

  private String shown() {
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "a list";
    }
    if (value instanceof Token token) {
      return token.text();
    }
    return value == null ? "null" : "\"" + Printable.line((String) value) + "\"";
  }
}
