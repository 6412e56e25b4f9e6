package org.gradoracle.report;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gradoracle.check.Finding;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.diagnose.Diagnosis;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.Judged;
import org.gradoracle.verdict.Verdict;

/** Verdicts in words. */
public final class VerdictText {

  /** How many explanations besides the first are reported. */
  private static final int ALSO = 2;

  private VerdictText() {}

  /** What is wrong, in one line and, for a rule, in more below it; one line for what is right. */
  public static List<String> lines(Finding finding) {
    List<String> lines = new ArrayList<>();
    lines.add(
        Text.format(
            "%s %s %s: %s (%s; again: %s)",
            finding.status(),
            finding.kind(),
            finding.name(),
            finding.verdict().reason(),
            finding.at(),
            finding.at().command()));
    lines(finding.verdict()).forEach(line -> lines.add("  " + line));
    return lines;
  }

  /**
   * All that is wrong of a formula: of each rule what and how, and which gradients are wrong
   * because of it; these are not told of again.
   */
  public static List<String> wrong(FormulaResult result) {
    Map<Finding, List<Finding>> wrong = new LinkedHashMap<>();
    result.wrong().forEach(finding -> wrong.put(finding, result.spoiledBy(finding)));
    Set<Finding> spoiled = wrong.values().stream().flatMap(List::stream).collect(toSet());
    List<String> lines = new ArrayList<>();
    wrong.forEach(
        (finding, gradients) -> {
          if (spoiled.contains(finding)) {
            return; // it is told of with what spoils it
          }
          lines.addAll(lines(finding));
          if (!gradients.isEmpty()) {
            lines.add(
                Text.format(
                    "  spoils %s: %s",
                    Text.counted(gradients.size(), "gradient"),
                    gradients.stream().map(Finding::name).collect(joining(", "))));
          }
        });
    return lines;
  }

  /**
   * What a report has to say of a rule besides the verdict's reason, and of which sample that is.
   */
  static List<String> facts(Report report, Judged judged) {
    List<String> facts = new ArrayList<>(lines(judged.verdict()));
    report
        .deciding(judged)
        .ifPresent(
            finding ->
                facts.add(Text.format("%s; again: %s", finding.at(), finding.at().command())));
    return facts;
  }

  /** What there is to say of a wrong rule besides the verdict's reason: a fact a line. */
  static List<String> lines(Verdict verdict) {
    List<String> lines = new ArrayList<>();
    if (verdict.diagnosis().isPresent()) {
      verdict.explanations().stream()
          .skip(1)
          .limit(ALSO)
          .forEach(also -> lines.add("it is also " + also.text()));
      lines.addAll(lines(verdict.diagnosis().get()));
    }
    return lines;
  }

  private static List<String> lines(Diagnosis diagnosis) {
    return List.of(
        Text.format(
            "under %s, worst at %s: %s, autograd %s (%s)",
            diagnosis.upstream(),
            diagnosis.position(),
            PythonNumber.repr(diagnosis.ours()),
            PythonNumber.repr(diagnosis.reference()),
            distances(diagnosis)),
        Text.format("%d of %d elements differ", diagnosis.differing(), diagnosis.elements()),
        diagnosis.arbitration());
  }

  /**
   * Of a value that is zero, or nearly, neither a fraction nor a unit in the last place says much.
   */
  private static String distances(Diagnosis diagnosis) {
    String difference = Text.format("difference %.2g", diagnosis.absolute());
    return Math.abs(diagnosis.reference()) < Float.MIN_NORMAL
        ? difference
        : difference
            + Text.format(
                ", relative %.2g, %.2g float32 ULP", diagnosis.relative(), diagnosis.ulps());
  }
}
