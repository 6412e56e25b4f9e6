package org.gradoracle.check;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.compare.Comparison;
import org.gradoracle.formula.Sample.Size;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Float64Comparison;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.Judged;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.Verdict;

/**
 * The result of one case, in numbers: without its tensors, so that those of many cases can be kept.
 *
 * @param at the case
 * @param sizes that the formula drew
 * @param lines one for every rule, every kernel and every gradient
 */
public record CaseNumbers(Case at, List<Size> sizes, List<Line> lines) {

  /**
   * What is said of one rule or gradient.
   *
   * @param undecidable whether autograd itself is not finite there, so that other cases decide
   * @param comparison the notebook's, of a gradient, where there are two of one shape
   */
  public record Line(
      Kind kind,
      String name,
      Status status,
      boolean undecidable,
      Optional<Comparison> comparison,
      Optional<Float64Comparison> float64,
      Optional<Float32Error> float32) {}

  /** Numbers that keep copies of the lists. */
  public CaseNumbers {
    sizes = List.copyOf(sizes);
    lines = List.copyOf(lines);
  }

  static CaseNumbers of(CaseResult result) {
    return new CaseNumbers(
        result.at(),
        result.sizes(),
        Stream.concat(
                result.checks().local().stream()
                    .map(each -> line(Kind.RULE, each, Optional.empty())),
                result.checks().network().gradients().stream()
                    .map((GradientResult each) -> line(Kind.GRADIENT, each, each.comparison())))
            .toList());
  }

  private static Line line(Kind kind, Judged judged, Optional<Comparison> comparison) {
    Verdict verdict = judged.verdict();
    return new Line(
        kind,
        judged.name(),
        judged.status(),
        verdict.undecidable(),
        comparison,
        verdict.float64(),
        verdict.float32());
  }
}
