package org.gradoracle.cli;

import java.io.PrintWriter;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceProvider;
import org.gradoracle.report.Provenance;
import org.gradoracle.report.Tool;

/** The reference that the commands ask. */
final class Engine {

  private Engine() {}

  /** Loads it, with its progress on standard error. */
  static Reference load(PrintWriter err) {
    return ReferenceProvider.loadOnly(
        message -> {
          Main.say(err, message);
          err.flush();
        });
  }

  /** What a report is made with. */
  static Provenance provenance(Reference reference) {
    return new Provenance(Tool.name(), reference.name(), reference.kernels());
  }

  /** The line of a command's output that says what formulas are compared with. */
  static String line(Reference reference) {
    return provenance(reference).line();
  }
}
