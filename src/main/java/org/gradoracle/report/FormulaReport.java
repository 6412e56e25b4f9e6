package org.gradoracle.report;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gradoracle.check.CaseResult;
import org.gradoracle.check.Finding;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample.Size;
import org.gradoracle.tensor.Shape;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.Judged;
import org.gradoracle.verdict.KernelResult;
import org.gradoracle.verdict.NetworkResult;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.Verdict;

/** Makes a {@link Report} of a formula: the tensors of one sample, the verdicts of all. */
public final class FormulaReport {

  private final FormulaResult all;

  private FormulaReport(FormulaResult all) {
    this.all = all;
  }

  /**
   * A report.
   *
   * @param all what was found at all samples
   * @param shown one of them, whose tensors are shown: {@link FormulaResult#shown}
   */
  public static Report of(Provenance provenance, FormulaResult all, CaseResult shown) {
    return new Report(
        provenance.tool(),
        all.name(),
        provenance.facts(facts(all, shown)),
        shown.program(),
        new FormulaReport(all).decided(shown.checks()),
        Optional.of(all));
  }

  private CheckResult decided(CheckResult shown) {
    NetworkResult network = shown.network();
    return new CheckResult(
        new NetworkResult(
            network.dtype(),
            network.gradients().stream()
                .map(
                    row ->
                        new GradientResult(
                            row.name(), shape(row), verdict(row), row.values(), row.gradients()))
                .toList(),
            network.loss(),
            network.referenceLoss()),
        shown.rules().stream()
            .map(
                rule ->
                    new RuleResult(
                        rule.step(), rule.input(), shape(rule), verdict(rule), rule.alternatives()))
            .toList(),
        shown.kernels().stream()
            .map(kernel -> new KernelResult(kernel.step(), shape(kernel), verdict(kernel)))
            .toList());
  }

  private Verdict verdict(Judged judged) {
    return all.deciding(judged).map(Finding::verdict).orElse(judged.verdict());
  }

  private Shape shape(Judged judged) {
    return all.deciding(judged).map(Finding::shape).orElse(judged.shape());
  }

  private static Map<String, String> facts(FormulaResult all, CaseResult shown) {
    Formula formula = shown.at().formula();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("formula", formula.summary());
    facts.put("source", formula.source());
    facts.put("samples", Totals.of(all).samples());
    facts.put("tensors shown", shown.at() + "; again: " + shown.at().command());
    if (!shown.sizes().isEmpty()) {
      facts.put("sizes drawn", sizes(shown.sizes()));
    }
    all.limits().forEach((name, limit) -> facts.put(name, CheckText.limit(limit)));
    if (!all.undecidable().isEmpty()) {
      facts.put("not judged", CheckText.undecidable(all));
    }
    return facts;
  }

  static String sizes(List<Size> sizes) {
    return sizes.isEmpty()
        ? "none"
        : sizes.stream().map(FormulaReport::size).collect(joining(", "));
  }

  /** In words. */
  static String size(Size size) {
    return Text.format("%d of %d to %d", size.drawn(), size.least(), size.most());
  }
}
