package org.gradoracle.dump;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gradoracle.dump.TensorFile.Entry;
import org.gradoracle.text.Text;

/**
 * A {@code .safetensors}: the length of a header in eight bytes, the header in JSON, and the bytes
 * of all tensors, one after the other, as <a
 * href="https://github.com/huggingface/safetensors#format">its description</a> has it.
 */
final class Safetensors {

  /** The format has 100 MB; a tenth of a million tensors need less than this. */
  private static final long LONGEST_HEADER = 16 << 20;

  private static final String METADATA = "__metadata__";

  private final InputFile file;
  private final long data;
  private final List<TensorLocation> tensors = new ArrayList<>();
  private final Extents extents = new Extents();

  private Safetensors(InputFile file, long data) {
    this.file = file;
    this.data = data;
  }

  /** The length of the header, an unsigned number; -1 if there is none. */
  static long headerLength(InputFile file) throws IOException {
    byte[] bytes = file.bytes(0, Long.BYTES);
    return bytes.length < Long.BYTES
        ? -1
        : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** Whether that can be the length of a header. */
  static boolean isLength(long length) {
    return length > 0 && length <= LONGEST_HEADER;
  }

  static List<TensorLocation> read(InputFile file) throws IOException {
    if (file.size() < Long.BYTES) {
      throw DumpException.of(
          file.path(), Text.format("has %d bytes, too few for safetensors", file.size()));
    }
    long length = headerLength(file);
    if (!isLength(length) || length > file.size() - Long.BYTES) {
      throw DumpException.of(
          file.path(),
          Text.format(
              "says that its header has %s bytes, expected from 1 to %d, and it has %d in all",
              Long.toUnsignedString(length), LONGEST_HEADER, file.size()));
    }
    Safetensors format = new Safetensors(file, Long.BYTES + length);
    try (InputStream in = file.range(Long.BYTES, length)) {
      Json.read(file.path(), in, format::header);
    }
    format.extents.requireNoGaps(file.path(), file.size() - format.data);
    return format.tensors;
  }

  private void header(Json json) throws IOException {
    json.object(
        name -> {
          if (name.equals(METADATA)) {
            json.object(key -> json.text());
          } else {
            tensor(json, TensorNames.valid(file.path(), name));
          }
        });
  }

  private void tensor(Json json, String name) throws IOException {
    Path path = file.path();
    List<ElementType> type = new ArrayList<>();
    List<Long> shape = new ArrayList<>();
    List<Long> offsets = new ArrayList<>();
    List<String> found = new ArrayList<>();
    json.object(
        member -> {
          switch (member) {
            case "dtype" -> type.add(json.elementType());
            case "shape" -> shape.addAll(json.list(Entry.MOST_DIMENSIONS, json::whole));
            case "data_offsets" -> offsets.addAll(json.list(2, json::whole));
            default -> throw json.wrong("unknown", "dtype, shape or data_offsets");
          }
          found.add(member);
        });
    if (found.size() < 3 || offsets.size() < 2) {
      throw DumpException.of(
          path, name, "has " + found + ", expected dtype, shape and two data_offsets");
    }
    Entry entry = Entry.of(path, name, type.get(0), shape, false);
    long from = offsets.get(0);
    long to = offsets.get(1);
    if (to - from != entry.bytes() || to > file.size() - data) {
      throw DumpException.of(
          path,
          name,
          Text.format(
              "has the data_offsets %s of %d bytes, expected %d: %s of %s",
              offsets, file.size() - data, entry.bytes(), entry.type(), entry.shapeText()));
    }
    extents.add(name, from, to);
    tensors.add(
        new TensorLocation(
            entry, ByteOrder.LITTLE_ENDIAN, () -> file.range(data + from, entry.bytes())));
  }
}
