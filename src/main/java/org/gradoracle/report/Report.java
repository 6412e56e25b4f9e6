package org.gradoracle.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gradoracle.check.Finding;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.program.Program;
import org.gradoracle.text.Printable;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.Judged;
import org.gradoracle.verdict.RuleResult;

/**
 * Everything that one run reports, whatever it is written as: of a network at one point, or of a
 * formula at many samples. Then the tensors are those of one sample, and the verdicts those of the
 * samples that decide.
 *
 * @param tool what made it, with its version
 * @param title what was checked
 * @param facts what was run, by name, in the order to be reported
 * @param program the network, which is drawn
 * @param result what was found
 * @param samples what was found at all samples of a formula; none for a network at one point
 */
public record Report(
    String tool,
    String title,
    Map<String, String> facts,
    Program program,
    CheckResult result,
    Optional<FormulaResult> samples) {

  /** A report that keeps a copy of the facts, in their order, with invisible characters escaped. */
  public Report {
    Map<String, String> seen = new LinkedHashMap<>();
    facts.forEach((name, fact) -> seen.put(name, Printable.line(fact)));
    facts = Collections.unmodifiableMap(seen);
  }

  /** Of a network at one point. */
  public Report(
      String tool, String title, Map<String, String> facts, Program program, CheckResult result) {
    this(tool, title, facts, program, result, Optional.empty());
  }

  /** Whether everything is right. */
  public boolean passed() {
    return samples.map(FormulaResult::passed).orElseGet(result::passed);
  }

  /** The verdict in one sentence. */
  public String headline() {
    if (passed() || !result.passed()) {
      return TextReport.headline(program, result);
    }
    Finding first = elsewhere().get(0);
    return Text.format(
        "FAIL: the %s %s is %s: %s",
        first.kind(), first.name(), first.status().adjective(), first.verdict().reason());
  }

  /** What is wrong and has no place in the result, such as a forward value that is NaN. */
  public List<Finding> elsewhere() {
    Set<String> placed = new LinkedHashSet<>();
    result.local().forEach(each -> placed.add(each.name()));
    result.network().gradients().forEach(each -> placed.add(each.name()));
    return samples.map(FormulaResult::wrong).orElse(List.of()).stream()
        .filter(finding -> !placed.contains(finding.name()))
        .toList();
  }

  /**
   * What was found at the sample that decides for a rule, a kernel or a gradient; none for a single
   * point.
   */
  public Optional<Finding> deciding(Judged judged) {
    return samples.flatMap(all -> all.deciding(judged));
  }

  /** Rules by their ids, each with those that may be wrong instead. */
  public String suspects(List<String> rules) {
    return result.rules().stream()
        .filter(rule -> rules.contains(rule.name()))
        .map(
            rule ->
                Stream.concat(Stream.of(rule.name()), rule.alternatives().stream())
                    .collect(joining(" or ")))
        .collect(joining(", "));
  }

  /**
   * For every row that is not right because a rule is wrong that it follows from in the backward
   * pass: these rules, by their ids. A row that is not right and not here is so for another reason.
   */
  public Map<String, List<String>> spoiled() {
    Map<String, List<String>> spoiled = new LinkedHashMap<>();
    for (RuleResult rule : result.rules()) {
      Set<String> reached = program.ancestors(rule.input());
      for (GradientResult row : result.network().wrong()) {
        if (reached.contains(row.name()) && row.status().mayFollowFrom(rule.status())) {
          spoiled.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(rule.name());
        }
      }
    }
    return spoiled;
  }
}
