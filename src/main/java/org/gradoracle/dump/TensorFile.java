package org.gradoracle.dump;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gradoracle.text.Text;

/**
 * Tensors with names, in a file or a folder: {@code docs/tensor-files.md} has the formats.
 *
 * <p>What the file says of its tensors is read, and checked, when it is opened; their elements when
 * they are asked for, one tensor at a time, in the memory of that tensor.
 */
public final class TensorFile implements Closeable {

  /**
   * What a file says of a tensor.
   *
   * @param shape its dimensions, none for a scalar; one may be 0, and the product beyond 2^31 - 1
   * @param fortranOrder whether the file has the first index run fastest; {@link #read} gives
   *     elements in row-major order all the same
   */
  public record Entry(String name, ElementType type, List<Long> shape, boolean fortranOrder) {

    static final int MOST_DIMENSIONS = 64; // as in NumPy

    /** A copy of the shape. */
    public Entry {
      shape = List.copyOf(shape);
    }

    /**
     * What a file says.
     *
     * @throws DumpException if no memory could hold it
     */
    static Entry of(
        Path file, String name, ElementType type, List<Long> shape, boolean fortranOrder) {
      Entry entry = new Entry(name, type, shape, fortranOrder);
      if (shape.size() > MOST_DIMENSIONS) {
        throw DumpException.of(
            file,
            name,
            Text.format("has %d dimensions, expected at most %d", shape.size(), MOST_DIMENSIONS));
      }
      for (long dimension : shape) {
        if (dimension < 0) {
          throw DumpException.of(
              file, name, "its shape is " + entry.shapeText() + ", expected no number below 0");
        }
      }
      try {
        entry.bytes();
      } catch (ArithmeticException e) {
        throw DumpException.of(
            file, name, "its shape is " + entry.shapeText() + ", which is more than 2^63 bytes");
      }
      return entry;
    }

    /**
     * The number of elements.
     *
     * @throws ArithmeticException if it is more than 2^63 - 1, which of a file it is not
     */
    public long elements() {
      long elements = 1;
      for (long dimension : shape) {
        elements = Math.multiplyExact(elements, Math.max(1, dimension));
      }
      return shape.contains(0L) ? 0 : elements;
    }

    /** The number of bytes that the elements take in a file. */
    long bytes() {
      return Math.multiplyExact(elements(), (long) type.bytes());
    }

    /** The shape as Python writes it, without its comma for one: {@code (32, 33)}. */
    public String shapeText() {
      return shape.toString().replace('[', '(').replace(']', ')');
    }
  }

  private final Path path;
  private final Map<String, TensorLocation> tensors;
  private final List<Entry> entries;
  private final Closeable opened;

  private TensorFile(Path path, List<TensorLocation> locations, Closeable opened) {
    this.path = path;
    this.opened = opened;
    this.tensors = new LinkedHashMap<>();
    List<Entry> all = new ArrayList<>();
    for (TensorLocation each : locations) {
      String name = TensorNames.valid(path, each.entry().name());
      if (tensors.put(name, each) != null) {
        throw DumpException.of(path, name, "occurs twice");
      }
      all.add(each.entry());
    }
    this.entries = List.copyOf(all);
  }

  /**
   * Whether a path is meant for tensors: a folder, or a file that begins like one of the formats or
   * is called like it. What cannot be read, and what is not a file, is not.
   */
  public static boolean is(Path path) {
    if (Files.isDirectory(path)) {
      return true;
    }
    String name = String.valueOf(path.getFileName());
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputFile file = InputFile.open(path)) {
      return name.matches(".*\\.(npy|npz|safetensors)") || Format.of(file) != Format.OTHER;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Opens a file or a folder; what it is, is known by its content.
   *
   * @throws DumpException if it cannot be read, or is not what it seems
   */
  public static TensorFile open(Path path) {
    try {
      return Files.isDirectory(path) ? ofFolder(path) : ofFile(InputFile.open(path));
    } catch (IOException e) {
      throw DumpException.of(path, e);
    }
  }

  private static TensorFile ofFolder(Path folder) throws IOException {
    Path manifest = folder.resolve(RawFiles.MANIFEST);
    return Files.exists(manifest)
        ? ofFile(InputFile.open(manifest))
        : new TensorFile(folder, NpyFolder.read(folder), () -> {});
  }

  private static TensorFile ofFile(InputFile file) throws IOException {
    try {
      return new TensorFile(file.path(), Format.of(file).read(file), file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * What is in it: in the order of the file; of a folder, in the order of the names. It cannot be
   * changed.
   */
  public List<Entry> entries() {
    return entries;
  }

  /** What is said of a tensor, if it is there. */
  public Optional<Entry> find(String name) {
    return Optional.ofNullable(tensors.get(name)).map(TensorLocation::entry);
  }

  /**
   * Reads a tensor.
   *
   * @throws DumpException if there is none of this name, its elements are not what they should be,
   *     or memory does not hold it
   */
  public StoredTensor read(String name) {
    TensorLocation location = tensors.get(name);
    if (location == null) {
      throw DumpException.of(path, name, "is not there");
    }
    try {
      return location.read(path);
    } catch (IOException e) {
      throw DumpException.of(path, name, e);
    }
  }

  @Override
  public void close() {
    try {
      opened.close();
    } catch (IOException e) {
      throw DumpException.of(path, e);
    }
  }
}
