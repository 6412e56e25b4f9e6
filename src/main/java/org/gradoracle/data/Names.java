package org.gradoracle.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Text;

/**
 * The names of a names file, one a line, in the order of the file.
 *
 * <p>A names file is UTF-8 text. Lines end in LF or CRLF, the last one may lack it, and a
 * byte-order mark at the beginning is skipped. No line is blank, and no name holds a {@code '.'},
 * which marks where a name begins and ends, or a control character. Anything else is part of the
 * name, spaces included; a name may occur twice. See {@code docs/data.md}.
 */
public final class Names {

  /** The seed of the notebook's shuffle, {@code random.seed(42)}. */
  public static final int SHUFFLE_SEED = 42;

  /** The largest names file that is read, in bytes: 16 MiB, some seventy times the one we ship. */
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String source;
  private final List<String> list;

  private Names(String source, List<String> list) {
    this.source = source;
    this.list = Collections.unmodifiableList(list);
  }

  /**
   * Reads a names file. A pipe is as good as a file; no more than {@link #MAX_BYTES} are read.
   *
   * @param file the names file
   * @return its names, at least one
   * @throws InvalidInputException if there is no such file, if it is a directory, cannot be read,
   *     is empty or too large, is not UTF-8, or if a line breaks the rules above; the message gives
   *     the number of the first such line
   */
  public static Names read(Path file) {
    String source = "names file '" + file + "'";
    String text = decode(source, bytes(source, file));
    if (text.isEmpty()) {
      throw new InvalidInputException(source + " is empty: expected one name per line");
    }
    return new Names(source, lines(source, text));
  }

  private static byte[] bytes(String source, Path file) {
    if (Files.isDirectory(file)) {
      throw new InvalidInputException(
          source + " is a directory: give a text file with one name per line");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          source
              + " does not exist (looked for "
              + file.toAbsolutePath()
              + "): give a text file with one name per line");
    } catch (AccessDeniedException e) {
      throw new InvalidInputException(
          source + " cannot be read, permission denied: give yourself read permission");
    } catch (IOException e) {
      String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
      throw new InvalidInputException(
          source + " cannot be read (" + reason + "): give a text file with one name per line");
    }
    if (bytes.length > MAX_BYTES) {
      throw new InvalidInputException(
          source + " is too large: expected at most " + MAX_BYTES + " bytes; give a shorter one");
    }
    return bytes;
  }

  private static String decode(String source, byte[] bytes) {
    // REPORT, because String's own decoding would replace what it cannot read
    CharsetDecoder utf8 =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    String text;
    try {
      text = utf8.decode(in).toString();
    } catch (CharacterCodingException e) {
      int at = in.position();
      int line = 1;
      for (int i = 0; i < at; i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new InvalidInputException(
          Text.format(
              "%s, line %d: not UTF-8 (byte 0x%02X): save the file as UTF-8",
              source, line, bytes[at]));
    }
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private static List<String> lines(String source, String text) {
    List<String> lines = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      boolean crlf = newline > start && text.charAt(newline - 1) == '\r';
      String name = text.substring(start, crlf ? end - 1 : end);
      check(name, source, lines.size() + 1);
      lines.add(name);
      start = end + 1;
    }
    return lines;
  }

  /** Letters by their Unicode category, but drawn as blank space. */
  private static final String HANGUL_FILLERS = "\u115f\u1160\u3164\uffa0";

  private static void check(String name, String source, int line) {
    if (!isVisible(name)) {
      throw new InvalidInputException(
          where(source, line) + "blank, expected a name: delete the line");
    }
    if (name.indexOf(BYTE_ORDER_MARK) >= 0) {
      throw new InvalidInputException(
          where(source, line)
              + "the name holds a byte-order mark (U+FEFF), as where files were joined: remove it");
    }
    if (name.indexOf('.') >= 0) {
      throw new InvalidInputException(
          where(source, line)
              + "the name holds '.' (U+002E), which marks where names begin and end:"
              + " remove it from the name");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i); // all that are forbidden are one char long
      if (isForbidden(c)) {
        throw new InvalidInputException(
            where(source, line)
                + Text.format("the name holds the control character U+%04X", (int) c)
                + (c == '\r'
                    ? ": end every line with LF or CRLF, not CR alone"
                    : ": remove it, one name per line and nothing else"));
      }
    }
  }

  private static boolean isVisible(String name) {
    for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
      if (isVisible(name.codePointAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** Neither a space of any width nor an invisible character. */
  private static boolean isVisible(int c) {
    return !Character.isSpaceChar(c)
        && !Character.isWhitespace(c)
        && Character.getType(c) != Character.FORMAT
        && HANGUL_FILLERS.indexOf(c) < 0;
  }

  private static String where(String source, int line) {
    return source + ", line " + line + ": ";
  }

  /** Control characters, and what Python's {@code splitlines} would take for the end of a line. */
  private static boolean isForbidden(char c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }

  /**
   * The names in the order of the file.
   *
   * @return the names; the list cannot be changed
   */
  public List<String> list() {
    return list;
  }

  /**
   * How many names there are.
   *
   * @return the number of names, at least 1
   */
  public int size() {
    return list.size();
  }

  /**
   * The names in the notebook's order: {@code random.seed(42); random.shuffle(words)}.
   *
   * @return the names shuffled, a new list
   */
  public List<String> shuffled() {
    List<String> shuffled = new ArrayList<>(list);
    new PythonShuffle(SHUFFLE_SEED).shuffle(shuffled);
    return shuffled;
  }

  /**
   * Where the names are from, as messages call it.
   *
   * @return for example {@code names file 'names.txt'}
   */
  public String source() {
    return source;
  }
}
