package org.gradoracle.check;

import java.util.Locale;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.Sample.Mood;
import org.gradoracle.formula.Samples;

/**
 * One sample of a check of a formula.
 *
 * @param formula the formula's name
 * @param seed of the check
 * @param number of the sample, from 1
 */
public record Draw(String formula, long seed, int number) {

  static Draw of(Formula formula, Plan plan, int number) {
    return new Draw(formula.name(), plan.seed(), number);
  }

  /** The sample, new. */
  public Sample sample() {
    return new Samples(seed, formula).sample(number);
  }

  /** What its values are like, in words. */
  public String kind() {
    return kind(Samples.mood(number));
  }

  /** The mood in words. */
  public static String kind(Mood mood) {
    return mood.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The command that checks the formula at this sample alone. */
  public String command() {
    return "gradoracle check " + formula + " --seed " + seed + " --sample " + number;
  }

  /** How a sentence names it: {@code sample 3, ties}. */
  @Override
  public String toString() {
    return "sample " + number + ", " + kind();
  }
}
