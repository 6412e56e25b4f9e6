package org.gradoracle.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.gradoracle.dump.StoredTensor;
import org.gradoracle.dump.TensorFile;
import org.gradoracle.dump.TensorFile.Entry;
import org.gradoracle.dump.TensorWriter;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;

/** Stands in for a program in another language: it makes gradients of an exported case. */
final class OtherProgram {

  private OtherProgram() {}

  /** The names of a case's samples. */
  static List<String> samples(Path exported) {
    List<String> samples = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(exported, "sample-*")) {
      all.forEach(each -> samples.add(String.valueOf(each.getFileName())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    samples.sort(null);
    return samples;
  }

  /** All tensors of a folder or file. */
  static Map<String, ArrayTensor> read(Path path) {
    Map<String, ArrayTensor> tensors = new LinkedHashMap<>();
    try (TensorFile file = TensorFile.open(path)) {
      for (Entry entry : file.entries()) {
        StoredTensor stored = file.read(entry.name());
        tensors.put(entry.name(), stored.toDoubleTensor());
      }
    }
    return tensors;
  }

  /** Writes tensors into a folder, a file for each. */
  static void write(Path folder, Dtype dtype, Map<String, ArrayTensor> tensors) {
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, ArrayTensor> each : tensors.entrySet()) {
        Path file = folder.resolve(TensorWriter.fileName(each.getKey()));
        try (OutputStream out = Files.newOutputStream(file)) {
          TensorWriter.npy(out, StoredTensor.of(each.getKey(), dtype.cast(each.getValue())));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes tensors into one file, in float64.
   *
   * @param format npz, safetensors or raw: numbers one behind the other, and a manifest
   */
  static Path archive(Path stem, String format, Map<String, ArrayTensor> tensors)
      throws IOException {
    List<StoredTensor> stored = new ArrayList<>();
    tensors.forEach((name, tensor) -> stored.add(StoredTensor.of(name, tensor)));
    if (format.equals("raw")) {
      return raw(Files.createDirectory(stem), tensors);
    }
    Path file = Path.of(stem + "." + format);
    try (OutputStream out = Files.newOutputStream(file)) {
      if (format.equals("npz")) {
        TensorWriter.npz(out, stored);
      } else {
        TensorWriter.safetensors(out, stored);
      }
    }
    return file;
  }

  private static Path raw(Path folder, Map<String, ArrayTensor> tensors) throws IOException {
    int size = tensors.values().stream().mapToInt(tensor -> Double.BYTES * tensor.size()).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, ArrayTensor> each : tensors.entrySet()) {
      lines.add(
          "{\"name\": \"%s\", \"type\": \"F64\", \"shape\": %s, \"file\": \"all.bin\", \"offset\": %s}"
              .replaceFirst("%s", each.getKey())
              .replaceFirst("%s", Arrays.toString(each.getValue().shape().toLongArray()))
              .replaceFirst("%s", String.valueOf(bytes.position())));
      for (double value : each.getValue().values()) {
        bytes.putDouble(value);
      }
    }
    Files.write(folder.resolve("all.bin"), bytes.array());
    Files.writeString(
        folder.resolve("tensors.json"),
        "{\"format\": \"gradoracle-tensors\", \"version\": 1, \"tensors\": ["
            + String.join(", ", lines)
            + "]}");
    return folder;
  }

  /** For every sample, from its inputs, or from the answers beside them, to gradients. */
  static void run(
      Path exported,
      String from,
      Path gradients,
      Dtype dtype,
      UnaryOperator<Map<String, ArrayTensor>> work) {
    for (String sample : samples(exported)) {
      write(
          gradients.resolve(sample),
          dtype,
          work.apply(read(exported.resolve(sample).resolve(from))));
    }
  }
}
