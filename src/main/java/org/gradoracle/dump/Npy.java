package org.gradoracle.dump;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** One {@code .npy}; its tensor is called as the file is. */
final class Npy {

  static final String SUFFIX = ".npy";

  private Npy() {}

  static List<TensorLocation> read(InputFile file) throws IOException {
    return List.of(read(file, name(file.path())));
  }

  private static String name(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  static TensorLocation read(InputFile file, String name) throws IOException {
    NpyHeader header;
    try (InputStream in = new BufferedInputStream(file.range(0, file.size()))) {
      header = NpyHeader.read(in, file.path(), name);
    }
    header.requireSize(file.size(), file.path());
    return new TensorLocation(
        header.entry(),
        header.order(),
        () -> file.range(header.length(), file.size() - header.length()));
  }
}
