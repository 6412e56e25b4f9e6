package org.gradoracle.cli;

import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import org.gradoracle.example.Notebook;
import org.gradoracle.text.Text;

/** The names file of a user who names none. */
final class NamesFile {

  private static final Path HERE = Notebook.Options.NAMES;

  private NamesFile() {}

  /**
   * The one in the folder that the command is run in, or else the one that came with the tool's
   * jar; the first, which is not there, if there is neither.
   */
  static Path find() {
    return Files.exists(HERE)
        ? HERE
        : jar()
            .map(jar -> jar.resolveSibling(HERE.toString()))
            .filter(Files::isRegularFile)
            .orElse(HERE);
  }

  /** Says which was found, if it is not the one in the folder that the command is run in. */
  static void say(Path found, PrintWriter err) {
    if (!found.equals(HERE)) {
      Main.say(err, Text.format("there is no '%s' here: reading '%s'", HERE, found));
    }
  }

  /** Where the tool was started from, if that is a jar. */
  private static Optional<Path> jar() {
    CodeSource source = Start.class.getProtectionDomain().getCodeSource();
    try {
      return source == null || source.getLocation() == null
          ? Optional.empty()
          : Optional.of(Path.of(source.getLocation().toURI())).filter(Files::isRegularFile);
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }
}
