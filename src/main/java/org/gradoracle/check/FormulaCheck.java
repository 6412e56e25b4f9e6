package org.gradoracle.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.gradoracle.compare.CheckResult;
import org.gradoracle.compare.ForwardValues;
import org.gradoracle.compare.Row;
import org.gradoracle.compare.RuleRow;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.Mood;
import org.gradoracle.program.Foreign;
import org.gradoracle.program.Input;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.TensorException;

/**
 * Both checks of a formula, at a fixed list of samples: one in every mood, so that ties, equal rows
 * and extreme values are met every time, and more plain ones, for other sizes.
 *
 * <p>Where autograd itself is not finite in float64, and the formula at just the same elements is
 * not, nothing can be judged: that rule or gradient is left to the other samples, and fails if none
 * of them can judge it.
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
   * Checks a formula.
   *
   * @throws FormulaException if it gives no program at one of the samples, or a program at values
   *     that are no numbers
   * @throws ReferenceException if the engine fails
   */
  public static FormulaResult run(Formula formula, Reference reference) {
    long start = System.nanoTime();
    Findings rules = new Findings();
    Findings gradients = new Findings();
    NotNumbers notNumbers = new NotNumbers();
    for (Draw draw : draws()) {
      String where = "formula '%s' (%s)".formatted(formula.name(), draw);
      Program program = program(formula, draw, where);
      program.inputs().forEach(input -> requireFinite(input, where));
      CheckResult result = check(program, reference, where);
      notNumbers.take(program, draw.toString());
      for (RuleRow row : result.rules()) {
        rules.take(Finding.of(row, draw.toString()), row.beyondReference());
      }
      for (Row row : result.network().rows()) {
        gradients.take(Finding.of(row, draw.toString()), row.beyondReference());
      }
    }
    return new FormulaResult(
        formula.name(),
        Stream.concat(rules.findings(), notNumbers.among(gradients.findings())).toList(),
        Stream.concat(rules.notJudged(), gradients.notJudged()).toList(),
        Duration.ofNanos(System.nanoTime() - start));
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

  private static Program program(Formula formula, Draw draw, String where) {
    Program program;
    try {
      program = formula.program(new Sample(draw.seed(), draw.mood()));
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
            "%s: the sample's value of '%s' at %s is %s, expected a finite number"
                .formatted(where, input, input.value().shape().position(i), input.value().at(i)));
      }
    }
  }
}
