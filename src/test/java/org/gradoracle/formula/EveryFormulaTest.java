package org.gradoracle.formula;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.gradoracle.judge.RuleCheck;
import org.gradoracle.program.Input;
import org.gradoracle.program.Program;
import org.gradoracle.reference.Autograd;
import org.gradoracle.reference.Reference;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every formula on the class path owes, without a test of its own. */
class EveryFormulaTest {

  private static final Reference REFERENCE = Autograd.load();

  static List<Formula> formulas() {
    return found().list();
  }

  private static Formulas found() {
    return Formulas.find(EveryFormulaTest.class.getClassLoader());
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void everyRuleIsAutogradsAtWhateverIsDrawn(Formula formula) {
    for (int seed = 1; seed <= 2; seed++) {
      List<RuleResult> rules = RuleCheck.run(formula.program(new Sample(seed)), REFERENCE);
      assertThat(rules)
          .isNotEmpty()
          .allMatch(
              rule -> rule.status() == Status.PASS || rule.status() == Status.ZERO,
              formula.name() + ", seed " + seed);
    }
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void theSameDrawsGiveTheSameProgramAndOthersAnother(Formula formula) {
    Program program = formula.program(new Sample(5));
    assertThat(values(formula.program(new Sample(5)))).isEqualTo(values(program));
    assertThat(values(formula.program(new Sample(6)))).isNotEqualTo(values(program));
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void aFormulaSaysWhatItIsAndWhereItIsFrom(Formula formula) {
    assertThat(formula.name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    assertThat(formula.summary()).isNotBlank().hasLineCount(1);
    assertThat(formula.source()).isNotBlank().hasLineCount(1);
  }

  @Test
  void theProjectsFormulasAreFoundInTheOrderOfTheirNames() {
    assertThat(found().problems()).isEmpty();
    assertThat(found().list()).extracting(Formula::name).isSorted().contains("notebook");
  }

  private static List<Object> values(Program program) {
    List<Object> values = new ArrayList<>();
    for (Input input : program.inputs()) {
      values.add(input.name() + " " + input.value().shape());
      for (double value : input.value().values()) {
        values.add(value);
      }
    }
    return values;
  }
}
