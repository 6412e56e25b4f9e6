package org.gradoracle.output;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import org.gradoracle.text.Printable;

/** Lets nothing through that a terminal would obey, whoever wrote it. */
public final class PrintableWriter extends FilterWriter {

  private final PrintWriter printer;

  private PrintableWriter(PrintWriter out) {
    super(out);
    this.printer = out;
  }

  @Override
  public void flush() throws IOException {
    if (printer.checkError()) {
      throw new IOException("it cannot be written");
    }
  }

  /** A writer that passes on to this one what it lets through. */
  public static PrintWriter of(PrintWriter out) {
    return new PrintWriter(new PrintableWriter(out));
  }

  @Override
  public void write(int c) throws IOException {
    write(String.valueOf((char) c), 0, 1);
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    write(String.valueOf(text, offset, length), 0, length);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    out.write(Printable.of(text.substring(offset, offset + length)));
  }
}
