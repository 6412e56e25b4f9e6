package org.gradoracle.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void whatATerminalWouldObeyIsWrittenAsItsNumber() {
    assertThat(Printable.of("a\u001b[2Jb\rc\u0085d")).isEqualTo("a\\u001b[2Jb\\u000dc\\u0085d");
    assertThat(Printable.of("\u202eevil\u2066")).isEqualTo("\\u202eevil\\u2066");
    assertThat(Printable.of("\ufeff\u200b\u2028")).isEqualTo("\\ufeff\\u200b\\u2028");
    assertThat(Printable.of("\ud800 \udb40\udc41")).isEqualTo("\\ud800 \\udb40\\udc41");
  }

  @Test
  void linesAreKeptInATextAndEscapedInALine() {
    assertThat(Printable.of("a\n\tb")).isEqualTo("a\n\tb");
    assertThat(Printable.line("a\n\tb")).isEqualTo("a\\u000a\\u0009b");
    assertThat(Printable.isLine("a\nb")).isFalse();
  }

  @Test
  void whatCanBeSeenIsLeftWhateverItsScript() {
    String seen = "y←x ✅ żółw 名前 اسم नाम 🦊 \\u0041 é";
    assertThat(Printable.of(seen)).isEqualTo(seen);
    assertThat(Printable.isLine(seen)).isTrue();
  }
}
