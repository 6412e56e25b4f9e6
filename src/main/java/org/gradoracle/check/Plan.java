package org.gradoracle.check;

import java.time.Duration;
import java.util.Optional;
import org.gradoracle.formula.Samples;

/**
 * At which samples a formula is checked.
 *
 * @param seed of all samples
 * @param samples how many
 * @param time how long to go on with more
 * @param only the number of the one sample to check at, from 1, instead of all
 */
public record Plan(long seed, int samples, Duration time, Optional<Integer> only) {

  /** The seed where none is given. */
  public static final long SEED = 1;

  /** One round, which covers all sizes and kinds of values. */
  public static Plan standard() {
    return new Plan(SEED, Samples.round(), Duration.ZERO, Optional.empty());
  }

  /** The first sample's number. */
  int first() {
    return only.orElse(1);
  }

  /** Whether there is a next sample, after this many and this long. */
  boolean goesOn(int done, Duration past) {
    return done < (only.isPresent() ? 1 : samples) || (only.isEmpty() && past.compareTo(time) < 0);
  }
}
