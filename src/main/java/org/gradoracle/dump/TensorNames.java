package org.gradoracle.dump;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.gradoracle.text.Printable;

/** Which names a tensor may have: those that can be shown, and lead nowhere else as a path. */
final class TensorNames {

  private static final int LONGEST = 512;

  /** More than the largest models have; a list of them takes some 100 MB. */
  static final int MOST = 1 << 17;

  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:[/\\\\].*");

  private TensorNames() {}

  /**
   * The name itself.
   *
   * @throws DumpException naming the file, if no tensor may be called so
   */
  static String valid(Path file, String name) {
    String wrong = wrong(name);
    if (!wrong.isEmpty()) {
      throw DumpException.of(file, "the name '" + DumpException.shortened(name) + "' " + wrong);
    }
    return name;
  }

  /**
   * Keeps what has to be in memory bounded.
   *
   * @throws DumpException if no file may have so many tensors
   */
  static void requireFew(Path file, int tensors) {
    if (tensors > MOST) {
      throw DumpException.of(file, "has more than " + MOST + " tensors");
    }
  }

  private static String wrong(String name) {
    if (name.isEmpty()) {
      return "is empty";
    }
    if (name.length() > LONGEST) {
      return "has " + name.length() + " characters, expected at most " + LONGEST;
    }
    if (!Printable.isLine(name)) {
      return "has a character that cannot be shown";
    }
    List<String> parts = Arrays.asList(name.split("/", -1));
    if (name.startsWith("/") || name.startsWith("\\") || DRIVE.matcher(name).matches()) {
      return "is an absolute path, expected a name";
    }
    if (parts.contains("..") || Arrays.asList(name.split("\\\\", -1)).contains("..")) {
      return "leads out of its folder, expected a name";
    }
    if (parts.contains("") || parts.contains(".")) {
      return "has an empty part, expected a name";
    }
    return "";
  }
}
