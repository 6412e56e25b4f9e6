package org.gradoracle.judge;

import static org.assertj.core.api.Assertions.assertThat;

import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.formula.activation.Relu;
import org.gradoracle.formula.activation.Softmax;
import org.gradoracle.formula.layer.Embedding;
import org.gradoracle.formula.loss.BinaryCrossEntropy;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.reference.Autograd;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.verdict.Status;
import org.junit.jupiter.api.Test;

/** At a kink, at a tie and where an index is repeated, PyTorch's convention is what is right. */
class KinksTest {

  private static final Reference REFERENCE = Autograd.load();

  @Test
  void theSlopeOfReluAtZeroIsZero() {
    Program program = at(new Relu(), InputKind.TIES);
    assertThat(program.inputs().get(0).value().values()).contains(0);
    assertThat(rule(program)).isEqualTo(Status.PASS);
  }

  @Test
  void aReluWhoseSlopeAtZeroIsOneFailsThereAndOnlyThere() {
    Rule wrong = new Rule("y", "x", (dy, in, y) -> in.get(0).neg().gt(0).rsub(1).mul(dy));
    assertThat(rule(at(new Relu(), InputKind.TIES).with(wrong))).isEqualTo(Status.FAIL);
    assertThat(rule(at(new Relu(), InputKind.PLAIN).with(wrong))).isEqualTo(Status.PASS);
  }

  @Test
  void aSoftmaxWhoseRowsTieForTheMaximumIsRight() {
    assertThat(rule(at(new Softmax(), InputKind.TIES))).isEqualTo(Status.PASS);
  }

  @Test
  void aBinaryCrossEntropyIsRightAtZeroWhereItsFormHasAKink() {
    Program program = at(new BinaryCrossEntropy(), InputKind.TIES);
    assertThat(program.inputs().get(0).value().values()).contains(0);
    assertThat(rule(program)).isEqualTo(Status.PASS);
  }

  @Test
  void anEmbeddingThatAveragesRepeatedRowsInsteadOfAddingThemFails() {
    Rule averaging =
        new Rule(
            "y",
            "table",
            (dy, in, y) -> {
              Tensor zeros = in.get(0).zerosLike();
              Tensor copies = zeros.addRows(in.get(1), dy.onesLike());
              Tensor atLeastOne = copies.add(copies.gt(0).rsub(1));
              return zeros.addRows(in.get(1), dy).div(atLeastOne);
            });
    assertThat(rule(at(new Embedding(), InputKind.PLAIN).with(averaging))).isEqualTo(Status.FAIL);
    assertThat(rule(at(new Embedding(), InputKind.PLAIN))).isEqualTo(Status.PASS);
  }

  private static Program at(Formula formula, InputKind kind) {
    return formula.program(new Sample(2, kind));
  }

  private static Status rule(Program program) {
    return RuleCheck.run(program, REFERENCE).stream()
        .filter(row -> !row.step().equals("loss") || program.steps().size() == 1)
        .findFirst()
        .get()
        .status();
  }
}
