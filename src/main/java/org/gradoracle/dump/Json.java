package org.gradoracle.dump;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads untrusted JSON (RFC 8259, and nothing more) as a stream, so that no more of it is in memory
 * than is wanted: strict UTF-8, and no member twice.
 */
final class Json {

  /** Takes the value of a member of an object. */
  @FunctionalInterface
  interface Member {
    void read(String name) throws IOException;
  }

  /** Takes a value. */
  @FunctionalInterface
  interface Value<T> {
    T read() throws IOException;
  }

  /** Reads a whole text. */
  @FunctionalInterface
  interface Whole {
    void read(Json json) throws IOException;
  }

  private static final int DEEPEST = 8;

  private final Path file;
  private final JsonReader reader;

  private Json(Path file, JsonReader reader) {
    this.file = file;
    this.reader = reader;
  }

  /**
   * Reads a text.
   *
   * @throws DumpException naming the place, if it is not what the reader takes
   */
  static void read(Path file, InputStream in, Whole whole) {
    JsonReader reader = new JsonReader(new InputStreamReader(in, UTF_8.newDecoder()));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(DEEPEST);
    try {
      whole.read(new Json(file, reader));
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new MalformedJsonException("more than one value");
      }
    } catch (MalformedJsonException
        | EOFException
        | CharacterCodingException
        | IllegalStateException
        | NumberFormatException e) {
      throw DumpException.of(file, "is not JSON: see " + place(reader));
    } catch (IOException e) {
      throw DumpException.of(file, e);
    }
  }

  private static String place(JsonReader reader) {
    return DumpException.shortened(reader.getPath());
  }

  /** An object, member by member. */
  void object(Member each) throws IOException {
    expect(JsonToken.BEGIN_OBJECT, "an object");
    Set<String> names = new HashSet<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (!names.add(name)) {
        throw wrong("given twice", "once");
      }
      TensorNames.requireFew(file, names.size());
      each.read(name);
    }
    reader.endObject();
  }

  /** A list, element by element. */
  <T> List<T> list(int most, Value<T> element) throws IOException {
    expect(JsonToken.BEGIN_ARRAY, "a list");
    List<T> list = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      if (list.size() == most) {
        throw wrong("longer", "at most " + most + " elements");
      }
      list.add(element.read());
    }
    reader.endArray();
    return list;
  }

  String text() throws IOException {
    expect(JsonToken.STRING, "a text");
    return reader.nextString();
  }

  /** A whole number from 0 to 2^63 - 1, written in digits alone. */
  long whole() throws IOException {
    expect(JsonToken.NUMBER, "a whole number");
    String place = place(reader);
    String text = reader.nextString();
    try {
      long number = text.matches("[0-9]{1,19}") ? Long.parseLong(text) : -1;
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // beyond 2^63
    }
    throw wrong(place, DumpException.shortened(text), "a whole number from 0 to 2^63 - 1");
  }

  /** An element type by its name. */
  ElementType elementType() throws IOException {
    String name = text();
    for (ElementType type : ElementType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw wrong(
        "'" + DumpException.shortened(name) + "'",
        "one of " + Arrays.toString(ElementType.values()));
  }

  /** This text and no other. */
  void require(String expected) throws IOException {
    String found = text();
    if (!found.equals(expected)) {
      throw wrong("'" + DumpException.shortened(found) + "'", "'" + expected + "'");
    }
  }

  /** This number and no other. */
  void require(long expected) throws IOException {
    long found = whole();
    if (found != expected) {
      throw wrong(String.valueOf(found), String.valueOf(expected));
    }
  }

  private void expect(JsonToken kind, String what) throws IOException {
    JsonToken found = reader.peek();
    if (found != kind) {
      throw wrong(found.name(), what);
    }
  }

  /** At the place that is read. */
  DumpException wrong(String found, String expected) {
    return wrong(place(reader), found, expected);
  }

  private DumpException wrong(String place, String found, String expected) {
    return DumpException.of(file, place + " is " + found + ", expected " + expected);
  }
}
