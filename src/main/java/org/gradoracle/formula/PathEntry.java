package org.gradoracle.formula;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.gradoracle.program.ProgramException;
import org.gradoracle.text.Text;

/**
 * A folder or a jar on a class path.
 *
 * @param path where it is, as the user wrote it
 */
record PathEntry(Path path) {

  /**
   * One that is there.
   *
   * @throws ProgramException if it does not exist, or is a file that is not a jar
   */
  static PathEntry of(String name) {
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      throw new ProgramException("class path entry '" + name + "' is not a path", e);
    }
    if (!Files.exists(path)) {
      throw new ProgramException("class path entry '" + name + "' does not exist");
    }
    PathEntry entry = new PathEntry(path);
    try {
      entry.read(Providers.FILE);
    } catch (IOException e) {
      throw new ProgramException(
          Text.format(
              "class path entry '%s' is %s (%s)",
              name,
              Files.isDirectory(path)
                  ? "a folder that cannot be read"
                  : "neither a folder nor a jar that can be read",
              e.getMessage()),
          e);
    }
    return entry;
  }

  URL url() {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new ProgramException("class path entry '" + path + "' is not a path", e);
    }
  }

  /** The text of a file in it; none if there is no such file. */
  Optional<String> read(String file) throws IOException {
    if (Files.isDirectory(path)) {
      Path inFolder = path.resolve(file);
      return Files.isRegularFile(inFolder)
          ? Optional.of(new String(Files.readAllBytes(inFolder), UTF_8))
          : Optional.empty();
    }
    try (ZipFile jar = new ZipFile(path.toFile())) {
      ZipEntry inJar = jar.getEntry(file);
      if (inJar == null) {
        return Optional.empty();
      }
      try (InputStream in = jar.getInputStream(inJar)) {
        return Optional.of(new String(in.readAllBytes(), UTF_8));
      }
    }
  }

  /** Whether a file is in it. */
  boolean has(String file) {
    try {
      return read(file).isPresent();
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "'" + path + "'";
  }
}
