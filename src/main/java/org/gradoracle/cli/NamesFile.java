package org.gradoracle.cli;

import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.gradoracle.example.Notebook;
import org.gradoracle.text.Text;

/** The names file of a user who names none. */
final class NamesFile {

  private NamesFile() {}

  /**
   * The one in the folder that the command is run in, or else the one that came with the tool's
   * jar; the first, which is not there, if there is neither.
   *
   * @param chosen is given a line that says which, if it is not the first
   */
  static Path find(Consumer<String> chosen) {
    Path here = Notebook.Options.NAMES;
    if (Files.exists(here)) {
      return here;
    }
    Optional<Path> beside =
        jar().map(jar -> jar.resolveSibling(here.toString())).filter(Files::isRegularFile);
    beside.ifPresent(
        file -> chosen.accept(Text.format("there is no '%s' here: reading '%s'", here, file)));
    return beside.orElse(here);
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
