package org.gradoracle.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gradoracle.dump.TensorFile.Entry;
import org.gradoracle.text.Text;

/**
 * Writes tensors: little-endian, in row-major order, the same bytes for the same tensors. Streams
 * are left open, and written in large pieces.
 */
public final class TensorWriter {

  private static final int CHUNK = 1 << 16;

  /**
   * Always the same, lest the bytes depend on the time. It is not a zip's first moment, which Java
   * takes for one that is too early, and writes in a second form, by the time zone.
   */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0, 2);

  private TensorWriter() {}

  /**
   * The name of the file that a folder has for a tensor.
   *
   * @throws DumpException if no file can be called so
   */
  public static String fileName(String tensor) {
    if (tensor.matches(".*[/\\\\:].*|\\..*")) {
      throw new DumpException("a tensor called '" + tensor + "' cannot be a file of a folder");
    }
    return tensor + Npy.SUFFIX;
  }

  /** One tensor as {@code .npy}, version 1.0. */
  public static void npy(OutputStream out, StoredTensor tensor) throws IOException {
    out.write(npyHeader(tensor.entry()));
    elements(out, tensor);
  }

  /** All in a {@code .npz} that is not compressed, as {@code numpy.savez} makes it. */
  public static void npz(OutputStream out, List<StoredTensor> tensors) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    for (StoredTensor tensor : tensors) {
      ZipEntry entry = new ZipEntry(tensor.entry().name() + Npy.SUFFIX);
      CRC32 sum = new CRC32();
      npy(new CheckedOutputStream(OutputStream.nullOutputStream(), sum), tensor);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(npyHeader(tensor.entry()).length + tensor.entry().bytes());
      entry.setCrc(sum.getValue());
      entry.setTimeLocal(TIME);
      zip.putNextEntry(entry);
      npy(zip, tensor);
      zip.closeEntry();
    }
    zip.finish();
  }

  /** All in a {@code .safetensors}, the elements from a multiple of 8 bytes on. */
  public static void safetensors(OutputStream out, List<StoredTensor> tensors) throws IOException {
    StringWriter text = new StringWriter();
    JsonWriter json = new JsonWriter(text);
    json.beginObject();
    long offset = 0;
    for (StoredTensor tensor : tensors) {
      Entry entry = tensor.entry();
      json.name(entry.name()).beginObject();
      json.name("dtype").value(entry.type().name());
      json.name("shape").beginArray();
      for (long dimension : entry.shape()) {
        json.value(dimension);
      }
      json.endArray();
      json.name("data_offsets").beginArray().value(offset).value(offset += entry.bytes());
      json.endArray().endObject();
    }
    json.endObject();
    byte[] header = text.toString().getBytes(UTF_8);
    int padding = -header.length & 7;
    out.write(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length + padding)
            .array());
    out.write(header);
    out.write(" ".repeat(padding).getBytes(ISO_8859_1));
    for (StoredTensor tensor : tensors) {
      elements(out, tensor);
    }
  }

  /** Padded so that the elements begin at a multiple of 64 bytes, as NumPy does. */
  private static byte[] npyHeader(Entry entry) {
    String type =
        entry
            .type()
            .npy()
            .orElseThrow(() -> new IllegalArgumentException("npy has no " + entry.type()));
    String shape =
        entry.shape().size() == 1 ? "(" + entry.shape().get(0) + ",)" : entry.shapeText();
    String dictionary =
        Text.format(
            "{'descr': '%s%s', 'fortran_order': False, 'shape': %s, }",
            entry.type().bytes() == 1 ? "|" : "<", type, shape);
    int before = NpyHeader.MAGIC.length + 4;
    int length = (before + dictionary.length() + 1 + 63) / 64 * 64;
    return ByteBuffer.allocate(length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(NpyHeader.MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) (length - before))
        .put(
            (dictionary + " ".repeat(length - before - dictionary.length() - 1) + "\n")
                .getBytes(ISO_8859_1))
        .array();
  }

  private static void elements(OutputStream out, StoredTensor tensor) throws IOException {
    ElementType type = tensor.entry().type();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < tensor.size(); i++) {
      switch (type) {
        case F32 -> chunk.putFloat((float) tensor.at(i));
        case F64 -> chunk.putDouble(tensor.at(i));
        case I32 -> chunk.putInt(Math.toIntExact(tensor.wholeAt(i)));
        case I64 -> chunk.putLong(tensor.wholeAt(i));
        default -> throw new IllegalArgumentException(type + " is not written");
      }
      if (chunk.remaining() < Long.BYTES || i == tensor.size() - 1) {
        out.write(chunk.array(), 0, chunk.position());
        chunk.clear();
      }
    }
  }
}
