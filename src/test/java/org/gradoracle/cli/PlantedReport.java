package org.gradoracle.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;

/**
 * The report of the notebook's network with a mistake in it: the batch norm's variance divided by n
 * in place of n-1, in the rule alone. For pictures, and for a look at what a failure looks like.
 */
final class PlantedReport {

  private PlantedReport() {}

  /** Runs the report with these options. */
  public static void main(String[] args) {
    System.exit(
        Main.run(
            PlantedReport::network,
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            args));
  }

  /** The notebook's network but for one rule. */
  static Program network(NotebookNetwork.Inputs inputs) {
    return NotebookNetwork.program(inputs)
        .with(
            new Rule(
                "bnvar",
                "bndiff2",
                (dbnvar, in, out) ->
                    in.get(0).onesLike().mul(dbnvar.mul(1.0 / in.get(0).shape().dim(0)))));
  }
}
