package org.gradoracle.report;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.NamedFormula;
import org.gradoracle.prove.Fault;
import org.gradoracle.prove.Outcome;
import org.gradoracle.prove.Planted;
import org.gradoracle.text.Text;

/** What {@code prove} prints. */
public final class ProveText {

  private ProveText() {}

  /** What is said of a formula that is not right to begin with. */
  public static String notRight(Formula formula) {
    return Text.format(
        "\n%s: not right to begin with, which proves nothing; run: gradoracle check %s\n",
        formula.name(), NamedFormula.arguments(formula));
  }

  /** What the letters and signs mean, in lines ended by line feeds. */
  public static String legend() {
    StringBuilder legend = new StringBuilder("The faults:\n");
    for (Fault fault : Fault.values()) {
      legend.append(Text.format("  %s  %s\n", letter(fault), fault.description()));
    }
    return legend
        + """
        What became of each:
          +  noticed, at the rule and only there, and explained
          o  noticed, at the rule and only there; no explanation is expected
          ~  not noticed: in raw loops, it changes less than float32 can tell
          e  noticed, at the rule and only there, but explained otherwise or not at all
          n  noticed, but another rule is named, or more than one
          !  not noticed
          .  not applicable: it cannot be planted here, or changed no more than rounding in 8 random cases
        """;
  }

  private static char letter(Fault fault) {
    return (char) ('A' + List.of(Fault.values()).indexOf(fault));
  }

  /** A row for every rule of a formula, in lines ended by line feeds. */
  public static String matrix(Formula formula, List<Planted> planted) {
    int width = planted.stream().mapToInt(each -> each.rule().length()).max().orElse(0);
    StringBuilder matrix = new StringBuilder();
    matrix.append(Text.format("\n%s: %s\n", formula.name(), formula.summary()));
    String line = "%-" + width + "s  %s  %s\n";
    matrix.append(
        Text.format(line, "", faults(fault -> letter(fault)), "smallest relative error noticed"));
    for (Planted each : planted) {
      matrix.append(
          Text.format(
              line,
              each.rule(),
              faults(fault -> Objects.requireNonNull(each.outcomes().get(fault)).sign()),
              Text.format("%.0e", each.smallest())));
    }
    return matrix.toString();
  }

  private static String faults(Function<Fault, Character> cell) {
    return List.of(Fault.values()).stream()
        .map(fault -> String.valueOf(cell.apply(fault)))
        .collect(joining(" "));
  }

  /**
   * The counts, in lines ended by line feeds.
   *
   * @param notProved how many formulas were not proved
   */
  public static String summary(List<Planted> planted, int notProved) {
    int explained = count(planted, Outcome.EXPLAINED);
    int asked = explained + count(planted, Outcome.UNEXPLAINED);
    int named = asked + count(planted, Outcome.NAMED);
    int noticed = named + count(planted, Outcome.UNNAMED);
    int shown = noticed + count(planted, Outcome.SURVIVED);
    int below = count(planted, Outcome.BELOW_SENSITIVITY);
    String notAll = Text.counted(notProved, "formula") + " not proved";
    if (planted.isEmpty()) {
      return Text.format("\nFAIL: %s\n", notAll);
    }
    return Text.format(
        """

        rules: %d; faults planted: %d (and %d not applicable)
        below what float32 can tell, in raw loops: %d
        noticed: %d of %d
          only in a later case than the first that they change: %d
        named at the right rule: %d of %d
        explained as expected: %d of %d that have an expected explanation
        %s
        """,
        planted.size(),
        shown + below,
        count(planted, Outcome.NOT_APPLICABLE),
        below,
        noticed,
        shown,
        planted.stream().mapToInt(Planted::onlyInLaterCase).sum(),
        named,
        shown,
        explained,
        asked,
        explained + named == asked + shown && notProved == 0
            ? "PASS: the oracle noticed every fault, named the rule and, wherever that is expected,"
                + " said what is wrong"
            : Text.format(
                "FAIL: %d faults not noticed, %d not named, %d not explained; %s",
                shown - noticed, noticed - named, asked - explained, notAll));
  }

  private static int count(List<Planted> planted, Outcome outcome) {
    return planted.stream().mapToInt(each -> each.mutants().getOrDefault(outcome, 0)).sum();
  }
}
