package org.gradoracle.check;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gradoracle.compare.CheckResult;
import org.gradoracle.compare.ForwardValues;
import org.gradoracle.compare.Row;
import org.gradoracle.compare.RuleRow;
import org.gradoracle.compare.WholeNumbers;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.Mood;
import org.gradoracle.formula.Sample.Size;
import org.gradoracle.formula.Samples;
import org.gradoracle.program.Foreign;
import org.gradoracle.program.Input;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.text.Text;

/**
 * Both checks of a formula, at the samples of a plan: of every kind, so that ties, equal rows and
 * extreme values are met every time, and at sizes that are covered on purpose.
 *
 * <p>Where autograd itself is not finite in float64, and the formula at just the same elements is
 * not, nothing can be judged: that rule or gradient is left to the other samples, and fails if none
 * of them can judge it.
 */
public final class FormulaCheck {

  /** What the samples say of everything of one kind, in the order in which it was first met. */
  private static final class Findings {
    private final Map<String, List<Finding>> judged = new LinkedHashMap<>();
    private final List<Finding> beyond = new ArrayList<>();

    void take(Finding finding, boolean beyondReference) {
      List<Finding> samples = judged.computeIfAbsent(finding.name(), name -> new ArrayList<>());
      (beyondReference ? beyond : samples).add(finding);
    }

    /** For each the one that decides; where none could judge, one that says so, and fails. */
    Stream<Finding> findings() {
      return judged.entrySet().stream()
          .map(
              each ->
                  each.getValue().stream()
                      .reduce(Finding::deciding)
                      .or(() -> beyond(each.getKey()).findFirst())
                      .orElseThrow());
    }

    /** What could not be judged at one sample, but at another. */
    Stream<Finding> notJudged() {
      return judged.keySet().stream()
          .filter(name -> !judged.getOrDefault(name, List.of()).isEmpty())
          .flatMap(this::beyond);
    }

    private Stream<Finding> beyond(String name) {
      return beyond.stream().filter(finding -> finding.name().equals(name));
    }
  }

  private FormulaCheck() {}

  /**
   * Checks a formula at the standard samples.
   *
   * @throws FormulaException if it gives no program at one of the samples, or a program at values
   *     that are no numbers, or two programs for one sample, or one without a parameter
   * @throws ReferenceException if the engine fails
   */
  public static FormulaResult run(Formula formula, Reference reference) {
    return run(formula, reference, Plan.standard());
  }

  /**
   * Checks a formula at the samples of a plan.
   *
   * @throws FormulaException if it gives no program at one of the samples, or a program at values
   *     that are no numbers, or two programs for one sample, or one without a parameter
   * @throws ReferenceException if the engine fails
   */
  public static FormulaResult run(Formula formula, Reference reference, Plan plan) {
    long start = System.nanoTime();
    Findings rules = new Findings();
    Findings gradients = new Findings();
    Limits limits = new Limits();
    NotNumbers notNumbers = new NotNumbers();
    List<Draw> draws = new ArrayList<>();
    List<String> sizes = new ArrayList<>();
    while (plan.goesOn(draws.size(), Duration.ofNanos(System.nanoTime() - start))) {
      Draw draw = Draw.of(formula, plan, plan.first() + draws.size());
      draws.add(draw);
      String where = Text.format("formula '%s' (%s)", formula.name(), draw);
      Sample sample = draw.sample();
      Program program = program(formula, sample, where);
      sizes.add(told(sample.sizes()));
      program.inputs().forEach(input -> requireFinite(input, where));
      requireParameter(program, where);
      requireSame(program, program(formula, draw.sample(), where), where);
      CheckResult result = check(program, reference, where);
      notNumbers.take(program, draw);
      for (RuleRow row : result.rules()) {
        rules.take(Finding.of(row, draw), row.beyondReference());
        limits.take(row, program);
      }
      if (Samples.mood(draw.number()) == Mood.WHOLE) {
        WholeNumbers.compare(program, reference).stream()
            .flatMap(rule -> Finding.of(rule, draw).stream())
            .forEach(finding -> rules.take(finding, false));
      }
      for (Row row : result.network().rows()) {
        gradients.take(Finding.of(row, draw), row.beyondReference());
      }
    }
    return new FormulaResult(
        formula.name(),
        Stream.concat(rules.findings(), notNumbers.among(gradients.findings())).toList(),
        Stream.concat(rules.notJudged(), gradients.notJudged()).toList(),
        draws,
        sizes,
        limits.all(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  private static String told(List<Size> sizes) {
    return sizes.isEmpty()
        ? "none"
        : sizes.stream()
            .map(size -> size.drawn() + " of " + size.least() + " to " + size.most())
            .collect(joining(", "));
  }

  private static CheckResult check(Program program, Reference reference, String where) {
    try {
      return CheckResult.of(program, reference, ForwardValues.OWN, Dtype.FLOAT32);
    } catch (TensorException | ProgramException e) {
      throw new FormulaException(where + ": " + e.getMessage(), e);
    }
  }

  private static Program program(Formula formula, Sample sample, String where) {
    Program program;
    try {
      program = formula.program(sample);
    } catch (TensorException | ProgramException e) {
      throw new FormulaException(where + ": " + e.getMessage(), e);
    } catch (Throwable e) {
      Foreign.requireMemory(e);
      throw new FormulaException(where + " threw " + Foreign.text(e), e);
    }
    if (program == null) {
      throw new FormulaException(where + " returned no program");
    }
    return program;
  }

  private static void requireFinite(Input input, String where) {
    for (int i = 0; i < input.value().size(); i++) {
      if (!Double.isFinite(input.value().at(i))) {
        throw new FormulaException(
            Text.format(
                "%s: the sample's value of '%s' at %s is %s, expected a finite number",
                where, input, input.value().shape().position(i), input.value().at(i)));
      }
    }
  }

  private static void requireParameter(Program program, String where) {
    if (program.parameterCount() == 0) {
      throw new FormulaException(
          where + ": it holds constants only, expected a parameter: there is no gradient to judge");
    }
  }

  private static void requireSame(Program program, Program again, String where) {
    String difference;
    try {
      difference = SameProgram.difference(program, again).orElse("");
    } catch (TensorException | ProgramException e) {
      throw new FormulaException(where + ": " + e.getMessage(), e);
    }
    if (!difference.isEmpty()) {
      throw new FormulaException(
          where
              + ": one sample gives two programs: "
              + difference
              + "; whatever is drawn must be drawn by the sample");
    }
  }
}
