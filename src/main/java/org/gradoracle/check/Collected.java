package org.gradoracle.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.formula.Sample.Size;

/** What case after case says of a formula. */
public final class Collected {

  /** What the samples say of everything of one kind, in the order in which it was first met. */
  private static final class Findings {
    private final Map<String, List<Finding>> decided = new LinkedHashMap<>();
    private final List<Finding> undecidable = new ArrayList<>();

    void take(Finding finding) {
      List<Finding> samples = decided.computeIfAbsent(finding.name(), name -> new ArrayList<>());
      (finding.verdict().undecidable() ? undecidable : samples).add(finding);
    }

    /** For each the one that decides; where none could, one that says so, and fails. */
    Stream<Finding> deciding() {
      return decided.entrySet().stream()
          .map(
              each ->
                  each.getValue().stream()
                      .reduce(Finding::deciding)
                      .or(() -> undecidable(each.getKey()).findFirst())
                      .orElseThrow());
    }

    /** What could not be decided at one sample, but at another. */
    Stream<Finding> undecidable() {
      return decided.keySet().stream()
          .filter(name -> !decided.getOrDefault(name, List.of()).isEmpty())
          .flatMap(this::undecidable);
    }

    private Stream<Finding> undecidable(String name) {
      return undecidable.stream().filter(finding -> finding.name().equals(name));
    }
  }

  private final Findings rules = new Findings();
  private final Findings gradients = new Findings();
  private final Limits limits = new Limits();
  private final NotNumbers notNumbers = new NotNumbers();
  private final List<Case> cases = new ArrayList<>();
  private final List<List<Size>> sizes = new ArrayList<>();

  /** How many cases there were. */
  public int cases() {
    return cases.size();
  }

  /** Takes in a case. */
  public void take(CaseResult result) {
    cases.add(result.at());
    sizes.add(result.sizes());
    notNumbers.take(result.program(), result.at());
    limits.take(result.checks(), result.program());
    result.findings().forEach(this::take);
  }

  /** Takes in what else is found in a case. */
  void take(Finding finding) {
    (finding.kind() == Kind.RULE ? rules : gradients).take(finding);
  }

  /** What all of them say. */
  public FormulaResult result(String formula, Duration time) {
    return new FormulaResult(
        formula,
        Stream.concat(rules.deciding(), notNumbers.among(gradients.deciding())).toList(),
        Stream.concat(rules.undecidable(), gradients.undecidable()).toList(),
        cases,
        sizes,
        limits.all(),
        time);
  }
}
