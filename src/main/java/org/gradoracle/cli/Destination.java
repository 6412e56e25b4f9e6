package org.gradoracle.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.gradoracle.data.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Where a report goes: standard output, or a file that is written whole or not at all. A file that
 * cannot be written is noticed before any work is done.
 */
final class Destination implements AutoCloseable {

  private final PrintWriter out;
  private final @Nullable Path file;
  private final @Nullable Path unfinished;

  private Destination(PrintWriter out, @Nullable Path file, @Nullable Path unfinished) {
    this.out = out;
    this.file = file;
    this.unfinished = unfinished;
  }

  /**
   * The file, or standard output if there is none.
   *
   * @throws InvalidInputException if the file cannot be written
   */
  static Destination of(Optional<Path> file, PrintWriter out) {
    if (file.isEmpty()) {
      return new Destination(out, null, null);
    }
    Path target = file.get().toAbsolutePath();
    if (Files.isDirectory(target)) {
      throw new InvalidInputException("output '" + file.get() + "' is a directory: name a file");
    }
    try {
      return new Destination(
          out,
          target,
          Files.createTempFile(target.getParent(), target.getFileName() + ".", ".tmp"));
    } catch (IOException e) {
      throw new InvalidInputException(
          "output '"
              + file.get()
              + "' cannot be written: choose a file in a folder that exists and is writable");
    }
  }

  /** Writes the whole text. */
  void write(String text) {
    if (file == null || unfinished == null) {
      out.print(text);
      out.flush();
      return;
    }
    try {
      Files.writeString(unfinished, text);
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new InvalidInputException("output '" + file + "' cannot be written: " + e);
    }
  }

  /** Leaves nothing unfinished behind. */
  @Override
  public void close() {
    try {
      if (unfinished != null) {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new InvalidInputException("'" + unfinished + "' cannot be deleted: " + e);
    }
  }
}
