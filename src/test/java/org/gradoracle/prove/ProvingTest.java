package org.gradoracle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.SampledFormula;
import org.gradoracle.formula.activation.Softmax;
import org.gradoracle.formula.loss.FusedCrossEntropy;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.djl.DjlReference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.verdict.Float32Error;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class ProvingTest {

  private static final Reference REFERENCE = DjlReference.load(message -> {});

  private static final List<Planted> TABLE = prove(small(ProvingTest::table));

  @Test
  void everyFaultThatFitsIsNoticedAndNamedAndExplained() {
    List<Planted> planted = TABLE;
    assertThat(planted).extracting(Planted::rule).containsExactly("loss←y", "y←emb", "emb←C");
    assertThat(planted)
        .flatExtracting(each -> each.outcomes().values())
        .isSubsetOf(Outcome.NOT_APPLICABLE, Outcome.NAMED, Outcome.EXPLAINED);
    assertThat(outcomes(planted, "emb←C"))
        .containsEntry(Fault.SIGN, Outcome.EXPLAINED)
        .containsEntry(Fault.OVERWRITTEN, Outcome.EXPLAINED)
        .containsEntry(Fault.TIMES_1_000001, Outcome.EXPLAINED)
        .containsEntry(Fault.EPSILON_DROPPED, Outcome.NOT_APPLICABLE);
    assertThat(outcomes(planted, "y←emb"))
        .containsEntry(Fault.EPSILON_DROPPED, Outcome.EXPLAINED)
        .containsEntry(Fault.OVERWRITTEN, Outcome.NOT_APPLICABLE);
  }

  @Test
  void whatAFaultLeavesUnchangedIsNotCountedAsNoticed() {
    Map<Fault, Outcome> outcomes = outcomes(TABLE, "loss←y");
    assertThat(outcomes.get(Fault.SUM_MISSING)).isEqualTo(Outcome.NOT_APPLICABLE);
    assertThat(outcomes.get(Fault.CONTRIBUTION_DROPPED)).isEqualTo(Outcome.NOT_APPLICABLE);
  }

  @Test
  void theSmallestFactorThatIsNoticedIsFound() {
    assertThat(TABLE).allSatisfy(each -> assertThat(each.smallest()).isBetween(9e-11, 2e-9));
  }

  @Test
  void aRuleOverRawArraysCanBeBrokenInItsOutput() {
    Formula raw =
        small(
            sample ->
                table(sample)
                    .with(
                        new Rule(
                            "y",
                            "emb",
                            (up, in, out) -> {
                              var x = (ArrayTensor) in.get(0); // no interceptor passes here
                              return x.add(0.25).pow(-0.5).mul(0.5).mul((ArrayTensor) up);
                            })));
    Map<Fault, Outcome> outcomes = outcomes(prove(raw), "y←emb");
    assertThat(outcomes)
        .containsEntry(Fault.SIGN, Outcome.EXPLAINED)
        .containsEntry(Fault.EPSILON_DROPPED, Outcome.NOT_APPLICABLE);
    assertThat(outcomes.values()).doesNotContain(Outcome.SURVIVED, Outcome.UNNAMED);
  }

  @Test
  void rawLoopsAreBrokenInTheirOutput() {
    Formula raw = small(ProvingTest::cubes);
    List<Planted> planted = prove(raw);
    assertThat(planted).extracting(Planted::rule).containsExactly("loss←y", "y←x");
    assertThat(outcomes(planted, "y←x"))
        .containsEntry(Fault.SIGN, Outcome.EXPLAINED)
        .containsEntry(Fault.TIMES_1_001, Outcome.EXPLAINED)
        .containsEntry(Fault.N_FOR_N_MINUS_1, Outcome.EXPLAINED)
        .containsEntry(Fault.ZERO, Outcome.EXPLAINED)
        .containsEntry(Fault.ONE_ELEMENT_OFF, Outcome.NAMED)
        .containsEntry(Fault.SUM_TOO_MANY, Outcome.EXPLAINED)
        .containsEntry(Fault.UPSTREAM_IGNORED, Outcome.EXPLAINED)
        .containsEntry(Fault.FORWARD_VALUE, Outcome.EXPLAINED)
        .containsEntry(Fault.UPSTREAM_PASSED, Outcome.EXPLAINED)
        .containsEntry(Fault.EPSILON_DROPPED, Outcome.NOT_APPLICABLE);
    assertThat(outcomes(planted, "y←x").values()).doesNotContain(Outcome.SURVIVED);
  }

  @Test
  void whatFloat32CannotTellOfRawLoopsIsNeitherNoticedNorSurvives() {
    List<Planted> planted = prove(small(ProvingTest::cubes));
    assertThat(outcomes(planted, "y←x"))
        .containsEntry(Fault.TIMES_1_000001, Outcome.BELOW_SENSITIVITY);
    assertThat(planted.get(1).smallest()).isBetween(9e-7, 2e-4);
    assertThat(Outcome.BELOW_SENSITIVITY.noticed()).isFalse();
    assertThat(Outcome.BELOW_SENSITIVITY.failed()).isFalse();
  }

  @Test
  void whatRawLoopsChangeByMoreThanFloat32CanTellSurvives() {
    double ulp = Math.ulp(4f);
    Float32Error right =
        new Float32Error(ulp, 0, 4, 0, 0); // 8 ULP are allowed, of which one is used
    assertThat(Outcome.unnoticed(9 * ulp / 4, right)).isEqualTo(Outcome.BELOW_SENSITIVITY);
    assertThat(Outcome.unnoticed(9.1 * ulp / 4, right)).isEqualTo(Outcome.SURVIVED);
  }

  @Test
  void whatOnlyOverflowsIsNoticedInALaterCaseWhereValuesAreHuge() {
    List<Planted> planted = prove(new FusedCrossEntropy());
    assertThat(planted).hasSize(1);
    assertThat(outcomes(planted, "loss←logits")) // its maximum taken off a softmax
        .containsEntry(Fault.CONTRIBUTION_DROPPED, Outcome.NAMED);
    assertThat(planted.get(0).onlyInLaterCase()).isPositive();
  }

  @Test
  void aSumThatIsMissingInsideARuleNeedsNoExplanationAndOneThatLeavesNothingIsZero() {
    Map<Fault, Outcome> outcomes = outcomes(prove(new Softmax()), "y←x");
    assertThat(outcomes)
        .containsEntry(Fault.SUM_MISSING, Outcome.NAMED)
        .containsEntry(Fault.SUM_TOO_MANY, Outcome.EXPLAINED);
  }

  @Test
  void aFaultThatChangesLessThanTheOracleSeesSurvives() {
    // the scalar term is 1e-13: dropping it changes the last bits, far below the tolerance
    Formula tiny = small(sample -> table(sample, 1e-13));
    assertThat(outcomes(prove(tiny), "y←emb"))
        .containsEntry(Fault.EPSILON_DROPPED, Outcome.SURVIVED);
  }

  @Test
  void aFaultThatIsNotExplainedAsItShouldBeFailsTheProof() {
    // the diagnosis looks for rows that are taken, and this line takes none
    Formula products =
        small(
            sample -> {
              var p = new Definition();
              var table = p.parameter("table", sample.normal(1, 3, 2));
              var indices = p.constant("indices", sample.indices(3, 8));
              return p.program(
                  p.step("y", table, indices, (w, i) -> i.oneHot(3).matmul(w))
                      .grad(table, (dy, w, i) -> w.zerosLike().addRows(i, dy)));
            });
    assertThat(outcomes(prove(products), "y←table"))
        .containsEntry(Fault.OVERWRITTEN, Outcome.UNEXPLAINED);
    assertThat(Outcome.UNEXPLAINED.failed()).isTrue();
  }

  @Test
  void aFormulaThatIsWrongToBeginWithProvesNothing() {
    Formula wrong = small(sample -> table(sample).with(new Rule("y", "emb", (up, in, out) -> up)));
    assertThat(Proving.of(wrong, REFERENCE, 1, rule -> {})).isEmpty();
  }

  @Test
  void everyFaultOfTheCatalogueFitsSomeRule() {
    Set<Fault> fitting = EnumSet.noneOf(Fault.class);
    Stream.concat(TABLE.stream(), prove(small(ProvingTest::branches)).stream())
        .forEach(
            planted ->
                planted
                    .outcomes()
                    .forEach(
                        (fault, outcome) -> {
                          if (outcome != Outcome.NOT_APPLICABLE) {
                            fitting.add(fault);
                          }
                        }));
    assertThat(fitting).containsExactlyInAnyOrder(Fault.values());
  }

  private static List<Planted> prove(Formula formula) {
    return Proving.of(formula, REFERENCE, 1, rule -> {}).orElseThrow();
  }

  private static Map<Fault, Outcome> outcomes(List<Planted> planted, String rule) {
    return planted.stream()
        .filter(each -> each.rule().equals(rule))
        .findFirst()
        .orElseThrow()
        .outcomes();
  }

  private static Program table(Sample sample) {
    return table(sample, 0.25);
  }

  /** Rows of a table, the root of each element and a term, and their mean. */
  private static Program table(Sample sample, double term) {
    int n = sample.size(5, 6);
    int columns = sample.size(2, 3);
    var p = new Definition();
    var table = p.parameter("C", sample.uniform(0.5, 2, 3, columns));
    var indices = p.constant("X", sample.indices(3, n));
    var emb =
        p.step("emb", table, indices, (c, x) -> c.rows(x)) // (n, columns)
            .grad(table, (demb, c, x) -> c.zerosLike().addRows(x, demb));
    var y =
        p.step("y", emb, e -> e.add(term).pow(0.5)) // (n, columns)
            .grad(emb, (dy, e) -> e.add(term).pow(-0.5).mul(0.5).mul(dy));
    var loss =
        p.step("loss", y, a -> a.mean()) // ()
            .grad(y, (dloss, a) -> a.onesLike().mul(dloss.mul(1.0 / (n * columns))));
    return p.program(loss);
  }

  /** x * exp(x) of a row that is added to a matrix, which is used twice. */
  private static Program branches(Sample sample) {
    int n = sample.size(2, 4);
    var p = new Definition();
    var x = p.parameter("x", sample.normal(1, 3));
    var a = p.parameter("a", sample.normal(1, n, 3));
    var z =
        p.step("z", x, a, (row, m) -> row.mul(row.exp()).add(m)) // (n, 3)
            .grad(x, (dz, row, m) -> row.exp().add(row.mul(row.exp())).mul(dz.sumSqueezed(0)))
            .grad(a, (dz, row, m) -> dz);
    var t =
        p.step("t", z, a, (v, m) -> v.mul(m)) // (n, 3)
            .grad(z, (dt, v, m) -> m.mul(dt))
            .grad(a, (dt, v, m) -> v.mul(dt));
    var loss =
        p.step("loss", t, v -> v.mean()) // ()
            .grad(t, (dloss, v) -> v.onesLike().mul(dloss.mul(1.0 / (3 * n))));
    return p.program(loss);
  }

  /** The cube of each element, with raw loops for its gradient. */
  private static Program cubes(Sample sample) {
    var p = new Definition();
    var x = p.parameter("x", sample.uniform(0.5, 2, sample.size(2, 4), 3));
    var y =
        p.step("y", x, a -> a.pow(3))
            .gradRaw(
                x,
                (dy, in, out, dx) -> {
                  for (int i = 0; i < dx.length; i++) {
                    dx[i] = 3 * in[0][i] * in[0][i] * dy[i];
                  }
                });
    return p.program(y);
  }

  private static Formula small(Function<Sample, Program> program) {
    return new SampledFormula("small", program);
  }
}
