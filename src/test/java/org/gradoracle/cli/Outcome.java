package org.gradoracle.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Function;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.Program;

/** What a run of the command line left behind. */
record Outcome(int exitCode, String out, String err) {

  /** Runs a command. */
  static Outcome gradoracle(String... args) {
    return gradoracle(NotebookNetwork::program, args);
  }

  /** Runs a command on this network instead of the notebook's. */
  static Outcome gradoracle(Function<NotebookNetwork.Inputs, Program> network, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Main.run(network, new PrintWriter(out), new PrintWriter(err), args);
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  /** Runs a command that finds these formulas. */
  static Outcome gradoracle(ClassLoader formulas, String... args) {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(formulas);
    try {
      return gradoracle(args);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  /** The lines on standard error, without those on loading the engine and on the time it takes. */
  List<String> complaints() {
    return err.lines()
        .filter(line -> !line.contains("PyTorch 2"))
        .filter(line -> !line.matches("gradoracle: (checked .* in|took|.*, for) [0-9.]+ s.*"))
        .toList();
  }
}
