package org.gradoracle.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Formulas;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Trace;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.junit.jupiter.api.Test;

class AssignmentsTest {

  @Test
  void anOperationIsALineAndWhatTheStepReturnsHasItsName() {
    assertThat(of(x -> x.mul(x).add(1e-6).pow(-0.5)))
        .containsExactly("_1 = x.mul(x)", "_2 = _1.add(1e-06)", "y = _2.pow(-0.5)");
  }

  @Test
  void whatIsReturnedNeedNotBeTheLastOperation() {
    assertThat(of(x -> x)).containsExactly("y = x");
    assertThat(of(AssignmentsTest::firstOfTwo))
        .containsExactly("_1 = x.neg()", "_2 = _1.exp()", "y = _1");
  }

  private static Tensor firstOfTwo(Tensor x) {
    Tensor first = x.neg();
    first.exp();
    return first;
  }

  @Test
  void aLineThatLooksIntoItsTensorsIsAnEllipsis() {
    assertThat(of(x -> x.neg().mul(x instanceof ArrayTensor a ? a.at(0) : number(x))))
        .containsExactly("y = …");
  }

  private static double number(Tensor x) {
    return ((ArrayTensor) x).at(0);
  }

  @Test
  void everyFormulaIsWrittenWithNothingUnnamed() {
    for (Formula formula : Formulas.find(AssignmentsTest.class.getClassLoader()).list()) {
      Program program = formula.program(new Sample(4));
      Set<String> known = new HashSet<>();
      program.inputs().forEach(input -> known.add(input.name()));
      for (String assignment : of(program)) {
        String[] sides = assignment.split(" = ", 2);
        assertThat(known)
            .as(formula.name() + ": " + assignment)
            .contains(sides[1].split("\\.", -1)[0]);
        assertThat(sides[1]).as(formula.name()).doesNotContain("…");
        known.add(sides[0]);
      }
      program.outputs().forEach(output -> assertThat(known).contains(output.name()));
    }
  }

  private static List<String> of(UnaryOperator<Tensor> line) {
    var p = new Definition();
    var x = p.parameter("x", FloatTensor.of(Shape.of(2), 1, 2));
    return of(p.program(p.step("y", x, line::apply)));
  }

  private static List<String> of(Program program) {
    return Assignments.of(
        program, new Trace(PlainNetwork.forward(program, Point.of(program)), Map.of()));
  }
}
