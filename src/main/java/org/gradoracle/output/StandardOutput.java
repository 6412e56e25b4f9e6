package org.gradoracle.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard output. A reader of a pipe that has gone, as in {@code | head -1}, wants no more: that
 * is not an error.
 */
public final class StandardOutput extends FilterOutputStream {

  private static final Path LINK = Path.of("/proc/self/fd/1");

  public StandardOutput() {
    super(new FileOutputStream(FileDescriptor.out));
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      if (!isPipe(e)) {
        throw e;
      }
    }
  }

  /** What the system says may be in any language. */
  private static boolean isPipe(IOException e) {
    try {
      return Files.readSymbolicLink(LINK).toString().matches("(pipe|socket):.*");
    } catch (IOException | UnsupportedOperationException noLink) {
      return String.valueOf(e.getMessage()).contains("Broken pipe");
    }
  }
}
