package org.gradoracle.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gradoracle.check.CaseResult;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.compare.TensorPair;
import org.gradoracle.diagnose.DiagnosedRule;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.program.Var;
import org.gradoracle.prove.Suspects;
import org.gradoracle.prove.Suspects.Seen;
import org.gradoracle.prove.Suspects.Suspect;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.Verdict;

/**
 * Names the rule that is wrong where no rule is judged alone, since several are between the
 * gradients that were given: the one whose simple fault gives exactly these, at every sample that
 * is looked at.
 */
final class Suspicion {

  /** How many samples are looked at: what fits in all of them is not chance. */
  private static final int SAMPLES = 4;

  private Suspicion() {}

  /**
   * The samples' results, those that were looked at with a wrong rule, if there is one.
   *
   * @param scales what the gradients of each sample are multiplied by
   */
  static List<CaseResult> named(
      List<CaseResult> results, List<Double> scales, Reference reference) {
    List<Integer> wrong = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      CheckResult checks = results.get(i).checks();
      if (!checks.wrong().isEmpty()) {
        return results; // a rule, or a value, is wrong in itself
      }
      if (checks.network().wrong().stream().anyMatch(row -> row.status() == Status.FAIL)) {
        wrong.add(i);
      }
    }
    wrong.sort(Comparator.comparing(i -> -telling(results.get(i))));
    Map<String, Integer> counts = new LinkedHashMap<>();
    Map<Integer, List<Suspect>> suspects = new HashMap<>();
    for (int i : wrong.subList(0, Math.min(SAMPLES, wrong.size()))) {
      CaseResult result = results.get(i);
      List<Suspect> found = Suspects.of(result.program(), seen(result), scales.get(i), reference);
      suspects.put(i, found);
      found.forEach(each -> counts.merge(each.id(), 1, Integer::sum));
    }
    List<String> all =
        counts.entrySet().stream()
            .filter(each -> each.getValue() == suspects.size())
            .map(Map.Entry::getKey)
            .toList();
    if (all.isEmpty()) {
      return results;
    }
    List<CaseResult> named = new ArrayList<>(results);
    suspects.forEach((i, found) -> named.set(i, with(results.get(i), found, all)));
    return named;
  }

  /** Plain samples of many elements say most. */
  private static long telling(CaseResult result) {
    long elements = result.program().parameterCount();
    return result.at().kind() == InputKind.PLAIN ? elements : elements - Integer.MAX_VALUE;
  }

  private static Map<Var, Seen> seen(CaseResult result) {
    Map<Var, Seen> seen = new LinkedHashMap<>();
    for (Var row : result.program().rows()) {
      result.checks().network().gradients().stream()
          .filter(each -> each.name().equals(row.name()))
          .findFirst()
          .flatMap(Suspicion::seen)
          .ifPresent(each -> seen.put(row, each));
    }
    return seen;
  }

  private static Optional<Seen> seen(GradientResult row) {
    return row.gradients()
        .map(TensorPair::ours)
        .filter(NonFinite::isFinite)
        .filter(ours -> row.status() != Status.UNJUDGED)
        .map(ours -> new Seen(Dtype.FLOAT64.cast(ours), tolerance(row, ours), !row.passed()));
  }

  private static double tolerance(GradientResult row, ArrayTensor ours) {
    double largest = Extremes.largest(ours);
    return row.verdict()
        .float32()
        .map(Float32Error::limit)
        .or(
            () ->
                row.verdict()
                    .float64()
                    .map(found -> Math.max(found.sensitivity(), DiagnosedRule.SAME * largest)))
        .orElse(DiagnosedRule.SAME * largest);
  }

  private static CaseResult with(CaseResult result, List<Suspect> found, List<String> all) {
    Suspect first =
        found.stream().filter(each -> each.id().equals(all.get(0))).findFirst().orElseThrow();
    List<String> others = all.subList(1, all.size());
    Verdict verdict =
        new Verdict(
            Status.FAIL,
            Text.format(
                "%sthe gradients are as if it were %s",
                others.isEmpty()
                    ? ""
                    : "this one or "
                        + String.join(" or ", others)
                        + ", where a fault would look alike: ",
                first.explanation()),
            false,
            Optional.empty(),
            Optional.empty(),
            List.of(first.explanation()),
            Optional.empty());
    List<RuleResult> rules = new ArrayList<>(result.checks().rules());
    rules.add(
        new RuleResult(first.step().name(), first.input().name(), first.shape(), verdict, others));
    return new CaseResult(
        result.at(),
        result.sizes(),
        result.program(),
        new CheckResult(result.checks().network(), rules, result.checks().kernels()));
  }
}
