package org.gradoracle.formula;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.gradoracle.program.ProgramException;

/** The classes that the service files name, read to name one that cannot even be loaded. */
final class Providers {

  static final String FILE = "META-INF/services/" + Formula.class.getName();

  private Providers() {}

  /**
   * Which classes of those cannot be loaded, and why: a class file that is cut short says so
   * itself, but not whose it is.
   */
  static String broken(ClassLoader loader, LinkageError thrown) {
    List<String> broken = new ArrayList<>();
    for (String name : named(loader)) {
      if (cannotBeLoaded(name, loader, String.valueOf(thrown.getMessage()))) {
        broken.add(name);
      }
    }
    return (broken.isEmpty() ? "" : String.join(" or ", broken) + ": ") + thrown;
  }

  private static boolean cannotBeLoaded(String name, ClassLoader loader, String why) {
    try {
      Class.forName(name, false, loader);
      return false;
    } catch (ClassNotFoundException e) {
      return false; // reported by the service loader, with its name
    } catch (LinkageError e) {
      return String.valueOf(e.getMessage()).equals(why);
    }
  }

  private static List<String> named(ClassLoader loader) {
    List<String> names = new ArrayList<>();
    try {
      for (URL file : Collections.list(loader.getResources(FILE))) {
        try (InputStream in = file.openStream();
            BufferedReader lines =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
          named(lines.lines()).forEach(names::add);
        }
      }
    } catch (IOException e) {
      return names; // then without a name
    }
    return names;
  }

  /** Those that the service file in one entry of a class path names. */
  static List<String> named(PathEntry entry) {
    try {
      return named(entry.read(FILE).orElse("").lines()).toList();
    } catch (IOException e) {
      throw new ProgramException("the service file in " + entry + " cannot be read", e);
    }
  }

  private static Stream<String> named(Stream<String> lines) {
    return lines.map(line -> line.replaceAll("#.*", "").strip()).filter(name -> !name.isEmpty());
  }
}
