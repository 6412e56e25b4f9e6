package org.gradoracle.dump;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What a file is, by its first bytes, and how it is read. */
enum Format {
  NPY;

  static Format of(InputFile file) throws IOException {
    byte[] start = file.bytes(0, 8);
    if (startsWith(start, NpyHeader.MAGIC)) {
      return NPY;
    }
    throw DumpException.of(file.path(), "is no tensor file");
  }

  List<Stored> read(InputFile file) throws IOException {
    return Npy.read(file);
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }
}
