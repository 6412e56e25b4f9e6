package org.gradoracle.report;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;
import org.gradoracle.compare.Comparison;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.program.Program;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.Judged;
import org.gradoracle.verdict.NetworkResult;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.StepResult;
import org.gradoracle.verdict.Verdict;

/**
 * The report for the terminal: facts, the notebook's table, losses, the verdict and its reasons.
 */
public final class TextReport {

  private TextReport() {}

  /**
   * The whole text, lines ended by a line feed.
   *
   * @param details whether to say what every row and rule was verified with
   */
  public static String of(Report report, boolean details) {
    StringBuilder text = new StringBuilder();
    report.facts().forEach((name, fact) -> text.append(name + ": " + fact + "\n"));
    text.append("\n");
    NetworkResult network = report.result().network();
    network.gradients().forEach(row -> text.append(line(row) + "\n"));
    text.append("\n");
    text.append(loss(network) + "\n");
    text.append(verdict(report.program(), report.result()));
    if (details) {
      text.append("\n" + details(report.result()));
    }
    return text.toString();
  }

  static String loss(NetworkResult network) {
    return Text.format(
        "loss: %s (autograd: %s)",
        PythonNumber.repr(network.loss(), network.dtype()),
        PythonNumber.repr(network.referenceLoss(), network.dtype()));
  }

  /** The notebook's line, byte for byte; a row without two gradients to compare has its status. */
  static String line(GradientResult row) {
    return Text.format(
        "%-15s | %s",
        row.name(), row.comparison().map(TextReport::cells).orElse(row.status().toString()));
  }

  static String cells(Comparison comparison) {
    return Text.format(
        "exact: %-5s | approximate: %-5s | maxdiff: %s",
        python(comparison.exact()),
        python(comparison.approximate()),
        PythonNumber.repr(comparison.maxdiff()));
  }

  static String python(boolean value) {
    return value ? "True" : "False";
  }

  /** One line that says all; if something is wrong, what and how below it. */
  static String verdict(Program program, CheckResult result) {
    StringBuilder text = new StringBuilder(headline(program, result) + "\n");
    boolean several = result.wrong().size() > 1;
    for (StepResult rule : result.wrong()) {
      if (several) {
        text.append(
            "  rule " + rule.name() + ": " + rule.status() + ", " + rule.verdict().reason() + "\n");
      }
      VerdictText.lines(rule.verdict())
          .forEach(line -> text.append((several ? "    " : "  ") + line + "\n"));
    }
    List<GradientResult> wrong = result.network().wrong();
    if (!wrong.isEmpty()) {
      text.append(
          "  gradients that are not right, on the way back: "
              + wrong.stream().map(GradientResult::name).collect(joining(", "))
              + "\n");
      GradientResult first = wrong.get(0);
      text.append(
          "    " + first.name() + ": " + first.status() + ", " + first.verdict().reason() + "\n");
    }
    return text.toString();
  }

  /** The verdict in one sentence. */
  static String headline(Program program, CheckResult result) {
    List<StepResult> wrong = result.wrong();
    int rows = result.network().gradients().size();
    if (wrong.size() == 1) {
      StepResult rule = wrong.get(0);
      if (rule instanceof RuleResult one && !one.alternatives().isEmpty()) {
        return Text.format(
            "FAIL: one of the rules %s, %s is wrong: %s",
            one.name(),
            String.join(", ", one.alternatives()),
            one.verdict().explanations().get(0).text());
      }
      return Text.format(
          "FAIL: the rule %s is %s: %s",
          rule.name(), rule.status().adjective(), rule.verdict().reason());
    }
    if (!wrong.isEmpty()) {
      return Text.format(
          "FAIL: %d of %d rules are not right: %s",
          wrong.size(),
          result.local().size(),
          wrong.stream().map(StepResult::name).collect(joining(", ")));
    }
    List<GradientResult> failing = result.network().wrong();
    if (!failing.isEmpty() && failing.stream().allMatch(row -> row.status() == Status.UNJUDGED)) {
      return Text.format(
          "UNJUDGED: %d of %d gradients are only compared: %s",
          failing.size(), rows, failing.get(0).verdict().reason());
    }
    if (!result.passed()) {
      return Text.format(
          "FAIL: every rule is right by itself, but %d of %d gradients of the network are not",
          failing.size(), rows);
    }
    long raw = result.local().stream().filter(rule -> rule.verdict().isInFloat32()).count();
    boolean single =
        (result.local().isEmpty() ? result.network().gradients() : result.local())
            .stream().allMatch(judged -> judged.verdict().isInFloat32());
    List<String> zeros = named(result.network().gradients(), Status.ZERO);
    List<String> unseen = named(result.local(), Status.ZERO);
    List<String> imprecise = named(result.local(), Status.IMPRECISE);
    int rules = result.local().size() - unseen.size();
    return Text.format(
        "PASS: %s%s are right, %s%s%s",
        rules == 0 ? "" : all(rules, "rule") + " and ",
        all(rows, "gradient"),
        single
            ? "judged in float32"
            : "verified in float64"
                + (raw == 0
                    ? ""
                    : Text.format("; %d of the rules are raw loops, judged in float32", raw)),
        noted(told("truly zero: ", zeros), told("nothing is seen of ", unseen)),
        noted(told("imprecise in float32: ", imprecise)));
  }

  private static String told(String what, List<String> names) {
    return names.isEmpty() ? "" : what + String.join(", ", names);
  }

  /** What there is to note, in parentheses; none if there is nothing. */
  private static String noted(String... notes) {
    String all = Stream.of(notes).filter(note -> !note.isEmpty()).collect(joining("; "));
    return all.isEmpty() ? "" : " (" + all + ")";
  }

  /** The names of those with a status. */
  private static List<String> named(List<? extends Judged> results, Status status) {
    return results.stream().filter(each -> each.status() == status).map(Judged::name).toList();
  }

  private static String all(int count, String noun) {
    return count == 1 ? "the " + noun : Text.format("all %d %ss", count, noun);
  }

  /** A line for every rule and row: what it was verified with. */
  public static String details(CheckResult result) {
    StringBuilder text = new StringBuilder();
    text.append(
        Text.format(
            "%-28s %-9s %-10s %-11s %-13s %-14s %s\n",
            "rule or gradient",
            "verdict",
            "difference",
            "sensitivity",
            "verified",
            "float32 error",
            "ours in ULP"));
    Stream.concat(result.local().stream(), result.network().gradients().stream())
        .forEach(each -> text.append(detail(each)));
    return text.toString();
  }

  private static String detail(Judged judged) {
    Verdict verdict = judged.verdict();
    String measured =
        verdict
            .float64()
            .map(
                found ->
                    Text.format(
                        "%-10.1e %-11.1e %-13s ",
                        found.difference(),
                        found.sensitivity(),
                        found.verified() + "/" + found.elements()))
            .orElse("");
    String single =
        verdict
            .float32()
            .filter(found -> judged.status() != Status.ZERO) // in ULP of what is rounding itself
            .map(
                found ->
                    Text.format(
                        "%-14s %.2f",
                        Double.isInfinite(found.multiple())
                            ? "torch's exact"
                            : Text.format("%.2f x torch's", found.multiple()),
                        found.ulps()))
            .orElse("");
    return (Text.format("%-28s %-9s ", judged.name(), judged.status()) + measured + single)
            .stripTrailing()
        + "\n";
  }
}
