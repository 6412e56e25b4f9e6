package org.gradoracle.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Arrays;
import org.gradoracle.dump.TensorFile.Entry;
import org.gradoracle.text.Text;

/**
 * What stands before the elements of a {@code .npy}, versions 1.0 to 3.0, as NumPy's {@code
 * numpy.lib.format} defines it.
 *
 * @param length its own length in bytes, the magic counted
 */
record NpyHeader(Entry entry, ByteOrder order, long length) {

  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** What version 1.0 can have at most; NumPy itself refuses more than 10,000. */
  private static final int LONGEST = 0xffff;

  /**
   * Reads it.
   *
   * @param file for messages
   * @param name of the tensor
   * @throws DumpException if it is none
   * @throws EOFException if it ends early
   */
  static NpyHeader read(InputStream in, Path file, String name) throws IOException {
    byte[] start = exactly(in, MAGIC.length + 2);
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw DumpException.of(file, name, "is not an .npy file: it does not begin with \\x93NUMPY");
    }
    int major = start[MAGIC.length];
    int minor = start[MAGIC.length + 1];
    if (major < 1 || major > 3 || minor != 0) {
      throw DumpException.of(
          file, name, "is .npy of version " + major + "." + minor + ", expected 1.0, 2.0 or 3.0");
    }
    int digits = major == 1 ? 2 : 4;
    ByteBuffer size = ByteBuffer.wrap(exactly(in, digits)).order(ByteOrder.LITTLE_ENDIAN);
    long length = digits == 2 ? size.getShort() & 0xffff : size.getInt() & 0xffffffffL;
    if (length > LONGEST) {
      throw DumpException.of(
          file, name, Text.format("its header has %d bytes, expected at most %d", length, LONGEST));
    }
    String text = text(exactly(in, (int) length), major, file, name);
    NpyDictionary dictionary = NpyDictionary.of(text, file, name);
    return new NpyHeader(
        Entry.of(file, name, dictionary.type(), dictionary.shape(), dictionary.fortranOrder()),
        dictionary.order(),
        start.length + digits + length);
  }

  /**
   * Refuses a length that is not exactly that of the elements.
   *
   * @param size of the whole, this header counted
   */
  void requireSize(long size, Path file) {
    long found = size - length;
    if (found != entry.bytes()) {
      throw DumpException.of(
          file,
          entry.name(),
          Text.format(
              "has %d bytes of elements, expected %d: %s of %s",
              found, entry.bytes(), entry.type(), entry.shapeText()));
    }
  }

  private static String text(byte[] bytes, int major, Path file, String name) {
    try {
      return (major < 3 ? ISO_8859_1 : UTF_8)
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw DumpException.of(file, name, "its header is not UTF-8");
    }
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }
}
