package org.gradoracle.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.gradoracle.text.InvalidInputException;

/**
 * A new folder that is written whole or not at all: another one beside it is filled, and takes its
 * name at the end.
 */
public final class WholeFolder implements AutoCloseable {

  private final Path named;
  private final Path folder;
  private final Path unfinished;
  private final Ending.Unfinished left;

  private WholeFolder(Path named, Path folder) throws IOException {
    this.named = named;
    this.folder = folder;
    this.unfinished = folder.resolveSibling(".gradoracle-" + UUID.randomUUID() + ".tmp");
    this.left = Ending.unfinished(() -> delete(unfinished));
    Ending.making(() -> Files.createDirectory(unfinished));
  }

  /**
   * A folder to be.
   *
   * @throws InvalidInputException if there is something of that name, other than an empty folder,
   *     or if it cannot be made
   */
  public static WholeFolder of(Path named) {
    Path folder = named.toAbsolutePath().normalize();
    try {
      if (Files.exists(named) && !isEmptyFolder(named)) {
        throw new InvalidInputException(
            "output folder '"
                + named
                + "' exists already: name another, or delete it; nothing is overwritten");
      }
      if (folder.getParent() == null) {
        throw new InvalidInputException("output folder '" + named + "' cannot be written");
      }
      Files.createDirectories(Objects.requireNonNull(folder.getParent()));
      return new WholeFolder(named, folder);
    } catch (IOException e) {
      throw new InvalidInputException(
          "output folder '"
              + named
              + "' cannot be made"
              + NotWrittenException.reason(e)
              + ": choose one in a folder that is writable");
    }
  }

  private static boolean isEmptyFolder(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.findAny().isEmpty();
    }
  }

  /** Something that writes a part. */
  @FunctionalInterface
  public interface Part {
    /** Writes into the folder that it is given. */
    void write(Path folder) throws IOException;
  }

  /**
   * Writes a part, which nobody sees yet.
   *
   * @throws NotWrittenException if it cannot be written
   */
  public void stage(Part part) {
    try {
      part.write(unfinished);
    } catch (IOException e) {
      throw NotWrittenException.of(named, e);
    }
  }

  /**
   * Shows all of it.
   *
   * @throws NotWrittenException if it cannot take its name
   */
  public void commit() {
    Ending.whole(
        () -> {
          try {
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
          } catch (IOException e) {
            throw NotWrittenException.of(named, e);
          }
        });
  }

  @Override
  public void close() {
    try {
      delete(unfinished);
    } finally {
      left.done();
    }
  }

  private static void delete(Path unfinished) {
    if (!Files.exists(unfinished)) {
      return;
    }
    try (Stream<Path> all = Files.walk(unfinished)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new NotWrittenException(
          "'" + unfinished + "' cannot be deleted" + NotWrittenException.reason(e));
    }
  }
}
