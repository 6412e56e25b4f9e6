package org.gradoracle.sweep;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gradoracle.compare.CheckResult;
import org.gradoracle.compare.Proof;
import org.gradoracle.compare.Row;
import org.gradoracle.compare.RuleRow;
import org.gradoracle.compare.Status;
import org.gradoracle.program.Foreign;
import org.gradoracle.program.Input;
import org.gradoracle.program.Program;
import org.gradoracle.text.Text;

/**
 * What both checks found of one case.
 *
 * @param sweepCase the case
 * @param checks none if it could not be checked
 * @param failures one line for every rule and row that is not right, or for what was thrown
 * @param beyond how many rules and rows could not be judged, because the reference itself gives NaN
 *     or an infinity there in float64, and so do the rules
 * @param judged how many parameters' gradients were judged, right or wrong
 */
public record SweepResult(
    SweepCase sweepCase,
    Optional<CheckResult> checks,
    List<String> failures,
    int beyond,
    int judged) {

  /** A result that keeps a copy of the lines. */
  public SweepResult {
    failures = List.copyOf(failures);
  }

  static SweepResult of(SweepCase sweepCase, Program program, CheckResult checks) {
    List<String> failures = new ArrayList<>();
    int beyond = 0;
    for (RuleRow rule : checks.wrongRules()) {
      if (rule.beyondReference()) {
        beyond++;
      } else {
        failures.add("rule " + rule.id() + " " + rule.status() + ": " + rule.reason());
      }
    }
    for (Row row : checks.network().wrongRows()) {
      if (row.beyondReference()) {
        beyond++;
      } else {
        failures.add("row " + row.name() + " " + row.status() + ": " + row.reason());
      }
    }
    return new SweepResult(
        sweepCase, Optional.of(checks), failures, beyond, judged(program, checks));
  }

  private static int judged(Program program, CheckResult checks) {
    Set<String> parameters =
        program.inputs().stream()
            .filter(Input::differentiable)
            .map(Input::name)
            .collect(toUnmodifiableSet());
    return (int)
        checks.network().rows().stream()
            .filter(row -> parameters.contains(row.name()) && !row.beyondReference())
            .count();
  }

  static SweepResult threw(SweepCase sweepCase, Throwable e) {
    return new SweepResult(sweepCase, Optional.empty(), List.of("threw " + Foreign.text(e)), 0, 0);
  }

  /** A line for every rule that is right in float64, and not fit for float32 at these values. */
  public List<String> imprecise() {
    return checks.stream()
        .flatMap(found -> found.rules().stream())
        .filter(rule -> rule.status() == Status.IMPRECISE)
        .map(rule -> "rule " + rule.id() + ": " + rule.reason())
        .toList();
  }

  /** A line for every rule and row: its status, and the difference and what of it is allowed. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    checks.ifPresent(
        found -> {
          found
              .rules()
              .forEach(
                  rule -> lines.add(line(rule.id(), rule.status(), rule.proof(), rule.reason())));
          found
              .network()
              .rows()
              .forEach(row -> lines.add(line(row.name(), row.status(), row.proof(), row.reason())));
        });
    return lines;
  }

  private static String line(String name, Status status, Optional<Proof> proof, String reason) {
    return Text.format(
        "%-30s %-9s %s",
        name,
        status,
        proof
            .map(
                found ->
                    Text.format(
                        "difference %.3g, allowed %.3g", found.difference(), found.sensitivity()))
            .orElse(reason));
  }

  /** Whether no rule and no row is wrong. */
  public boolean passed() {
    return failures.isEmpty();
  }
}
