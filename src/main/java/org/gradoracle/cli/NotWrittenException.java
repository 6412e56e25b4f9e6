package org.gradoracle.cli;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A result could not be written. The message is one line for the user. */
final class NotWrittenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  static final String STANDARD_OUTPUT = "standard output cannot be written";

  NotWrittenException(String message) {
    super(message);
  }

  static NotWrittenException of(Path file, Exception e) {
    return new NotWrittenException("output '" + file + "' cannot be written" + reason(e));
  }

  /** What the system says, without the file's name. */
  static String reason(Exception e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return " (" + (reason == null ? e.getClass().getSimpleName() : reason) + ")";
  }
}
