package org.gradoracle.dump;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.gradoracle.text.Printable;

/**
 * A tensor file cannot be used. The message is one line for the user, which names the file, the
 * tensor if there is one, what was found and what was expected.
 */
public final class DumpException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception from a message for the user.
   *
   * @param message what a file holds may be in it: it is {@linkplain Printable escaped}
   */
  public DumpException(String message) {
    super(Printable.line(message));
  }

  /** Of a file. */
  static DumpException of(Path file, String what) {
    return new DumpException("'" + file + "': " + what);
  }

  /** Of a tensor in a file. */
  static DumpException of(Path file, String tensor, String what) {
    return of(file, "tensor '" + shortened(tensor) + "': " + what);
  }

  /** What the system says of a file. */
  static DumpException of(Path file, IOException e) {
    return of(file, reason(e));
  }

  /** What the system says of a tensor. */
  static DumpException of(Path file, String tensor, IOException e) {
    return of(file, tensor, reason(e));
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "there is no permission to read it";
    }
    if (e instanceof EOFException) {
      return "ends early: it was cut short, or is being written";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return "cannot be read (" + (reason == null ? e.getClass().getSimpleName() : reason) + ")";
  }

  /** Untrusted text, of which enough is shown to find it. */
  static String shortened(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "...";
  }
}
