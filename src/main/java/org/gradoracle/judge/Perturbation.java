package org.gradoracle.judge;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.UnsharedRandom;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;

/**
 * Float64 gradients perturbed by as much as float32 would round them.
 *
 * <p>A float32 run can be free of rounding errors by luck. In the sum of 1/n, -1/n and 1e-30, the
 * order of the terms decides whether 1e-30 is lost, in float32 and in float64 alike; so the
 * distance between the two says nothing about rounding. Perturbing the terms does. A backward pass
 * is linear in the gradients, so that perturbing these, unlike perturbing values, crosses no kink.
 */
final class Perturbation {

  /** By this fraction of a number, at most, rounding to float32 moves it. */
  static final double HALF_ULP = 0x1p-24;

  private static final long SEED = 20_220_912;

  /** Between the seeds of two numbers: generators of successive seeds begin alike. */
  private static final long APART = 0x9e3779b97f4a7c15L;

  /** What the first elements are multiplied by, if it is by half a unit: of every rule the same. */
  private static final double[] FIRST = new Perturbation(1, 0).draw(1 << 16);

  private final double size;

  private final UnsharedRandom random;

  /** How many of the first ones were taken, or more, if the generator has gone on from there. */
  private int taken;

  /** By up to half a float32 unit in the last place. */
  Perturbation() {
    this(1, 0);
    taken = 0;
  }

  /**
   * By up to this many halves of a float32 unit in the last place.
   *
   * @param number of the draws: those of the same number are proportional to each other
   */
  Perturbation(int halves, int number) {
    size = halves * HALF_ULP;
    random = new UnsharedRandom(SEED + number * APART);
    taken = Integer.MAX_VALUE;
  }

  /** Every element perturbed; in the element type it has. */
  ArrayTensor perturb(ArrayTensor exact) {
    var factors = DoubleTensor.of(exact.shape(), factors(exact.size()));
    return exact.dtype().cast(Dtype.FLOAT64.cast(exact).mul(factors));
  }

  private double[] factors(int count) {
    if (count <= FIRST.length - taken) {
      taken += count;
      return Arrays.copyOfRange(FIRST, taken - count, taken);
    }
    if (taken <= FIRST.length) {
      draw(taken);
      taken = Integer.MAX_VALUE;
    }
    return draw(count);
  }

  private double[] draw(int count) {
    double[] draws = new double[count];
    random.nextDoubles(draws);
    for (int i = 0; i < count; i++) {
      draws[i] = 1 + size * (2 * draws[i] - 1);
    }
    return draws;
  }

  /** All values perturbed by name, except constants: indices, targets and masks are exact. */
  Map<String, ArrayTensor> perturb(Program program, Map<String, ArrayTensor> values) {
    Map<String, ArrayTensor> perturbed = new LinkedHashMap<>(values);
    program.traced().forEach(var -> perturbed.computeIfPresent(var.name(), (n, x) -> perturb(x)));
    return perturbed;
  }

  /**
   * The program with what every rule gives perturbed, and the output, if it reads that: a saturated
   * softmax is exactly 1 in float32, and what cancels against it shows no rounding.
   */
  Program perturb(Program program) {
    return program.withEach(
        rule -> {
          boolean reads = rule.readsOutput();
          Rule.Backward line = rule.once().backward();
          return rule.with(
              (upstream, inputs, output) ->
                  perturb(
                      (ArrayTensor)
                          line.apply(
                              upstream, inputs, reads ? perturb((ArrayTensor) output) : output)));
        });
  }

  /**
   * The program with the upstream of every rule perturbed.
   *
   * @param most by how much at most, of any element, by the step's name
   */
  Program perturbUpstreams(Program program, Map<String, Double> most) {
    return program.withEach(
        rule -> {
          double distance = most.getOrDefault(rule.step(), 0.0);
          return rule.with(
              (upstream, inputs, output) ->
                  rule.once()
                      .backward()
                      .apply(perturb((ArrayTensor) upstream, distance), inputs, output));
        });
  }

  private ArrayTensor perturb(ArrayTensor exact, double most) {
    return exact
        .dtype()
        .cast(
            DoubleTensor.of(
                exact.shape(), i -> exact.at(i) + most * (2 * random.nextDouble() - 1)));
  }
}
