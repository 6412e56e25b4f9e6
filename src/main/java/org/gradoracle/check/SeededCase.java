package org.gradoracle.check;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.NamedFormula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.text.Text;

/**
 * One random case of a sweep.
 *
 * @param formula what is checked
 * @param kind what its inputs are like
 * @param seed of the draws
 * @param forward whose forward values the backward pass reads
 */
public record SeededCase(Formula formula, InputKind kind, long seed, ForwardValues forward)
    implements Case {

  /**
   * Cases without end: the formulas in turn, each through the kinds in turn, with a seed of its own
   * for every case.
   */
  public static Stream<SeededCase> draw(
      List<Formula> formulas, List<InputKind> kinds, long seed, ForwardValues forward) {
    Random random = new Random(seed);
    return Stream.iterate(0, i -> i + 1)
        .map(
            i ->
                new SeededCase(
                    formulas.get(i % formulas.size()),
                    kinds.get(i / formulas.size() % kinds.size()),
                    random.nextInt(Integer.MAX_VALUE),
                    forward));
  }

  @Override
  public Sample sample() {
    return new Sample(seed, kind);
  }

  /** The options of the command {@code sweep} that run this case alone. */
  public String options() {
    return Text.format(
        "--formula %s --kind %s --case-seed %d%s",
        NamedFormula.arguments(formula),
        Case.words(kind).replace(' ', '-'),
        seed,
        forward == ForwardValues.OWN ? "" : " --forward " + forward);
  }

  @Override
  public String command() {
    return "gradoracle sweep " + options();
  }

  /** How a sentence names it: {@code kind ties, seed 7}. */
  @Override
  public String toString() {
    return Text.format("kind %s, seed %d", Case.words(kind), seed);
  }
}
