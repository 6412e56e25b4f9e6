package org.gradoracle.junit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gradoracle.check.CaseResult;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.check.Plan;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.output.Destination;
import org.gradoracle.output.Folder;
import org.gradoracle.output.NotWrittenException;
import org.gradoracle.output.Place;
import org.gradoracle.reference.Reference;
import org.gradoracle.report.CheckReport;
import org.gradoracle.report.Format;
import org.gradoracle.report.FormulaReport;
import org.gradoracle.report.Provenance;
import org.gradoracle.report.Tool;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Printable;

/**
 * What a formula that fails in a test leaves behind: {@code gradoracle-NAME.html} and {@code
 * .json}, beside the reports of the build.
 */
final class FailureReport {

  /** A system property: the folder; empty for none. */
  private static final String FOLDER = "gradoracle.reports";

  /** Set by Surefire and Failsafe: the project's folder. */
  private static final String MAVEN = "basedir";

  /** Set by Gradle in the processes that run tests. */
  private static final String GRADLE = "org.gradle.test.worker";

  private static final List<Format> FORMATS = List.of(Format.HTML, Format.JSON);

  private FailureReport() {}

  /**
   * Writes the files.
   *
   * @return the line that says where they are, or why they are not; none if none are wanted
   */
  static Optional<String> write(FormulaResult result, Reference reference) {
    return folder().map(folder -> write(folder, result, report(result, reference)));
  }

  private static CheckReport report(FormulaResult result, Reference reference) {
    Provenance provenance = new Provenance(Tool.name(), reference.name(), reference.kernels());
    CaseResult shown = CaseResult.of(result.shown(), reference, ForwardValues.OWN);
    CheckReport report = new CheckReport(provenance, Plan.SEED, Set.copyOf(FORMATS), true);
    report.add(result, "", Optional.of(FormulaReport.of(provenance, result, shown)));
    return report;
  }

  private static String write(Path folder, FormulaResult result, CheckReport report) {
    String name = "gradoracle-" + Printable.fileName(result.name());
    try (Folder made = new Folder(folder)) {
      for (Format format : FORMATS) {
        Path file = folder.resolve(name + format.suffix());
        try (Destination destination = Destination.of(file, Place.of(file))) {
          destination.stage(format.write(report, formula -> ""));
          destination.commit();
        }
      }
      return "report: " + folder.resolve(name + Format.HTML.suffix());
    } catch (InvalidInputException | NotWrittenException e) {
      return "no report: " + e.getMessage();
    }
  }

  /** Where a build puts its own; none if nobody says, and this is not a project's folder. */
  private static Optional<Path> folder() {
    String said = System.getProperty(FOLDER);
    if (said != null) {
      return said.isEmpty() ? Optional.empty() : Optional.of(Path.of(said));
    }
    Path here = Path.of(System.getProperty(MAVEN, ""));
    boolean maven = System.getProperty(MAVEN) != null;
    if (!maven
        && (System.getProperty(GRADLE) != null
            || isThere(here, "build.gradle", "build.gradle.kts"))) {
      return Optional.of(here.resolve(Path.of("build", "reports", "gradoracle")));
    }
    return maven || isThere(here, "pom.xml")
        ? Optional.of(here.resolve(Path.of("target", "surefire-reports")))
        : Optional.empty();
  }

  private static boolean isThere(Path folder, String... names) {
    return Stream.of(names).anyMatch(name -> Files.exists(folder.resolve(name)));
  }
}
