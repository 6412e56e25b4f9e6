package org.gradoracle.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.gradoracle.formula.notebook.NotebookNetwork;
import picocli.AutoComplete;

/** What a shell completes: made when the distribution is built. */
final class Completion {

  private Completion() {}

  /**
   * Writes the script.
   *
   * @param args the file
   */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), script());
  }

  /**
   * Commands, options and their values, for bash, and for zsh with its bashcompinit. picocli writes
   * numbers in the default locale's digits, which are not a shell's in Arabic.
   */
  static String script() {
    Locale usual = Locale.getDefault();
    Locale.setDefault(Locale.ROOT);
    try {
      return AutoComplete.bash(
          "gradoracle", Main.commandLine(Main.commands(NotebookNetwork::program)));
    } finally {
      Locale.setDefault(usual);
    }
  }
}
