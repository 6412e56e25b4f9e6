package org.gradoracle.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Objects;
import java.util.UUID;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Printable;

/**
 * A file that is written whole or not at all: another one beside it takes the text and replaces it.
 *
 * <p>The other one is locked as long as somebody writes it, so that what a killed run left behind
 * is known, and removed by the next run that writes into the same folder.
 */
final class WholeFile implements Destination {

  private static final String PREFIX = ".gradoracle-";
  private static final String SUFFIX = ".tmp";

  /** A folder with it lets nobody but the owner replace a file. */
  private static final int STICKY = 01000;

  private final Path named;
  private final Path file;
  private final Path unfinished;
  private final FileChannel channel;
  private final Ending.Unfinished left;

  private WholeFile(Path named, Path file) throws IOException {
    this.named = named;
    this.file = file;
    this.unfinished = file.resolveSibling(PREFIX + UUID.randomUUID() + SUFFIX);
    this.left = Ending.unfinished(() -> delete(unfinished));
    // not a temporary file of Java's, which only its owner may read
    this.channel =
        Ending.making(
            () ->
                FileChannel.open(
                    unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    lock(channel);
  }

  /**
   * At a place.
   *
   * @param named what the user calls it
   * @throws InvalidInputException if it cannot be written
   */
  public static WholeFile of(Path named, Place place) {
    Path file = place.path();
    WholeFile whole;
    try {
      cleanUp(folder(file));
      whole = new WholeFile(named, file);
    } catch (IOException e) {
      throw new InvalidInputException(
          "output '"
              + named
              + "' cannot be written"
              + NotWrittenException.reason(e)
              + ": choose a file in a folder that exists and is writable");
    }
    try {
      whole.takeOverFrom(file);
      return whole;
    } catch (IOException e) {
      whole.close();
      throw new InvalidInputException(
          "output '" + named + "' cannot be written" + NotWrittenException.reason(e));
    } catch (InvalidInputException e) {
      whole.close();
      throw e;
    }
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  /** The mode of the file that is replaced. */
  private void takeOverFrom(Path replaced) throws IOException {
    PosixFileAttributeView ours =
        Files.getFileAttributeView(unfinished, PosixFileAttributeView.class);
    if (ours == null || !Files.exists(replaced)) {
      return;
    }
    if (!Files.isWritable(replaced) || isSomebodyElses(replaced)) {
      throw new InvalidInputException(
          "output '"
              + named
              + "' cannot be written: the file that is there is not yours to replace");
    }
    ours.setPermissions(Files.getPosixFilePermissions(replaced));
  }

  private boolean isSomebodyElses(Path replaced) throws IOException {
    Path folder = folder(replaced);
    Object us = Files.getAttribute(unfinished, "unix:uid");
    boolean sticky = ((int) Files.getAttribute(folder, "unix:mode") & STICKY) != 0;
    return sticky
        && !us.equals(0)
        && !us.equals(Files.getAttribute(replaced, "unix:uid"))
        && !us.equals(Files.getAttribute(folder, "unix:uid"));
  }

  @Override
  public void stage(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Printable.of(text).getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true); // before it takes the other's place
    } catch (IOException e) {
      throw NotWrittenException.of(named, e);
    }
  }

  @Override
  public void commit() {
    try {
      // REPLACE_EXISTING would take the other one away first
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw NotWrittenException.of(named, e);
    }
  }

  @Override
  public void close() {
    try {
      delete(unfinished);
      channel.close();
    } catch (IOException e) {
      throw new NotWrittenException("'" + unfinished + "' cannot be closed: " + e);
    } finally {
      left.done();
    }
  }

  @Override
  public String toString() {
    return "'" + named + "'";
  }

  private static void delete(Path unfinished) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      throw new NotWrittenException(
          "'" + unfinished + "' cannot be deleted" + NotWrittenException.reason(e));
    }
  }

  /** Takes away what a run left here that was killed; where nothing can be locked, nothing. */
  private static void cleanUp(Path folder) throws IOException {
    String random = "????????-????-????-????-????????????";
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + random + SUFFIX)) {
      for (Path each : left) {
        if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
          cleanUpOne(each);
        }
      }
    }
  }

  private static void cleanUpOne(Path left) {
    try (FileChannel channel = FileChannel.open(left, StandardOpenOption.WRITE)) {
      if (lock(channel)) {
        Files.deleteIfExists(left);
      }
    } catch (IOException e) {
      return; // somebody else's
    }
  }

  /** Whether nobody else has it; released when the channel is closed. */
  private static boolean lock(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }
}
