package org.gradoracle.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Intercepted;
import org.gradoracle.tensor.Intercepted.Interceptor;
import org.gradoracle.tensor.Tensor;

/**
 * Lines run in float64 with what every operation gives moved by up to half a float32 unit in the
 * last place: float32's rounding, without its range and without its luck. A probability that is 1
 * but for 1e-28 is exactly 1 in float32, and 1 - 1 shows no rounding there; here it does.
 *
 * <p>As in rounding itself, equal results of one operation are moved equally, and what only
 * selects, such as a maximum, is not moved: ties and equal rows stay what they are. Results of
 * different operations are moved differently: two probabilities that are 1 but for 1e-28 are
 * subtracted.
 */
final class Rounded {

  private static final double HALF_ULP = 0x1p-24;

  /** An odd number of many bits: spreads small ones. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** Operations that give numbers they were given, or whole ones. */
  private static final Set<String> EXACT =
      Set.of(
          "neg",
          "relu",
          "gt",
          "maskedFill",
          "zerosLike",
          "onesLike",
          "max",
          "oneHotMax",
          "view",
          "t",
          "rows",
          "pick");

  private final long seed;
  private long operations;

  /**
   * One way of rounding.
   *
   * @param seed another one rounds otherwise
   */
  Rounded(long seed) {
    this.seed = seed;
  }

  /**
   * The rule's line, rounded. A line that gives something else when it is watched (it reads its
   * tensors as arrays, or looks at their class) is left as it is: what it would show is no
   * rounding, and would allow any error.
   */
  Rule.Formula of(Rule.Formula formula) {
    return (upstream, inputs, output) ->
        watched(
            formula.apply(upstream, inputs, output),
            interceptor ->
                formula.apply(
                    Intercepted.of(upstream, interceptor),
                    intercepted(inputs, interceptor),
                    Intercepted.of(output, interceptor)));
  }

  /**
   * Forward and backward through a program.
   *
   * @param float64 a run at the same inputs, in float64
   */
  Trace run(Program program, Trace float64) {
    Map<String, ArrayTensor> values = new LinkedHashMap<>();
    program.inputs().forEach(input -> values.put(input.name(), float64.value(input)));
    for (Step step : program.steps()) {
      List<Tensor> inputs = new ArrayList<>();
      step.inputs().forEach(input -> inputs.add(values.get(input.name())));
      values.put(step.name(), forward(step, inputs));
    }
    Program rounded = program;
    for (Rule rule : program.rules()) {
      rounded = rounded.with(new Rule(rule.step(), rule.input(), of(rule.formula())));
    }
    return PlainNetwork.backward(rounded, values);
  }

  private ArrayTensor forward(Step step, List<Tensor> inputs) {
    return (ArrayTensor)
        watched(
            step.forward(inputs), interceptor -> step.forward(intercepted(inputs, interceptor)));
  }

  /** The line with its operations rounded, if watching alone changes no bit of what it gives. */
  private Tensor watched(Tensor plain, Function<Interceptor, Tensor> line) {
    try {
      Tensor seen = Intercepted.plain(line.apply((operation, x, given, proceed) -> proceed.get()));
      return plain instanceof ArrayTensor expected
              && seen instanceof ArrayTensor found
              && expected.shape().equals(found.shape())
              && Arrays.equals(expected.values(), found.values())
          ? Intercepted.plain(line.apply(this::rounded))
          : plain;
    } catch (RuntimeException e) {
      return plain;
    }
  }

  private Tensor rounded(
      String operation, Tensor x, List<Object> arguments, Supplier<Tensor> proceed) {
    if (EXACT.contains(operation)) {
      return proceed.get();
    }
    operations++;
    return moved((ArrayTensor) rounding(operation, x, arguments, proceed));
  }

  private static List<Tensor> intercepted(List<Tensor> tensors, Interceptor interceptor) {
    return tensors.stream().map(tensor -> Intercepted.of(tensor, interceptor)).toList();
  }

  private Tensor rounding(
      String operation, Tensor x, List<Object> arguments, Supplier<Tensor> proceed) {
    ArrayTensor terms = (ArrayTensor) x;
    return switch (operation) {
      case "sum" ->
          arguments.isEmpty() ? moved(terms).sum() : moved(terms).sum((int) arguments.get(0));
      case "sumSqueezed" -> moved(terms).sumSqueezed((int) arguments.get(0));
      case "mean" -> moved(terms).mean();
      case "matmul" -> moved(terms).matmul((Tensor) arguments.get(0));
      case "addRows" ->
          terms.addRows((Tensor) arguments.get(0), moved((ArrayTensor) arguments.get(1)));
      default -> proceed.get();
    };
  }

  private ArrayTensor moved(ArrayTensor tensor) {
    return tensor.dtype() == Dtype.FLOAT64
        ? DoubleTensor.of(tensor.shape(), i -> moved(tensor.at(i)))
        : tensor;
  }

  private double moved(double value) {
    long bits = Double.doubleToLongBits(Math.abs(value));
    return value
        * (1
            + HALF_ULP
                * (2 * new SplittableRandom(bits ^ (seed << 32 | operations) * GOLDEN).nextDouble()
                    - 1));
  }
}
