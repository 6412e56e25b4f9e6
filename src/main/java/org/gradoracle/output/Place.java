package org.gradoracle.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.gradoracle.text.InvalidInputException;

/**
 * A file that a user named, and where that is: links lead to the same place as what they link to.
 *
 * @param path without links, whether or not there is a file yet
 * @param isStream whether it is a pipe or a device, which is written to as it is
 */
public record Place(Path path, boolean isStream) {

  /**
   * Where an output goes.
   *
   * @throws InvalidInputException if it is a folder, a link to nothing, or in no folder
   */
  public static Place of(Path file) {
    if (file.toString().isEmpty() || Files.isDirectory(file)) {
      throw new InvalidInputException("output '" + file + "' is a directory: name a file");
    }
    if (Files.exists(file) && (!Files.isRegularFile(file) || isDevice(file))) {
      if (!Files.isWritable(file)) {
        throw new InvalidInputException("output '" + file + "' cannot be written: no permission");
      }
      return new Place(file, true);
    }
    if (!Files.exists(file) && Files.isSymbolicLink(file)) {
      throw new InvalidInputException(
          "output '" + file + "' is a link to nothing: name the file itself");
    }
    try {
      return new Place(real(file), false);
    } catch (IOException e) {
      throw new InvalidInputException(
          "output '"
              + file
              + "' cannot be written"
              + (e instanceof NoSuchFileException ? "" : NotWrittenException.reason(e))
              + ": choose a file in a folder that exists and is writable");
    }
  }

  private static Path real(Path file) throws IOException {
    if (Files.exists(file)) {
      return file.toRealPath();
    }
    requirePossible(file);
    Path absolute = file.toAbsolutePath().normalize();
    Path folder = absolute.getParent();
    return folder == null ? absolute : folder.toRealPath().resolve(absolute.getFileName());
  }

  /** That there is no such file is no fault; that there can be none is. */
  private static void requirePossible(Path file) throws IOException {
    try {
      Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return;
    }
  }

  /** Standard output and the like, by another name; what is behind it may be a file. */
  private static boolean isDevice(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    String name = absolute.toString();
    return name.matches("/dev/(stdin|stdout|stderr|fd/.*)") || absolute.startsWith("/proc");
  }

  /**
   * Refuses to overwrite the input.
   *
   * @param input the file that is read
   * @param named what the user calls this output, for the message
   * @throws InvalidInputException if this is the input
   */
  public void requireNot(Path input, Path named) {
    try {
      if (!isStream && Files.exists(path) && Files.exists(input) && Files.isSameFile(path, input)) {
        throw new InvalidInputException(
            "output '"
                + named
                + "' is the input '"
                + input
                + "', which would be lost: name another");
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          "output '" + named + "' cannot be distinguished from an input");
    }
  }
}
