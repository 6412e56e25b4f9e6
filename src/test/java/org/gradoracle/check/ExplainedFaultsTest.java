package org.gradoracle.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.gradoracle.check.FaultyFormulas.Faulty;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.reference.PlainReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Realistic mistakes are noticed, named, and most of them explained, none misleadingly. */
@Tag("long")
class ExplainedFaultsTest {

  private static final String NONE = "no simple mistake";

  /** What was said of a fault. */
  private record Said(Faulty fault, String rule, String reason) {

    boolean explained() {
      return !reason.isEmpty() && !reason.contains(NONE) && fits();
    }

    boolean misleading() {
      return !reason.isEmpty() && !reason.contains(NONE) && !fits();
    }

    private boolean fits() {
      return Pattern.compile(fault.expected()).matcher(reason).find();
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%-12s %-20s %-45s %s",
          explained() ? "explained" : misleading() ? "MISLEADING" : "unexplained",
          fault.kind(),
          fault.formula().name(),
          reason);
    }
  }

  @Test
  void mostAreExplainedAndNoneMisleadingly() {
    List<Said> said = FaultyFormulas.all().stream().map(ExplainedFaultsTest::check).toList();
    said.forEach(each -> System.out.println(each.line()));
    Map<String, Integer> explained = new LinkedHashMap<>();
    said.forEach(
        each -> explained.merge(each.fault().kind(), each.explained() ? 1 : 0, Integer::sum));
    System.out.println(explained);
    assertThat(said).hasSizeGreaterThanOrEqualTo(85);
    assertThat(said).filteredOn(each -> each.reason().isEmpty()).isEmpty();
    assertThat(said).filteredOn(Said::misleading).isEmpty();
    assertThat(said).filteredOn(Said::explained).hasSizeGreaterThanOrEqualTo(70);
  }

  private static Said check(Faulty fault) {
    FormulaResult result = FormulaCheck.run(fault.formula(), new PlainReference());
    List<Finding> wrong =
        result.wrong().stream().filter(finding -> finding.kind() == Kind.RULE).toList();
    return wrong.isEmpty()
        ? new Said(fault, "", "")
        : new Said(
            fault,
            wrong.get(0).name(),
            wrong.get(0).verdict().reason() + " (" + wrong.get(0).at() + ")");
  }
}
