package org.gradoracle.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.function.Consumer;
import org.gradoracle.data.InvalidInputException;
import org.gradoracle.text.Printable;

/**
 * Where a text goes: standard output, or a file that is written whole or not at all. A file that
 * cannot be written is noticed before any work is done.
 */
sealed interface Destination extends AutoCloseable {

  /** Takes the whole text, which nobody sees yet. */
  void take(String text);

  /** Shows it. */
  void show();

  /** Leaves nothing unfinished behind. */
  @Override
  void close();

  /** Standard output. */
  static Destination of(PrintWriter out) {
    return new Direct(
        text -> {
          out.print(text);
          out.flush();
        });
  }

  /**
   * A file.
   *
   * @throws InvalidInputException if it cannot be written
   */
  static Destination of(Path file) {
    if (file.toString().isEmpty() || Files.isDirectory(file)) {
      throw new InvalidInputException("output '" + file + "' is a directory: name a file");
    }
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      return Files.exists(target) && !Files.isRegularFile(target)
          ? new Direct(text -> write(target, text))
          : new Whole(target);
    } catch (IOException e) {
      throw new InvalidInputException(
          "output '"
              + file
              + "' cannot be written: choose a file in a folder that exists and is writable");
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, Printable.of(text));
    } catch (IOException e) {
      throw new InvalidInputException("output '" + file + "' cannot be written: " + e);
    }
  }

  /** Standard output, a pipe or a device: no file can replace it. */
  final class Direct implements Destination {

    private final Consumer<String> sink;
    private String text = "";

    private Direct(Consumer<String> sink) {
      this.sink = sink;
    }

    @Override
    public void take(String text) {
      this.text = text;
    }

    @Override
    public void show() {
      sink.accept(text);
    }

    @Override
    public void close() {}
  }

  /** A file beside the one that is meant, which replaces that when it is whole. */
  final class Whole implements Destination {

    private final Path file;
    private final Path unfinished;

    private Whole(Path file) throws IOException {
      this.file = file;
      // not a temporary file of Java's, which only its owner may read
      this.unfinished = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
      Files.createFile(unfinished);
    }

    @Override
    public void take(String text) {
      write(unfinished, text);
    }

    @Override
    public void show() {
      try {
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new InvalidInputException("output '" + file + "' cannot be written: " + e);
      }
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(unfinished);
      } catch (IOException e) {
        throw new InvalidInputException("'" + unfinished + "' cannot be deleted: " + e);
      }
    }
  }
}
