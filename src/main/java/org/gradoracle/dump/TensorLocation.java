package org.gradoracle.dump;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;
import org.gradoracle.dump.TensorFile.Entry;
import org.gradoracle.text.Text;

/**
 * A tensor in a file: what it is, and where its bytes are.
 *
 * @param data its elements and nothing else
 */
record TensorLocation(Entry entry, ByteOrder order, Data data) {

  /** The bytes of a tensor's elements. */
  @FunctionalInterface
  interface Data {
    InputStream open() throws IOException;
  }

  private static final int CHUNK = 1 << 16;

  /**
   * Reads the elements.
   *
   * @throws DumpException if they are too many, or not what they should be
   */
  StoredTensor read(Path file) throws IOException {
    if (entry.elements() > Integer.MAX_VALUE) {
      throw DumpException.of(
          file,
          entry.name(),
          Text.format(
              "has %d elements in the shape %s: a tensor of more than 2^31 - 1 cannot be read",
              entry.elements(), entry.shapeText()));
    }
    Elements elements = room(file);
    try (InputStream in = data.open()) {
      fill(elements, in);
    }
    if (entry.type() == ElementType.BOOL) {
      for (int i = 0; i < elements.size(); i++) {
        if (elements.wholeAt(i) > 1) {
          throw DumpException.of(
              file,
              entry.name(),
              "a BOOL is stored as " + elements.wholeAt(i) + ", expected 0 or 1");
        }
      }
    }
    return new StoredTensor(entry, elements);
  }

  private Elements room(Path file) {
    try {
      return Elements.of(entry.type(), (int) entry.elements());
    } catch (OutOfMemoryError e) {
      throw DumpException.of(
          file,
          entry.name(),
          Text.format(
              "%s of %s needs more memory than there is left of the %d MB that Java may use: give"
                  + " it more with -Xmx",
              entry.type(), entry.shapeText(), Runtime.getRuntime().maxMemory() >> 20));
    }
  }

  private void fill(Elements elements, InputStream in) throws IOException {
    IntUnaryOperator places = entry.fortranOrder() ? new FortranOrder(entry.shape()) : i -> i;
    int bytes = entry.type().bytes();
    byte[] chunk = new byte[CHUNK];
    for (int done = 0; done < elements.size(); ) {
      int count = Math.min(CHUNK / bytes, elements.size() - done);
      if (in.readNBytes(chunk, 0, count * bytes) < count * bytes) {
        throw new EOFException();
      }
      ByteBuffer buffer = ByteBuffer.wrap(chunk).order(order);
      for (int i = 0; i < count; i++) {
        elements.put(places.applyAsInt(done + i), buffer);
      }
      done += count;
    }
    if (in.read() >= 0) { // also makes what is compressed verify its checksum
      throw new IOException("there are more bytes than the shape has elements");
    }
  }
}
