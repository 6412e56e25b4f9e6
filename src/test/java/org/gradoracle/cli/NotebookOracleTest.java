package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gradoracle.compare.Comparison;
import org.gradoracle.data.NotebookDraw;
import org.gradoracle.example.Notebook;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.judge.NetworkCheck;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Trace;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.djl.DjlReference;
import org.gradoracle.reference.djl.RoundingProbe;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.verdict.GradientResult;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The oracle itself: the notebook's network on {@code names.txt}, a test for every row. */
class NotebookOracleTest {

  private static final Reference REFERENCE = DjlReference.load(message -> {});
  private static final List<String> OTHER_KERNELS = RoundingProbe.otherKernels();

  @TestFactory
  Stream<DynamicContainer> everyGradientIsAutograds() {
    Program program = notebook(NotebookNetwork::program);
    return Stream.of(Dtype.values())
        .map(dtype -> dynamicContainer(dtype + " gradients", gradientTests(program, dtype)));
  }

  @TestFactory
  Stream<DynamicContainer> everyForwardValueIsTheReferences() {
    Program program = notebook(NotebookNetwork::program);
    return Stream.of(Dtype.values())
        .map(dtype -> dynamicContainer(dtype + " values", valueTests(program, dtype)));
  }

  @Test
  void aWrongRuleFailsTheTestThatIsNamedAfterIt() {
    Rule wrong = new Rule("bnvar", "bndiff2", (up, in, out) -> in.get(0).onesLike().mul(up));
    List<DynamicTest> tests =
        gradientTests(notebook(in -> NotebookNetwork.program(in).with(wrong)), Dtype.FLOAT32)
            .toList();
    DynamicTest bndiff2 =
        tests.stream().filter(test -> test.getDisplayName().equals("bndiff2")).findFirst().get();
    assertThatThrownBy(() -> bndiff2.getExecutable().execute())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("bndiff2")
        .hasMessageContaining("FAIL");
    assertThat(tests).hasSize(26);
  }

  private static Program notebook(Function<NotebookNetwork.Inputs, Program> network) {
    return Notebook.of(
            new Notebook.Options(
                Notebook.Options.NAMES,
                NotebookDraw.SEED,
                Notebook.Options.BATCH,
                Notebook.Options.HIDDEN,
                Notebook.Options.EMBEDDING,
                Notebook.Options.CONTEXT),
            network)
        .program();
  }

  /** The verdict is the float64 proof's; on this input, float32 is approximately the same, too. */
  private static Stream<DynamicTest> gradientTests(Program program, Dtype dtype) {
    return NetworkCheck.run(program, REFERENCE, ForwardValues.OWN, dtype).gradients().stream()
        .map(
            row ->
                dynamicTest(
                    row.name(),
                    () -> {
                      assertThat(row).matches(each -> each.status().passed(), "passes");
                      requireApproximate(row.comparison().orElseThrow(), dtype);
                    }));
  }

  private static Stream<DynamicTest> valueTests(Program program, Dtype dtype) {
    Point point = Point.of(program).in(dtype);
    Trace ours = PlainNetwork.run(program, point);
    Trace theirs = REFERENCE.run(program, point);
    return program.steps().stream()
        .map(
            step ->
                dynamicTest(
                    step.name(),
                    () -> {
                      Comparison found = Comparison.of(ours.value(step), theirs.value(step));
                      assertThat(found.maxdiff())
                          .isLessThanOrEqualTo(1e-5 * largest(theirs.value(step)));
                      requireApproximate(found, dtype);
                    }));
  }

  private static double largest(ArrayTensor values) {
    return Arrays.stream(values.values()).map(Math::abs).max().orElse(0);
  }

  /**
   * Near zero, a float32 that was rounded by other kernels is not close to ours as PyTorch defines
   * it: by a part of the element, however large the terms were that it is the sum of.
   */
  private static void requireApproximate(Comparison found, Dtype dtype) {
    if (dtype == Dtype.FLOAT64 || OTHER_KERNELS.isEmpty()) {
      assertThat(found).matches(Comparison::approximate, "approximate");
    }
  }

  @Test
  void everyValueButTheLossHasARow() {
    Program program = notebook(NotebookNetwork::program);
    List<String> rows =
        NetworkCheck.run(program, REFERENCE, ForwardValues.REFERENCE, Dtype.FLOAT32)
            .gradients()
            .stream()
            .map(GradientResult::name)
            .toList();
    assertThat(rows).doesNotHaveDuplicates().hasSize(26);
    assertThat(rows).contains("C", "W1", "b1", "W2", "b2", "bngain", "bnbias");
    program.steps().stream()
        .filter(step -> step != program.loss())
        .forEach(step -> assertThat(rows).contains(step.name()));
  }
}
