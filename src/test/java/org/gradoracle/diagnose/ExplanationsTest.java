package org.gradoracle.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Functions.F1;
import org.gradoracle.program.Functions.F2;
import org.gradoracle.program.Input;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.reference.PlainReference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Which mistakes explain given values of a rule, without running a check. */
class ExplanationsTest {

  private static final Shape THREE = Shape.of(3);

  /** One whose values are given, and that cannot be run at others. */
  private static final Rule KNOWN_ONLY_HERE =
      new Rule(
          "y",
          "x",
          (up, in, out) -> {
            throw new ProgramException("known only here");
          });

  @Test
  void valuesNextToAutogradsAreNotExplained() {
    assertThat(explain(values(1 + 1e-12, 2, 3), values(1, 2, 3))).isEmpty();
  }

  @Test
  void aSingleElementThatIsOffIsNoSimpleMistake() {
    assertThat(explain(values(5, 2, 3), values(1, 2, 3))).isEmpty();
    assertThat(explain(values(-5, -2, -3), values(1, 2, 3))).isEmpty();
    assertThat(explain(values(1, 2, -3), values(1, 2, 3))).isEmpty();
    assertThat(explain(values(5, 0, 0), values(1, 2, 3))).isEmpty();
  }

  @Test
  void tinyValuesAreHeldToTheSameDigits() {
    assertThat(explain(values(1e-12, 1e-12, 5e-12), values(2e-12, 7e-12, 3e-12))).isEmpty();
  }

  @Test
  void nineDigitsOfTheLargestHaveToAgree() {
    ArrayTensor truth = values(-1e6, 7, 0);
    assertThat(explain(values(1e6 + 0.9e-3, -7, 0), truth))
        .first()
        .isEqualTo("the negative of autograd's");
    assertThat(explain(values(1e6 + 1e-2, -7, 0), truth)).doesNotContain(NEGATIVE);
    assertThat(explain(truth.neg(), truth)).containsExactly(NEGATIVE);
  }

  private static final String NEGATIVE = "the negative of autograd's";

  @Test
  void whatIsNegativeButForRoundingIsNotNamedAfterAnAxisOfOne() {
    assertThat(explain(values(-1 - 1e-10, -2 - 2e-10, -3 - 3e-10), values(1, 2, 3)).get(0))
        .isEqualTo(NEGATIVE);
  }

  @Test
  void aConstantIsToldToNineDigitsAndWithItsSign() {
    assertThat(times(0.7 / 3, 1e-9)).containsExactly("autograd's times a constant 0.233333333");
    assertThat(times(7, 1e-9)).containsExactly("autograd's times a constant 7.0");
    assertThat(times(-3, 1e-9)).containsExactly("autograd's times a constant -3.0 = -n with n = 3");
  }

  @Test
  void aConstantIsToldToAsManyDigitsAsCanBeTold() {
    assertThat(times(0.7 / 3, 3e-6)).containsExactly("autograd's times a constant 0.233333");
  }

  @Test
  void aConstantHasANameOnlyWithinWhatCanBeTold() {
    assertThat(times(3.002, 1e-3))
        .containsExactly("autograd's times a constant 3.0 = n with n = 3");
    assertThat(times(3.006, 1e-3)).containsExactly("autograd's times a constant 3.01");
  }

  @Test
  void aConstantThatIsNoneAtOtherValuesIsNotTold() {
    // there is one element, so that any gradient is autograd's times something
    Step step = unary(a -> a.exp());
    assertThat(
            explain(step, 0, List.of(scalar(0.5)), 1e-9, (up, in, out) -> in.get(0).pow(3).mul(up)))
        .noneMatch(each -> each.startsWith("autograd's times a constant"));
  }

  @Test
  void whatFitsByChanceIsNotTold() {
    // the cube of a number that is 0 or 1 is the number itself
    assertThat(
            explain(
                unary(a -> a.exp()),
                0,
                List.of(values(1, 0, 1)),
                1e-9,
                (up, in, out) -> in.get(0).pow(3)))
        .containsExactly("the same whatever the upstream");
  }

  @Test
  void aFactorIsNotNamedAfterANumberThatTheLineAdds() {
    Step step = unary(a -> a.add(7).exp());
    assertThat(explain(step, (up, in, out) -> out.mul(up).mul(7)))
        .containsExactly("autograd's times a constant 7.0");
  }

  @Test
  void rangesOfTheSameValueAreAlikeWhereverTheyBegin() {
    assertThat(range("at least 5.1: all 3").words()).isEqualTo(range("from 5.2 to 6: all").words());
  }

  private static Explanation range(String text) {
    return new Explanation(Explanation.Kind.ONLY_IN_A_RANGE, "right but where 'x' is " + text);
  }

  /** The exponential's rule of three elements, times a factor. */
  private static List<String> times(double factor, double tolerance) {
    return explain(
        unary(a -> a.exp()),
        0,
        List.of(values(0.25, 0.5, 0.125)),
        tolerance,
        (up, in, out) -> out.mul(up).mul(factor));
  }

  @Test
  void whatIsZeroButForRoundingIsJustThat() {
    // 2 is 1e-9 of it
    assertThat(explain(values(2, 0, 0), values(2e9, 0, 0)))
        .contains("zero everywhere, but for rounding");
    assertThat(explain(values(3, 0, 0), values(2e9, 0, 0)))
        .doesNotContain("zero everywhere, but for rounding");
  }

  @Test
  void theTransposeIsToldBeforeAForwardValueThatIsTheSame() {
    ArrayTensor x = DoubleTensor.of(Shape.of(2, 2), 1, 2, 3, 5);
    assertThat(
            texts(
                new DiagnosedRule(
                    unary(a -> a.exp()),
                    0,
                    KNOWN_ONLY_HERE,
                    List.of(x),
                    x.mul(7),
                    "an upstream",
                    x,
                    x.t(),
                    1e-9,
                    new PlainReference())))
        .containsExactly("the transpose of autograd's", "the value of 'x' itself");
  }

  @Test
  void anAxisOfOneGivesAConstantNoName() {
    ArrayTensor x = DoubleTensor.of(Shape.of(3, 1), 0.25, 0.5, 0.125);
    assertThat(
            texts(
                new DiagnosedRule(
                    unary(a -> a.exp()),
                    0,
                    KNOWN_ONLY_HERE,
                    List.of(x),
                    x.mul(7),
                    "an upstream",
                    x.mul(-1 - 1e-10),
                    x,
                    1e-9,
                    new PlainReference())))
        .containsExactly(NEGATIVE);
  }

  @Test
  void aDifferenceInTheTenthDigitIsAllowedJust() {
    // 2 is 1e-9 of it
    assertThat(explain(values(2 - 2e9, 0, 0), values(2e9, 0, 0))).contains(NEGATIVE);
  }

  @Test
  void theTransposeIsToldOfAMatrixOfAnyShape() {
    ArrayTensor truth = DoubleTensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    assertThat(explain(truth.t(), truth)).containsExactly("the transpose of autograd's");
    assertThat(explain(truth.view(Shape.of(3, 2)), truth))
        .containsExactly("autograd's in another shape");
    assertThat(explain(truth.view(Shape.of(6)), truth))
        .containsExactly("autograd's in another shape");
    ArrayTensor square = DoubleTensor.of(Shape.of(2, 2), 1, 2, 3, 5);
    assertThat(explain(square.t(), square)).containsExactly("the transpose of autograd's");
  }

  @Test
  void axesInAnotherOrderAreToldOnce() {
    ArrayTensor cube = DoubleTensor.of(Shape.of(2, 2, 2), 1, 2, 3, 5, 8, 13, 21, 34);
    assertThat(explain(cube.permute(0, 2, 1), cube)).hasSize(1);
    ArrayTensor truth = DoubleTensor.of(Shape.of(2, 1, 3), 1, 2, 3, 5, 8, 13);
    assertThat(explain(truth.permute(0, 2, 1), truth)).doesNotHaveDuplicates();
  }

  @Test
  void anAxisOfOneTooManyOrTooFewIsAnotherShapeAndNoSum() {
    assertThat(explain(values(1, 2, 3).view(Shape.of(1, 3)), values(1, 2, 3)))
        .containsExactly("autograd's in another shape");
    assertThat(explain(values(1, 2, 3), values(1, 2, 3).view(Shape.of(1, 3))))
        .containsExactly("autograd's in another shape");
  }

  @Test
  void aSumTooManyIsToldWhetherItsAxisIsKeptOrDropped() {
    ArrayTensor truth = DoubleTensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    String tooMany = "autograd's summed over axis 0: one sum too many";
    assertThat(explain(truth.sum(0), truth)).containsExactly(tooMany);
    assertThat(explain(truth.sumSqueezed(0), truth)).containsExactly(tooMany);
    assertThat(explain(truth.zerosLike().add(truth.sum(0)), truth)).containsExactly(tooMany);
    assertThat(explain(truth.sumSqueezed(1), truth))
        .containsExactly("autograd's summed over axis 1: one sum too many");
  }

  @Test
  void aMissingSumIsToldWhetherItsAxisWouldBeKeptOrDropped() {
    ArrayTensor ours = DoubleTensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    String missing = "autograd's before a sum over axis 0: one sum is missing";
    assertThat(explain(ours, ours.sum(0))).containsExactly(missing);
    assertThat(explain(ours, ours.sumSqueezed(0))).containsExactly(missing);
  }

  @Test
  void zerosOfTheWrongShapeAreNoSum() {
    ArrayTensor truth = DoubleTensor.of(Shape.of(2, 3), 1, 2, 3, -1, -2, -3);
    assertThat(explain(values(0, 0, 0), truth)).isEmpty();
  }

  @Test
  void theValueOfAnInputInPlaceOfTheGradientIsNamed() {
    assertThat(explain(values(0.25, 0.5, 0.125), values(1, 2, 3)))
        .containsExactly("the value of 'x' itself");
  }

  @Test
  void aRuleThatIgnoresTheNumbersOfItsUpstreamIsTold() {
    Step step = unary(x -> x.mul(2));
    Rule rule = new Rule("y", "x", (up, in, out) -> up.zerosLike().add(in.get(0)).add(5));
    ArrayTensor x = values(0.25, 0.5, 0.125);
    DiagnosedRule wrong =
        DiagnosedRule.of(
                step,
                0,
                rule,
                List.of(x),
                values(3, 1, 2),
                "an upstream",
                1e-9,
                new PlainReference())
            .orElseThrow();
    assertThat(texts(wrong)).containsExactly("the same whatever the upstream");
  }

  @Test
  void eachOfSeveralDroppedTermsIsToldByItsNumber() {
    // ((x + 2) * 3 + 0.5)^3, and the shape in between is asked for
    Step step =
        unary(
            x -> {
              Tensor inner = x.add(2).mul(3);
              return inner.mul(1.0 / inner.shape().dim(0)).add(0.5).pow(3);
            });
    assertThat(explain(step, (up, in, out) -> in.get(0).add(2).pow(2).mul(3).mul(up)))
        .containsExactly("the gradient of the step without the term 0.5: it is dropped");
    assertThat(explain(step, (up, in, out) -> in.get(0).add(0.5).pow(2).mul(3).mul(up)))
        .containsExactly("the gradient of the step without the term 2.0: it is dropped");
  }

  @Test
  void ofFewDigitsItCannotBeToldWhetherATermIsDroppedOrSmaller() {
    DiagnosedRule wrong =
        DiagnosedRule.of(
                unary(x -> x.add(0.5).pow(3)),
                0,
                new Rule("y", "x", (up, in, out) -> in.get(0).add(1e-9).pow(2).mul(3).mul(up)),
                List.of(values(0.25, 0.5, 0.125)),
                values(3, 1, 2),
                "an upstream",
                1e-6,
                new PlainReference())
            .orElseThrow();
    assertThat(texts(wrong))
        .contains("the gradient of the step without the term 0.5: it is dropped, or much smaller");
  }

  @Test
  void eachUseOfAnInputIsToldByItsOperation() {
    // w * x + x / 2 - x^2, and the shape in between is asked for
    Step step =
        binary(
            (w, x) -> {
              Tensor product = w.mul(x);
              return product.add(x.mul(1.5 / product.shape().dim(0))).sub(x.pow(2));
            });
    String without = "autograd's without one contribution: that of 'x' in the operation ";
    assertThat(explainSecond(step, (up, in, out) -> in.get(1).mul(-2).add(0.5).mul(up)))
        .filteredOn(each -> each.startsWith("autograd's without"))
        .containsExactly(without + "mul");
    assertThat(explainSecond(step, (up, in, out) -> in.get(1).mul(-2).add(in.get(0)).mul(up)))
        .filteredOn(each -> each.startsWith("autograd's without"))
        .containsExactly(without + "mul");
    assertThat(explainSecond(step, (up, in, out) -> in.get(0).add(0.5).mul(up)))
        .filteredOn(each -> each.startsWith("autograd's without"))
        .containsExactly(without + "pow");
  }

  @Test
  void overwrittenRowsAreToldWhereverTheIndicesStand() {
    // the first index is used once, the other twice
    Step step = binary((indices, table) -> table.rows(indices));
    ArrayTensor indices = values(2, 0, 0);
    ArrayTensor table = DoubleTensor.of(Shape.of(3, 1), 5, 6, 7);
    ArrayTensor upstream = DoubleTensor.of(Shape.of(3, 1), 1, 2, 4);
    ArrayTensor ours = DoubleTensor.of(Shape.of(3, 1), 4, 0, 1);
    ArrayTensor truth = DoubleTensor.of(Shape.of(3, 1), 6, 0, 1);
    assertThat(
            texts(
                new DiagnosedRule(
                    step,
                    1,
                    KNOWN_ONLY_HERE,
                    List.of(indices, table),
                    upstream,
                    "an upstream",
                    ours,
                    truth,
                    1e-9,
                    new PlainReference())))
        .containsExactly("autograd's with repeated indices of 'w' overwritten instead of added");
  }

  @Test
  void anAlterationThatDoesNotFitTheLineIsLeftOut() {
    // without its -1, the index is beyond the table
    Step step = binary((indices, table) -> table.rows(indices.add(-1)));
    ArrayTensor table = DoubleTensor.of(Shape.of(3, 1), 5, 6, 7);
    ArrayTensor upstream = DoubleTensor.of(Shape.of(3, 1), 1, 2, 4);
    assertThat(
            texts(
                new DiagnosedRule(
                    step,
                    1,
                    KNOWN_ONLY_HERE,
                    List.of(values(1, 2, 3), table),
                    upstream,
                    "an upstream",
                    upstream.mul(-1),
                    upstream,
                    1e-9,
                    new PlainReference())))
        .containsExactly(NEGATIVE);
  }

  private static List<String> explain(ArrayTensor ours, ArrayTensor truth) {
    return explain(ours, truth, 1e-9);
  }

  private static List<String> explain(ArrayTensor ours, ArrayTensor truth, double tolerance) {
    ArrayTensor x = values(0.25, 0.5, 0.125);
    return texts(
        new DiagnosedRule(
            unary(a -> a.exp()),
            0,
            KNOWN_ONLY_HERE,
            List.of(x),
            values(0.3, 0.1, 0.2),
            "an upstream",
            ours,
            truth,
            tolerance,
            new PlainReference()));
  }

  private static List<String> explain(Step step, Rule.Backward backward) {
    return explain(step, 0, List.of(values(0.25, 0.5, 0.125)), backward);
  }

  private static List<String> explainSecond(Step step, Rule.Backward backward) {
    return explain(step, 1, List.of(values(3, 5, -7), values(0.25, 0.5, 0.125)), backward);
  }

  private static List<String> explain(
      Step step, int index, List<ArrayTensor> inputs, Rule.Backward backward) {
    return explain(step, index, inputs, 1e-9, backward);
  }

  private static List<String> explain(
      Step step, int index, List<ArrayTensor> inputs, double tolerance, Rule.Backward backward) {
    Rule rule = new Rule("y", "x", backward);
    return texts(
        DiagnosedRule.of(
                step,
                index,
                rule,
                inputs,
                upstream(inputs.get(index)),
                "an upstream",
                tolerance,
                new PlainReference())
            .orElseThrow());
  }

  private static ArrayTensor upstream(ArrayTensor input) {
    return DoubleTensor.of(input.shape(), i -> new double[] {0.3, 1, 2}[i]);
  }

  private static Step unary(F1 line) {
    var p = new Definition();
    return p.step("y", p.parameter("x", FloatTensor.of(THREE, 1, 2, 3)), line);
  }

  private static Step binary(F2 line) {
    var p = new Definition();
    Input w = p.parameter("w", FloatTensor.of(THREE, 1, 2, 3));
    return p.step("y", w, p.parameter("x", FloatTensor.of(THREE, 1, 2, 3)), line);
  }

  private static ArrayTensor values(double... values) {
    return DoubleTensor.of(Shape.of(values.length), values);
  }

  private static ArrayTensor scalar(double value) {
    return DoubleTensor.of(Shape.of(), value);
  }

  private static List<String> texts(DiagnosedRule wrong) {
    return Explanations.of(wrong).stream().map(Explanation::text).toList();
  }
}
