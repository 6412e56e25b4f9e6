package org.gradoracle.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.gradoracle.check.CaseResult;
import org.gradoracle.check.FormulaCheck;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.check.Plan;
import org.gradoracle.check.Watchdog;
import org.gradoracle.formula.Formula;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.reference.Reference;
import org.gradoracle.report.FormulaReport;
import org.gradoracle.report.Provenance;
import org.gradoracle.report.Report;
import org.gradoracle.text.Text;

/** Checks one formula after the other, as the user can follow it. */
final class Checking {

  /**
   * What was found of a formula.
   *
   * @param report with the tensors of one sample, if it was asked for
   */
  record Checked(FormulaResult result, Optional<Report> report) {}

  private final Catalogue catalogue;
  private final Watchdog watchdog;
  private final Plan plan;
  private final PrintWriter err;

  /**
   * Checks of a catalogue's formulas.
   *
   * @param err is given what it is working on, and how long each took
   */
  Checking(Catalogue catalogue, Watchdog watchdog, Plan plan, PrintWriter err) {
    this.catalogue = catalogue;
    this.watchdog = watchdog;
    this.plan = plan;
    this.err = err;
  }

  /**
   * Checks one.
   *
   * @param provenance of a report, if there has to be one
   * @throws CancellationException if the process is interrupted
   */
  Checked check(Formula formula, Optional<Provenance> provenance) {
    int place = catalogue.formulas().indexOf(formula) + 1;
    String at =
        Text.format("checking %s (%d of %d)", formula.name(), place, catalogue.formulas().size());
    try (Progress progress = new Progress(err, at, Progress.EVERY)) {
      Checked checked =
          watchdog.on(
              formula.name(),
              watched -> {
                FormulaResult result = FormulaCheck.run(formula, watched, plan);
                return new Checked(
                    result,
                    provenance.map(from -> FormulaReport.of(from, result, shown(result, watched))));
              });
      double seconds = checked.result().time().toMillis() / 1000.0;
      Main.say(err, Text.format("checked %s in %.2f s", formula.name(), seconds));
      return checked;
    }
  }

  /** Once more, so that the tensors of all others need not be kept. */
  private static CaseResult shown(FormulaResult result, Reference reference) {
    return CaseResult.of(result.shown(), reference, ForwardValues.OWN);
  }
}
