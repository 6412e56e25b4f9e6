package org.gradoracle.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gradoracle.text.InvalidInputException;

/** A folder that is made if it is not there, and goes again if nothing was put into it. */
public final class Folder implements AutoCloseable {

  private final List<Path> made = new ArrayList<>();
  private final Ending.Unfinished left = Ending.unfinished(this::takeAway);

  /**
   * Makes the folder and those that it is in.
   *
   * @throws InvalidInputException if it cannot be made
   */
  public Folder(Path folder) {
    if (folder.toString().isEmpty() || (Files.exists(folder) && !Files.isDirectory(folder))) {
      throw new InvalidInputException("output folder '" + folder + "' is not a folder");
    }
    for (Path each = folder.toAbsolutePath().normalize();
        each != null && !Files.exists(each);
        each = each.getParent()) {
      made.add(each);
    }
    try {
      Ending.making(() -> Files.createDirectories(folder));
    } catch (IOException e) {
      close();
      throw new InvalidInputException(
          "output folder '" + folder + "' cannot be made: choose one in a folder that is writable");
    }
  }

  @Override
  public void close() {
    takeAway();
    left.done();
  }

  private void takeAway() {
    try {
      for (Path folder : made) {
        if (Files.exists(folder) && isEmpty(folder)) {
          Files.delete(folder);
        }
      }
    } catch (IOException e) {
      throw new NotWrittenException(
          "'" + made.get(0) + "' cannot be deleted" + NotWrittenException.reason(e));
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }
}
