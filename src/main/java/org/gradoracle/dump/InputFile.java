package org.gradoracle.dump;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** A file that is read by position; its length is what it was when it was opened. */
final class InputFile implements Closeable {

  private final Path path;
  private final FileChannel channel;
  private final long size;

  private InputFile(Path path, FileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  /**
   * Opens a regular file. Pipes and devices are refused: they could block, or have no length.
   *
   * @throws DumpException if it is a folder, a pipe or a device
   */
  static InputFile open(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw DumpException.of(
          path,
          (attributes.isDirectory() ? "is a directory" : "is a pipe or a device")
              + ", expected a file");
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    return new InputFile(path, channel, channel.size());
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  /** {@code length} bytes from here on, or fewer at the end of the file. */
  byte[] bytes(long from, int length) throws IOException {
    int there = (int) Math.max(0, Math.min(length, size - from));
    try (InputStream in = range(from, there)) {
      return in.readNBytes(there);
    }
  }

  /**
   * {@code length} bytes from here on, which have to be there: {@link EOFException} if they are
   * not.
   */
  InputStream range(long from, long length) {
    return new Range(from, length);
  }

  /** A stream that closes what it reads from. */
  static InputStream closing(InputStream in, Closeable from) {
    return new FilterInputStream(in) {
      @Override
      public void close() throws IOException {
        from.close();
      }
    };
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private final class Range extends InputStream {

    private final long end;
    private long position;

    private Range(long from, long length) {
      this.position = from;
      this.end = from + length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      if (length == 0) {
        return 0;
      }
      if (position >= end) {
        return -1;
      }
      int wanted = (int) Math.min(length, end - position);
      int found = channel.read(ByteBuffer.wrap(bytes, offset, wanted), position);
      if (found < 0) {
        throw new EOFException();
      }
      position += found;
      return found;
    }
  }
}
