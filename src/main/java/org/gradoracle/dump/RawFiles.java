package org.gradoracle.dump;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gradoracle.dump.TensorFile.Entry;
import org.gradoracle.text.Text;

/**
 * A manifest in JSON, which says of files beside it which little-endian numbers are where:
 *
 * <pre>{@code
 * {"format": "gradoracle-tensors", "version": 1, "tensors": [
 *   {"name": "dx", "type": "F32", "shape": [2, 3], "file": "gradients.bin", "offset": 0}]}
 * }</pre>
 *
 * <p>Without an offset the file is the tensor and nothing else.
 */
final class RawFiles {

  static final String FORMAT = "gradoracle-tensors";

  /** What a folder has it called. */
  static final String MANIFEST = "tensors.json";

  private static final long LONGEST = 16 << 20;
  private static final long VERSION = 1;

  private final Path manifest;
  private final List<TensorLocation> tensors = new ArrayList<>();
  private final Map<Path, Extents> extents = new LinkedHashMap<>();

  private RawFiles(Path manifest) {
    this.manifest = manifest;
  }

  static List<TensorLocation> read(InputFile file) throws IOException {
    if (file.size() > LONGEST) {
      throw DumpException.of(
          file.path(),
          Text.format("has %d bytes, expected at most %d of JSON", file.size(), LONGEST));
    }
    RawFiles format = new RawFiles(file.path());
    try (InputStream in = new BufferedInputStream(file.range(0, file.size()))) {
      Json.read(file.path(), in, format::manifest);
    }
    format.extents.forEach((path, parts) -> parts.requireApart(path));
    return format.tensors;
  }

  private void manifest(Json json) throws IOException {
    Set<String> found = new TreeSet<>();
    json.object(
        member -> {
          switch (member) {
            case "format" -> json.require(FORMAT);
            case "version" -> json.require(VERSION);
            case "tensors" -> tensors.addAll(json.list(TensorNames.MOST, () -> tensor(json)));
            default -> throw json.wrong("unknown", "format, version or tensors");
          }
          found.add(member);
        });
    if (found.size() < 3) {
      throw DumpException.of(manifest, "has " + found + ", expected format, version and tensors");
    }
  }

  private TensorLocation tensor(Json json) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    List<ElementType> type = new ArrayList<>();
    List<Long> shape = new ArrayList<>();
    List<Long> offset = new ArrayList<>();
    Set<String> found = new TreeSet<>();
    json.object(
        member -> {
          switch (member) {
            case "name", "file" -> texts.put(member, TensorNames.valid(manifest, json.text()));
            case "type" -> type.add(json.elementType());
            case "shape" -> shape.addAll(json.list(Entry.MOST_DIMENSIONS, json::whole));
            case "offset" -> offset.add(json.whole());
            default -> throw json.wrong("unknown", "name, type, shape, file or offset");
          }
          found.add(member);
        });
    String name = texts.getOrDefault("name", "");
    String file = texts.getOrDefault("file", "");
    if (!found.containsAll(Set.of("name", "type", "shape", "file"))) {
      throw DumpException.of(
          manifest, name, "has " + found + ", expected name, type, shape and file");
    }
    Entry entry = Entry.of(manifest, name, type.get(0), shape, false);
    return location(entry, manifest.resolveSibling(file), offset);
  }

  private TensorLocation location(Entry entry, Path path, List<Long> offset) throws IOException {
    long from = offset.isEmpty() ? 0 : offset.get(0);
    long size = size(path);
    if (from > size || entry.bytes() > size - from || (offset.isEmpty() && entry.bytes() != size)) {
      throw DumpException.of(
          path,
          entry.name(),
          Text.format(
              "the file has %d bytes, expected %d%s: %s of %s",
              size,
              entry.bytes(),
              offset.isEmpty() ? "" : " from byte " + from + " on",
              entry.type(),
              entry.shapeText()));
    }
    extents
        .computeIfAbsent(path.normalize(), any -> new Extents())
        .add(entry.name(), from, from + entry.bytes());
    return new TensorLocation(
        entry,
        ByteOrder.LITTLE_ENDIAN,
        () -> {
          InputFile file = InputFile.open(path);
          return InputFile.closing(file.range(from, entry.bytes()), file);
        });
  }

  private static long size(Path path) {
    try (InputFile file = InputFile.open(path)) {
      return file.size();
    } catch (IOException e) {
      throw DumpException.of(path, e);
    }
  }
}
