package org.gradoracle.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** What a file is, by its first bytes, and how it is read. */
enum Format {
  NPY(Npy::read),
  NPZ(Npz::read),
  SAFETENSORS(Safetensors::read),
  RAW(RawFiles::read),
  OTHER(
      file -> {
        throw DumpException.of(
            file.path(),
            "is not a tensor file: it begins with '"
                + new String(file.bytes(0, 16), ISO_8859_1)
                + "', expected .npy, .npz, .safetensors, a manifest in JSON, or a folder of .npy");
      });

  /** Reads what a file says of its tensors. */
  @FunctionalInterface
  interface Reader {
    List<TensorLocation> read(InputFile file) throws IOException;
  }

  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] EMPTY_ZIP = {'P', 'K', 5, 6};

  /** The beginning of a manifest. */
  private static final Pattern MANIFEST =
      Pattern.compile("\\s*\\{\\s*\"format\"\\s*:\\s*\"" + RawFiles.FORMAT + "\"");

  private static final int BEGINNING = 256;

  @SuppressWarnings("ImmutableEnumChecker") // a method reference
  private final Reader reader;

  Format(Reader reader) {
    this.reader = reader;
  }

  /**
   * By the content; the name decides only where that says nothing, as of a safetensors whose length
   * is wrong.
   */
  static Format of(InputFile file) throws IOException {
    byte[] start = file.bytes(0, BEGINNING);
    if (startsWith(start, NpyHeader.MAGIC)) {
      return NPY;
    }
    if (startsWith(start, ZIP) || startsWith(start, EMPTY_ZIP)) {
      return NPZ;
    }
    String name = String.valueOf(file.path().getFileName());
    if (name.endsWith(".safetensors") || Safetensors.isLength(Safetensors.headerLength(file))) {
      return SAFETENSORS;
    }
    if (MANIFEST.matcher(new String(start, ISO_8859_1)).lookingAt()
        || name.equals(RawFiles.MANIFEST)) {
      return RAW;
    }
    return OTHER;
  }

  List<TensorLocation> read(InputFile file) throws IOException {
    return reader.read(file);
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }
}
