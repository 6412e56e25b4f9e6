package org.gradoracle.dump;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code .npy} files of a folder, not of those below it, each called as its file is. Other
 * files, and those whose name begins with a dot, are nobody's tensors.
 */
final class NpyFolder {

  private NpyFolder() {}

  static List<TensorLocation> read(Path folder) throws IOException {
    List<TensorLocation> tensors = new ArrayList<>();
    for (Map.Entry<String, Path> each : files(folder).entrySet()) {
      tensors.add(read(each.getValue(), each.getKey()));
    }
    if (tensors.isEmpty()) {
      throw DumpException.of(folder, "has no .npy file in it, and no tensors.json");
    }
    return tensors;
  }

  /** Names and files, in the order of the names. */
  private static Map<String, Path> files(Path folder) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    Map<String, String> lowerCase = new HashMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path file : all) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(Npy.SUFFIX) && !name.startsWith(".")) {
          String stem = name.substring(0, name.length() - Npy.SUFFIX.length());
          files.put(TensorNames.valid(folder, stem), file);
          String other = lowerCase.put(stem.toLowerCase(Locale.ROOT), stem);
          if (other != null) {
            throw DumpException.of(
                folder,
                "has '" + other + "' and '" + stem + "', which on other machines is one file");
          }
        }
        TensorNames.requireFew(folder, files.size());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return files;
  }

  /** Files are not kept open: there may be more than a process can have. */
  private static TensorLocation read(Path path, String name) throws IOException {
    try (InputFile file = InputFile.open(path)) {
      TensorLocation location = Npy.read(file, name);
      return new TensorLocation(location.entry(), location.order(), () -> reopened(path, location));
    } catch (IOException e) {
      throw DumpException.of(path, e);
    }
  }

  private static InputStream reopened(Path path, TensorLocation before) throws IOException {
    InputFile file = InputFile.open(path);
    try {
      TensorLocation now = Npy.read(file, before.entry().name());
      if (!now.entry().equals(before.entry()) || now.order() != before.order()) {
        throw DumpException.of(path, "was changed while it was read");
      }
      return InputFile.closing(now.data().open(), file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }
}
