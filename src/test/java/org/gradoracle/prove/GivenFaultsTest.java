package org.gradoracle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.gradoracle.check.DrawnCase;
import org.gradoracle.check.NumberedCase;
import org.gradoracle.compare.Extremes;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Formulas;
import org.gradoracle.formula.activation.Softmax;
import org.gradoracle.formula.attention.CausalAttention;
import org.gradoracle.formula.layer.Embedding;
import org.gradoracle.formula.layer.Linear;
import org.gradoracle.formula.loss.FusedCrossEntropy;
import org.gradoracle.formula.norm.RmsNorm;
import org.gradoracle.judge.Given;
import org.gradoracle.judge.Given.Result;
import org.gradoracle.judge.GivenCheck;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Input;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.reference.PlainReference;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.verdict.CheckResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of wrong programs are handed in, as if they came from another language. */
class GivenFaultsTest {

  /** A fault below this part of the largest gradient need not be seen in float32. */
  private static final double SEEN_IN_FLOAT32 = 1e-4;

  /** A plain sample, in which the transformer's norms are over more than one channel. */
  private static final int PLAIN = 13;

  /** Of more rules than this, each is given some of the faults. */
  private static final int MANY = 8;

  private final Reference reference = new PlainReference();

  static Stream<Formula> some() {
    return Stream.of(
        new Softmax(), new RmsNorm(), new Linear(), new FusedCrossEntropy(), new Embedding());
  }

  static Stream<Formula> all() {
    return Stream.concat(
        Stream.of(new CausalAttention()),
        Formulas.find(GivenFaultsTest.class.getClassLoader()).list().stream());
  }

  @ParameterizedTest
  @MethodSource("some")
  void theGradientsOfEveryPlantedFaultAreFailed(Formula formula) {
    assertThat(unnoticed(formula, false)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  @Tag("long")
  void whatIsAboveTheSensitivityIsFailedForEveryFormula(Formula formula) {
    assertThat(unnoticed(formula, true)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("some")
  void theGradientsOfTheRightRulesPassAtSamplesOfEveryKind(Formula formula) {
    for (int number = 1; number <= 20; number++) {
      Program program = DrawnCase.of(new NumberedCase(formula, 1, number)).program();
      for (Dtype dtype : Dtype.values()) {
        CheckResult result = judge(program, gradients(program, dtype));
        assertThat(result.passed()).as("sample %d in %s: %s", number, dtype, result).isTrue();
      }
    }
  }

  /**
   * The faults that pass.
   *
   * @param sensitivity whether those count that are above what is reported not to be seen, as where
   *     a network amplifies rounding, or a gradient is truly zero; else a fixed part of the largest
   */
  private List<String> unnoticed(Formula formula, boolean sensitivity) {
    List<String> unnoticed = new ArrayList<>();
    Program program = DrawnCase.of(new NumberedCase(formula, 1, PLAIN)).program();
    List<Rule> rules =
        program.rules().stream().filter(rule -> !rule.raw() && isWritten(program, rule)).toList();
    Fault[] faults = Fault.values();
    int every = 1 + rules.size() / MANY;
    Map<Dtype, Map<String, Result>> rights = new EnumMap<>(Dtype.class);
    Map<Dtype, CheckResult> judged = new EnumMap<>(Dtype.class);
    for (Dtype dtype : Dtype.values()) {
      rights.put(dtype, gradients(program, dtype));
      judged.put(dtype, judge(program, rights.get(dtype)));
    }
    int planted = 0;
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      for (int number = i % every; number < faults.length; number += every) {
        Fault fault = faults[number];
        for (Mutant mutant : fault.plant(site(program, rule))) {
          Program broken = program.with(rule.with(mutant.backward()));
          for (Dtype dtype : Dtype.values()) {
            Map<String, Result> wrong = gradients(broken, dtype);
            Map<String, Result> right = rights.get(dtype);
            if (sensitivity
                ? exceeds(judged.get(dtype), right, wrong)
                : changes(right, wrong, dtype)) {
              planted++;
              if (judge(program, wrong).passed()) {
                unnoticed.add(rule.id() + ": " + fault + " in " + dtype);
              }
            }
          }
        }
      }
    }
    assertThat(planted).isGreaterThan(rules.isEmpty() ? -1 : 5);
    return unnoticed;
  }

  private CheckResult judge(Program program, Map<String, Result> gradients) {
    return GivenCheck.run(program, reference, new Given(upstreams(program), Map.of(), gradients));
  }

  private static boolean isWritten(Program program, Rule rule) {
    return program.written().stream().anyMatch(step -> step.name().equals(rule.step()));
  }

  private static Map<String, FloatTensor> upstreams(Program program) {
    Map<String, FloatTensor> upstreams = new HashMap<>();
    for (int i = 0; i < program.outputs().size(); i++) {
      upstreams.put(
          program.outputs().get(i).name(),
          program.upstreams().isEmpty()
              ? FloatTensor.of(Shape.of(), -2)
              : program.upstreams().get(i).value());
    }
    return upstreams;
  }

  /** Of the parameters, by the program's own rules, as far as it has any. */
  private static Map<String, Result> gradients(Program program, Dtype dtype) {
    Trace trace = PlainNetwork.run(program, Point.of(program).in(dtype));
    double scale = program.upstreams().isEmpty() ? -2 : 1;
    Map<String, Result> gradients = new HashMap<>();
    for (Input input : program.inputs()) {
      if (input.differentiable() && trace.gradient(input) instanceof Known known) {
        gradients.put(
            input.name(), new Result(known.tensor().mul(scale), known.tensor().dtype().toString()));
      }
    }
    return gradients;
  }

  private static boolean exceeds(
      CheckResult judged, Map<String, Result> right, Map<String, Result> wrong) {
    return judged.network().gradients().stream()
        .anyMatch(
            row -> {
              Result other = wrong.get(row.name());
              double seen = row.verdict().float64().orElseThrow().sensitivity();
              return other == null
                  || Extremes.distance(right.get(row.name()).tensor(), other.tensor()) > 2 * seen;
            });
  }

  private static boolean changes(
      Map<String, Result> right, Map<String, Result> wrong, Dtype dtype) {
    double least = dtype == Dtype.FLOAT32 ? SEEN_IN_FLOAT32 : 1e-9;
    return right.entrySet().stream()
        .anyMatch(
            each -> {
              Result other = wrong.get(each.getKey());
              ArrayTensor truth = each.getValue().tensor();
              return other == null
                  || Extremes.distance(truth, other.tensor()) > least * Extremes.largest(truth);
            });
  }

  private static RuleInCase site(Program program, Rule rule) {
    Trace values = PlainNetwork.run(program, Point.of(program).in(Dtype.FLOAT64));
    Step step =
        program.steps().stream()
            .filter(each -> each.name().equals(rule.step()))
            .findFirst()
            .orElseThrow();
    Random random = new Random(1);
    return new RuleInCase(
        program,
        step,
        rule,
        DoubleTensor.of(values.value(step).shape(), i -> random.nextGaussian()),
        step.inputs().stream().map(values::value).toList(),
        values.value(step));
  }
}
