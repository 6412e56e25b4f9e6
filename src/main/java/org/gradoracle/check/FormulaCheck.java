package org.gradoracle.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.gradoracle.compare.CheckResult;
import org.gradoracle.compare.ForwardValues;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.Mood;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Input;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Trace;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.TensorException;

/**
 * Both checks of a formula, at a fixed list of samples: one in every mood, so that ties, equal rows
 * and extreme values are met every time, and more plain ones, for other sizes.
 *
 * <p>A sample at which autograd itself is not finite in float64 can judge nothing and is skipped.
 */
public final class FormulaCheck {

  /** Plain samples beside the one of each mood. */
  private static final int MORE_PLAIN = 2;

  /** A seed and a mood. */
  private record Draw(long seed, Mood mood) {

    @Override
    public String toString() {
      return "seed " + seed + ", " + mood.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  private FormulaCheck() {}

  /**
   * Checks a formula.
   *
   * @throws FormulaException if it gives no program at one of the samples, or a program at values
   *     that are no numbers
   * @throws ReferenceException if the engine fails
   */
  public static FormulaResult run(Formula formula, Reference reference) {
    long start = System.nanoTime();
    Map<String, Finding> rules = new LinkedHashMap<>();
    Map<String, Finding> gradients = new LinkedHashMap<>();
    List<String> skipped = new ArrayList<>();
    for (Draw draw : draws()) {
      String where = "formula '%s' (%s)".formatted(formula.name(), draw);
      Program program = program(formula, draw, where);
      program.inputs().forEach(input -> requireFinite(input, where));
      if (!isFinite(program, reference, where)) {
        skipped.add(draw.toString());
        continue;
      }
      CheckResult result = check(program, reference, where);
      result.rules().stream()
          .map(row -> Finding.of(row, draw.toString()))
          .forEach(finding -> rules.merge(finding.name(), finding, Finding::deciding));
      result.network().rows().stream()
          .map(row -> Finding.of(row, draw.toString()))
          .forEach(finding -> gradients.merge(finding.name(), finding, Finding::deciding));
    }
    if (skipped.size() == draws().size()) {
      throw new FormulaException(
          "formula '%s': at none of its samples are autograd's values and gradients finite"
              .formatted(formula.name()));
    }
    List<Finding> findings = new ArrayList<>(rules.values());
    findings.addAll(gradients.values());
    return new FormulaResult(
        formula.name(), findings, skipped, Duration.ofNanos(System.nanoTime() - start));
  }

  private static List<Draw> draws() {
    List<Draw> draws = new ArrayList<>();
    for (Mood mood : Mood.values()) {
      draws.add(new Draw(draws.size() + 1, mood));
    }
    for (int i = 0; i < MORE_PLAIN; i++) {
      draws.add(new Draw(draws.size() + 1, Mood.PLAIN));
    }
    return draws;
  }

  private static CheckResult check(Program program, Reference reference, String where) {
    try {
      return CheckResult.of(program, reference, ForwardValues.OWN, Dtype.FLOAT32);
    } catch (TensorException | ProgramException e) {
      throw new FormulaException(where + ": " + e.getMessage(), e);
    }
  }

  /** Whether the reference is finite in float64, everywhere: if not, it can judge nobody. */
  private static boolean isFinite(Program program, Reference reference, String where) {
    try {
      Trace trace = reference.run(program, Point.of(program).in(Dtype.FLOAT64));
      return Stream.concat(
              trace.values().values().stream(),
              trace.gradients().values().stream()
                  .filter(Known.class::isInstance)
                  .map(gradient -> ((Known) gradient).tensor()))
          .allMatch(tensor -> Arrays.stream(tensor.values()).allMatch(Double::isFinite));
    } catch (TensorException | ProgramException e) {
      throw new FormulaException(where + ": " + e.getMessage(), e);
    }
  }

  private static Program program(Formula formula, Draw draw, String where) {
    Program program;
    try {
      program = formula.program(new Sample(draw.seed(), draw.mood()));
    } catch (TensorException | ProgramException e) {
      throw new FormulaException(where + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new FormulaException(where + " threw " + e, e);
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
            "%s: the sample's value of '%s' at %s is %s, expected a finite number"
                .formatted(where, input, input.value().shape().position(i), input.value().at(i)));
      }
    }
  }
}
