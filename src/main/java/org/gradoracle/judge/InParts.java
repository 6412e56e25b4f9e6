package org.gradoracle.judge;

import java.util.Random;
import org.gradoracle.compare.Extremes;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.FloatTensor;

/**
 * Raw loops run for two parts of their upstream: its elements with some of their last digits left
 * out, and these digits. A gradient is linear in its upstream: what the two do not add up to, the
 * loops have lost within themselves, even where they compute in float64 and nothing that they are
 * given shows it.
 */
final class InParts {

  /**
   * What may count as lost in float64, as a fraction of the largest element of the upstream: more
   * is no rounding, and loops that are not linear must not be allowed it.
   */
  private static final double LOST = 0x1p-40;

  private static final long SEED = 20_261_129;

  private final Random random;

  /** Divides upstreams as no other number does. */
  InParts(int number) {
    random = new Random(SEED + number);
  }

  /** The program with its raw loops run so. */
  Program of(Program program) {
    Program divided = program;
    for (Rule rule : program.rules()) {
      if (rule.raw()) {
        divided = divided.with(of(rule));
      }
    }
    return divided;
  }

  /** The loops run so: the sum of both or, where too much is lost for a rounding, the whole. */
  Rule of(Rule rule) {
    Rule.Backward loops = rule.once().backward();
    return rule.with(
        (upstream, inputs, output) -> {
          ArrayTensor whole = (ArrayTensor) loops.apply(upstream, inputs, output);
          ArrayTensor given = (ArrayTensor) upstream;
          ArrayTensor first = FloatTensor.of(given.shape(), i -> cut((float) given.at(i)));
          ArrayTensor sum =
              (ArrayTensor)
                  loops
                      .apply(first, inputs, output)
                      .add(loops.apply(given.sub(first), inputs, output));
          double lost = Extremes.distance(sum, whole);
          return lost <= LOST * Extremes.largest(given) ? sum : whole;
        });
  }

  /** With some of the last of its 23 binary digits set to zero. */
  private float cut(float number) {
    int digits = 1 + random.nextInt(20);
    return Float.intBitsToFloat(Float.floatToRawIntBits(number) >> digits << digits);
  }
}
