package org.gradoracle.sweep;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.gradoracle.compare.CheckResult;
import org.gradoracle.compare.ForwardValues;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.Mood;
import org.gradoracle.program.Foreign;
import org.gradoracle.program.Program;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.text.Text;

/**
 * One case of a sweep: the same formula, mood and seed draw the same sizes and inputs again.
 *
 * @param formula what is checked
 * @param mood what its inputs are like
 * @param seed of the draws
 */
public record SweepCase(Formula formula, Mood mood, long seed) {

  /**
   * Cases without end: the formulas in turn, each through the moods in turn, with a seed of its own
   * for every case.
   */
  public static Stream<SweepCase> draw(List<Formula> formulas, List<Mood> moods, long seed) {
    Random random = new Random(seed);
    return Stream.iterate(0, i -> i + 1)
        .map(
            i ->
                new SweepCase(
                    formulas.get(i % formulas.size()),
                    moods.get(i / formulas.size() % moods.size()),
                    random.nextInt(Integer.MAX_VALUE)));
  }

  /** The program that is checked. */
  public Program program() {
    return Objects.requireNonNull(formula.program(new Sample(seed, mood)), "no program");
  }

  /** The options of the command {@code sweep} that run this case alone. */
  public String options() {
    return Text.format(
        "--formula %s --mood %s --case-seed %d",
        formula.name(), mood.name().toLowerCase(Locale.ROOT), seed);
  }

  /**
   * Runs both checks; what a formula throws is a failure of the case.
   *
   * @throws ReferenceException if the engine fails
   */
  public SweepResult check(Reference reference, ForwardValues forward) {
    try {
      Program program = program();
      return SweepResult.of(
          this, program, CheckResult.of(program, reference, forward, Dtype.FLOAT32));
    } catch (ReferenceException e) {
      throw e;
    } catch (Throwable e) {
      Foreign.requireMemory(e);
      return SweepResult.threw(this, e);
    }
  }
}
