package org.gradoracle.output;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Printable;

/**
 * Where a text goes: standard output, a pipe or a device, or a file that is written whole or not at
 * all. What cannot be written is noticed before any work is done, where that can be known.
 */
public sealed interface Destination extends AutoCloseable permits Destination.Direct, WholeFile {

  /**
   * Takes the whole text, which nobody sees yet.
   *
   * @throws NotWrittenException if there is no room for it
   */
  void stage(String text);

  /**
   * Shows it.
   *
   * @throws NotWrittenException if it cannot be written
   */
  void commit();

  /** Leaves nothing unfinished behind. */
  @Override
  void close();

  /** Standard output. */
  static Destination of(PrintWriter out) {
    return new Direct(
        true,
        text -> {
          out.print(text);
          out.flush();
          if (out.checkError()) {
            throw new NotWrittenException(NotWrittenException.STANDARD_OUTPUT);
          }
        });
  }

  /**
   * A file, a pipe or a device.
   *
   * @param place where that is
   * @throws InvalidInputException if it cannot be written
   */
  static Destination of(Path file, Place place) {
    return place.isStream()
        ? new Direct(false, text -> append(file, text))
        : WholeFile.of(file, place);
  }

  /** Appended, as what is behind {@code /dev/stderr} may be somebody's file. */
  private static void append(Path file, String text) {
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      out.write(Printable.of(text).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw NotWrittenException.of(file, e);
    }
  }

  /** Standard output, a pipe or a device: no file can replace it. */
  final class Direct implements Destination {

    private final boolean standardOutput;
    private final Consumer<String> sink;
    private String text = "";

    private Direct(boolean standardOutput, Consumer<String> sink) {
      this.standardOutput = standardOutput;
      this.sink = sink;
    }

    /** Whether it is what this process prints to. */
    public boolean isStandardOutput() {
      return standardOutput;
    }

    @Override
    public void stage(String text) {
      this.text = text;
    }

    @Override
    public void commit() {
      sink.accept(text);
    }

    @Override
    public void close() {}
  }
}
