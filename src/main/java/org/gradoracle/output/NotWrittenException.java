package org.gradoracle.output;

import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A result could not be written. The message is one line for the user. */
public final class NotWrittenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The message where standard output cannot be written. */
  public static final String STANDARD_OUTPUT = "standard output cannot be written";

  /** An error with this message. */
  public NotWrittenException(String message) {
    super(message);
  }

  /** An error that names the file and says why. */
  public static NotWrittenException of(Path file, Exception e) {
    return new NotWrittenException("output '" + file + "' cannot be written" + reason(e));
  }

  /** What the system says, without the file's name. */
  public static String reason(Exception e) {
    if (e instanceof NoSuchFileException) {
      return " (there is no such folder, or nothing can be made in it)";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return " (" + (reason == null ? e.getClass().getSimpleName() : reason) + ")";
  }
}
