package org.gradoracle.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** Commands, options and their values, for bash, and for zsh with its bashcompinit. */
  static String script() {
    return AutoComplete.bash(
        "gradoracle", Main.commandLine(Main.commands(NotebookNetwork::program)));
  }
}
