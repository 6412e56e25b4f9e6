package org.gradoracle.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.program.Program;
import org.gradoracle.verdict.Judged;

/** What was found of a formula, case after case. */
public final class Collected {

  /** What the samples say of everything of one kind, in the order in which it was first met. */
  private static final class Findings {
    private final Map<String, Deciding> decided = new LinkedHashMap<>();
    private final List<Finding> undecidable = new ArrayList<>();

    void take(Finding finding) {
      Deciding deciding = decided.computeIfAbsent(finding.name(), name -> new Deciding());
      if (finding.verdict().undecidable()) {
        undecidable.add(finding);
      } else {
        deciding.take(finding);
      }
    }

    /** For each the one that decides; where none could, one that says so, and fails. */
    Stream<Finding> deciding() {
      return decided.keySet().stream()
          .map(name -> decided(name).or(() -> undecidable(name).findFirst()).orElseThrow());
    }

    /** What could not be decided at one sample, but at another. */
    Stream<Finding> undecidable() {
      return decided.keySet().stream()
          .filter(name -> decided(name).isPresent())
          .flatMap(this::undecidable);
    }

    /** A single element that passes decides only where there are never several. */
    private Optional<Finding> decided(String name) {
      Deciding deciding = Objects.requireNonNull(decided.get(name));
      return deciding.passesAtSingleElementsOnly()
              && undecidable(name).anyMatch(finding -> finding.shape().size() > 1)
          ? Optional.empty()
          : deciding.decided();
    }

    private Stream<Finding> undecidable(String name) {
      return undecidable.stream().filter(finding -> finding.name().equals(name));
    }
  }

  private final Findings rules = new Findings();
  private final Findings gradients = new Findings();
  private final Limits limits = new Limits();
  private final NanSteps nanSteps = new NanSteps();
  private final Map<String, Set<String>> reached = new HashMap<>();
  private final List<CaseNumbers> cases = new ArrayList<>();

  /** How many cases there were. */
  public int cases() {
    return cases.size();
  }

  /** Takes in a case. */
  public void take(CaseResult result) {
    cases.add(CaseNumbers.of(result));
    nanSteps.take(result.program(), result.at());
    limits.take(result.checks(), result.program(), result.at() instanceof ReturnedCase);
    reached(result);
    result.findings().forEach(this::take);
  }

  /** A wrong value, of a kernel, may spoil the gradient of any. */
  private void reached(CaseResult result) {
    Program program = result.program();
    result.checks().rules().stream()
        .filter(rule -> !rule.passed())
        .forEach(rule -> reached(rule, program.ancestors(rule.input())));
    result.checks().kernels().stream()
        .filter(kernel -> !kernel.passed())
        .forEach(kernel -> reached(kernel, program.ancestors(program.loss().name())));
  }

  private void reached(Judged wrong, Set<String> values) {
    reached.computeIfAbsent(wrong.name(), name -> new HashSet<>()).addAll(values);
  }

  /** Takes in what else is found in a case. */
  void take(Finding finding) {
    (finding.kind() == Kind.RULE ? rules : gradients).take(finding);
  }

  /** What all of them say. */
  public FormulaResult result(String formula, Duration time) {
    return new FormulaResult(
        formula,
        Stream.concat(rules.deciding(), nanSteps.among(gradients.deciding())).toList(),
        Stream.concat(rules.undecidable(), gradients.undecidable()).toList(),
        cases,
        limits.all(),
        reached,
        time);
  }
}
