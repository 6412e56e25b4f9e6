package org.gradoracle.dump;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dictionary in the header of a {@code .npy}: {@code {'descr': '<f4', 'fortran_order': False,
 * 'shape': (3, 4), }}, in any order, padded with spaces, and ended by a line feed. Nothing else of
 * Python is read.
 */
record NpyDictionary(ElementType type, ByteOrder order, boolean fortranOrder, List<Long> shape) {

  private static final Pattern DICTIONARY = Pattern.compile(" *\\{(.*)} *\n?");

  private static final Pattern ITEM =
      Pattern.compile(
          " *(?:'(\\w+)'|\"(\\w+)\") *: *"
              + "(\\([^()]*\\)|\\w+|'[^'\\\\]*'|\"[^\"\\\\]*\"|\\[.*]) *(?:,|\\z)");

  private static final String A_TUPLE = "a tuple of whole numbers below 2^63, like (3, 4) or (3,)";

  /** Byte order, kind and size. */
  private static final Pattern TYPE = Pattern.compile("([<>|])([a-z][0-9])");

  /** Reads it. */
  static NpyDictionary of(String text, Path file, String name) {
    Map<String, String> items = items(text, file, name);
    String fortran = item(items, "fortran_order", file, name);
    if (!fortran.equals("True") && !fortran.equals("False")) {
      throw wrong(file, name, "fortran_order", fortran, "True or False");
    }
    String descr = item(items, "descr", file, name);
    ElementType type = type(descr, file, name);
    ByteOrder order = descr.charAt(1) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    List<Long> shape = shape(item(items, "shape", file, name), file, name);
    if (items.size() > 3) {
      throw DumpException.of(
          file,
          name,
          "its header has " + items.keySet() + ", expected descr, fortran_order and shape alone");
    }
    return new NpyDictionary(type, order, fortran.equals("True"), shape);
  }

  private static Map<String, String> items(String text, Path file, String name) {
    Matcher whole = DICTIONARY.matcher(text);
    if (!whole.matches()) {
      throw noDictionary(file, name, text);
    }
    String inside = whole.group(1);
    Map<String, String> items = new TreeMap<>();
    Matcher item = ITEM.matcher(inside);
    int end = inside.stripTrailing().length();
    for (int at = 0; at < end; at = item.end()) {
      item.region(at, inside.length());
      if (!item.lookingAt()) {
        throw noDictionary(file, name, text.substring(whole.start(1) + at));
      }
      String key = Optional.ofNullable(item.group(1)).orElseGet(() -> item.group(2));
      if (items.put(key, item.group(3)) != null) {
        throw DumpException.of(file, name, "its header has '" + key + "' twice");
      }
    }
    return items;
  }

  private static DumpException noDictionary(Path file, String name, String text) {
    return DumpException.of(
        file,
        name,
        "its header cannot be read from here: "
            + DumpException.shortened(text.strip())
            + ", expected {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }");
  }

  private static String item(Map<String, String> items, String key, Path file, String name) {
    String found = items.get(key);
    if (found == null) {
      throw DumpException.of(file, name, "its header has no '" + key + "'");
    }
    return found;
  }

  private static ElementType type(String descr, Path file, String name) {
    if (descr.startsWith("[")) {
      throw DumpException.of(
          file,
          name,
          "its elements are records ("
              + DumpException.shortened(descr)
              + "), expected numbers: save each field by itself");
    }
    String text = descr.substring(1, Math.max(1, descr.length() - 1));
    if (text.matches("[<>|]?O[0-9]*")) {
      throw DumpException.of(
          file,
          name,
          "its elements are Python objects (dtype " + descr + "), which nothing here unpickles");
    }
    Matcher matcher = TYPE.matcher(text);
    if (matcher.matches() && descr.length() == text.length() + 2) {
      for (ElementType type : ElementType.values()) {
        if (type.npy().filter(matcher.group(2)::equals).isPresent()
            && (type.bytes() == 1 || !matcher.group(1).equals("|"))) {
          return type;
        }
      }
    }
    throw wrong(
        file,
        name,
        "dtype",
        descr,
        "f2, f4, f8, i1, u1, i4, i8 or b1"
            + (text.endsWith("V2") ? " (bfloat16 has no name in .npy: use .safetensors)" : ""));
  }

  private static List<Long> shape(String tuple, Path file, String name) {
    List<String> numbers = new ArrayList<>();
    if (tuple.startsWith("(") && tuple.endsWith(")")) {
      numbers.addAll(Arrays.asList(tuple.substring(1, tuple.length() - 1).split(",", -1)));
    }
    boolean closed = !numbers.isEmpty() && numbers.get(numbers.size() - 1).isBlank();
    if (closed) { // () and (3,)
      numbers.remove(numbers.size() - 1);
    }
    List<Long> shape = new ArrayList<>();
    if (!closed && numbers.size() < 2) {
      throw wrong(file, name, "shape", tuple, A_TUPLE);
    }
    for (String number : numbers) {
      try {
        shape.add(Long.parseLong(number.strip()));
      } catch (NumberFormatException e) {
        throw wrong(file, name, "shape", tuple, A_TUPLE);
      }
    }
    return shape;
  }

  private static DumpException wrong(
      Path file, String name, String what, String found, String expected) {
    return DumpException.of(
        file,
        name,
        "its " + what + " is " + DumpException.shortened(found) + ", expected " + expected);
  }
}
