package org.gradoracle.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.Program;

/** A program that writes what the commands say into the folder where it runs, a file for each. */
final class EveryOutput {

  private static final List<String> COMMANDS =
      List.of(
          "report --output-dir right",
          "report --details --forward REFERENCE --dtype float64",
          "check softmax --details",
          "prove softmax",
          "sweep --cases 3 --kind TINY --kind TIES --forward OWN",
          "sweep --formula softmax --kind tiny --case-seed 5",
          "compare right/report.json wrong/report.json",
          "list",
          "--help",
          "sweep --help",
          "sweep --kind tidy",
          "report --batch 1.5",
          "report --seed -1",
          "report --hidden 100000000",
          "check softmaxx",
          "compare names.txt names.txt");

  private EveryOutput() {}

  /** Takes no arguments; the folder holds the names file. */
  public static void main(String[] args) throws IOException {
    say(PlantedReport::network, "report --details --output - --output-dir wrong");
    for (String command : COMMANDS) {
      say(NotebookNetwork::program, command);
    }
    System.exit(0); // whatever threads the engine left
  }

  private static void say(Function<NotebookNetwork.Inputs, Program> network, String command)
      throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.run(network, new PrintWriter(out), new PrintWriter(err), command.split(" "));
    Files.writeString(
        Path.of(command.replaceAll("[^a-zA-Z0-9]+", "-") + ".said"),
        out + "--- exit code " + exitCode + "\n" + err);
  }
}
