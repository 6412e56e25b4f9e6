package org.gradoracle.dump;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.gradoracle.text.Text;

/**
 * The members of a zip archive, zip64 or not, after PKWARE's APPNOTE.TXT 6.3.10. Java's own reader
 * has the whole directory in memory, and verifies neither checksums nor that members do not
 * overlap.
 */
final class Zip {

  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  private static final int MEMBER = 0x04034b50;
  private static final int DIRECTORY_ENTRY = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;

  private static final int MEMBER_LENGTH = 30;
  private static final int DIRECTORY_ENTRY_LENGTH = 46;
  private static final int END_LENGTH = 22;
  private static final int END_64_LENGTH = 56;
  private static final int LOCATOR_64_LENGTH = 20;

  /** What stands where a number has no room, and is in the zip64 field. */
  private static final long ELSEWHERE = 0xffffffffL;

  /** Deflate expands one byte to at most this many. */
  private static final long MOST_INFLATED = 1032;

  private final InputFile file;

  private Zip(InputFile file) {
    this.file = file;
  }

  /**
   * A file in the archive.
   *
   * @param from where its bytes begin, compressed as they are
   * @param size in bytes, not compressed
   */
  record Member(
      String name, int method, long crc, long from, long compressed, long size, long header) {}

  /** Where the directory is. */
  private record Directory(long from, long length, long members) {}

  /** All members, in the order of the directory. */
  static List<Member> members(InputFile file) throws IOException {
    return new Zip(file).members();
  }

  private List<Member> members() throws IOException {
    Directory directory = directory();
    if (directory.members() > TensorNames.MOST) {
      throw wrong(
          Text.format(
              "has %d members, expected at most %d", directory.members(), TensorNames.MOST));
    }
    List<Member> members = new ArrayList<>();
    try (InputStream in =
        new BufferedInputStream(file.range(directory.from(), directory.length()))) {
      for (long i = 0; i < directory.members(); i++) {
        members.add(member(in));
      }
      if (in.read() >= 0) {
        throw wrong("has more in its directory than " + directory.members() + " members");
      }
    }
    requireApart(members, directory.from());
    return members;
  }

  private Directory directory() throws IOException {
    long end = end();
    ByteBuffer bytes = at(end, END_LENGTH);
    Directory directory =
        new Directory(
            unsigned(bytes.getInt(16)), unsigned(bytes.getInt(12)), bytes.getShort(10) & 0xffff);
    boolean severalDisks = bytes.getInt(4) != 0;
    long locator = end - LOCATOR_64_LENGTH;
    if (locator >= 0 && at(locator, LOCATOR_64_LENGTH).getInt(0) == LOCATOR_64) {
      end = at(locator, LOCATOR_64_LENGTH).getLong(8);
      if (end < 0 || end != locator - END_64_LENGTH || at(end, END_64_LENGTH).getInt(0) != END_64) {
        throw wrong("has no zip64 end of its directory where it should be");
      }
      bytes = at(end, END_64_LENGTH);
      directory = new Directory(bytes.getLong(48), bytes.getLong(40), bytes.getLong(32));
      severalDisks = bytes.getLong(16) != 0;
    }
    if (severalDisks) {
      throw wrong("is a part of an archive on several disks");
    }
    if (directory.from() < 0
        || directory.length() < 0
        || directory.members() < 0
        || directory.from() > end
        || directory.length() != end - directory.from()) {
      throw wrong("does not have its directory just before its end");
    }
    return directory;
  }

  /** Where the record at the end begins: after it there is its comment, and nothing else. */
  private long end() throws IOException {
    byte[] tail = tail();
    ByteBuffer bytes = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = tail.length - END_LENGTH; at >= 0; at--) {
      if (bytes.getInt(at) == END
          && (bytes.getShort(at + 20) & 0xffff) == tail.length - END_LENGTH - at) {
        return file.size() - tail.length + at;
      }
    }
    throw wrong("is a zip archive without an end: it was cut short, or more was written behind it");
  }

  private byte[] tail() throws IOException {
    int length = (int) Math.min(file.size(), END_LENGTH + 0xffff);
    return file.bytes(file.size() - length, length);
  }

  private Member member(InputStream directory) throws IOException {
    ByteBuffer fixed = next(directory, DIRECTORY_ENTRY_LENGTH);
    if (fixed.getInt(0) != DIRECTORY_ENTRY) {
      throw wrong("has something in its directory that is not a member");
    }
    byte[] nameBytes = next(directory, fixed.getShort(28) & 0xffff).array();
    ByteBuffer extra = next(directory, fixed.getShort(30) & 0xffff);
    directory.skipNBytes(fixed.getShort(32) & 0xffff); // a comment
    String name = name(nameBytes);
    ByteBuffer large = zip64(extra);
    long size = large(unsigned(fixed.getInt(24)), large, name);
    long compressed = large(unsigned(fixed.getInt(20)), large, name);
    long header = large(unsigned(fixed.getInt(42)), large, name);
    int method = fixed.getShort(10) & 0xffff;
    if ((fixed.getShort(8) & 1) != 0) {
      throw wrong(name, "is encrypted");
    }
    if (method != STORED && method != DEFLATED) {
      throw wrong(name, "is compressed by method " + method + ", expected 0 or 8 (deflate)");
    }
    if (method == STORED ? compressed != size : size / MOST_INFLATED > compressed) {
      throw wrong(name, Text.format("has %d bytes, which are not to become %d", compressed, size));
    }
    ByteBuffer local = at(header, MEMBER_LENGTH + nameBytes.length);
    long from =
        header + MEMBER_LENGTH + (local.getShort(26) & 0xffff) + (local.getShort(28) & 0xffff);
    if (local.getInt(0) != MEMBER
        || (local.getShort(8) & 0xffff) != method
        || (local.getShort(26) & 0xffff) != nameBytes.length
        || !local.slice(MEMBER_LENGTH, nameBytes.length).equals(ByteBuffer.wrap(nameBytes))) {
      throw wrong(name, "is not where the archive's directory says");
    }
    return new Member(name, method, unsigned(fixed.getInt(16)), from, compressed, size, header);
  }

  private String name(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw wrong("has a member whose name is not UTF-8");
    }
  }

  /** The numbers of the zip64 field; none if there is no such field. */
  private static ByteBuffer zip64(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int kind = extra.getShort();
      int length = extra.getShort() & 0xffff;
      if (length > extra.remaining()) {
        break;
      }
      if (kind == 1) {
        return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      }
      extra.position(extra.position() + length);
    }
    return ByteBuffer.allocate(0);
  }

  private long large(long number, ByteBuffer zip64, String name) {
    if (number != ELSEWHERE) {
      return number;
    }
    long large = zip64.remaining() < Long.BYTES ? -1 : zip64.getLong();
    if (large < 0) {
      throw wrong(name, "has no size or place, or one beyond 2^63");
    }
    return large;
  }

  private void requireApart(List<Member> members, long directory) {
    List<Member> sorted = new ArrayList<>(members);
    sorted.sort(Comparator.comparingLong(Member::header));
    for (int i = 0; i < sorted.size(); i++) {
      Member member = sorted.get(i);
      long next = i + 1 < sorted.size() ? sorted.get(i + 1).header() : directory;
      if (member.compressed() > next - member.from()) {
        throw wrong(member.name(), "overlaps what follows it in the archive");
      }
    }
  }

  /** What a member holds, which is checked against its size and checksum at its end. */
  static InputStream open(InputFile file, Member member) {
    InputStream raw = file.range(member.from(), member.compressed());
    if (member.method() == STORED) {
      return new Whole(raw, member);
    }
    Inflater inflater = new Inflater(true);
    return new Whole(
        new InflaterInputStream(raw, inflater, 1 << 13) {
          @Override
          public void close() {
            inflater.end();
          }
        },
        member);
  }

  /** Gives no more than the member has. */
  private static final class Whole extends CheckedInputStream {

    private final Member member;
    private long left;

    Whole(InputStream in, Member member) {
      super(in, new CRC32());
      this.member = member;
      this.left = member.size();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        requireEnd();
        return -1;
      }
      int found = super.read(bytes, offset, (int) Math.min(length, left));
      if (found < 0) {
        throw new EOFException();
      }
      left -= found;
      return found;
    }

    private void requireEnd() throws IOException {
      if (in.read() >= 0) {
        throw new IOException("more comes out of it than the archive says");
      }
      if (getChecksum().getValue() != member.crc()) {
        throw new IOException("its checksum is not the archive's: it is damaged");
      }
    }
  }

  private ByteBuffer at(long position, int length) throws IOException {
    byte[] bytes = file.bytes(position, length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer next(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long unsigned(int number) {
    return number & 0xffffffffL;
  }

  private DumpException wrong(String what) {
    return DumpException.of(file.path(), what);
  }

  private DumpException wrong(String member, String what) {
    return wrong("'" + DumpException.shortened(member) + "' " + what);
  }
}
