package org.gradoracle.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Program;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Intercepted;
import org.gradoracle.tensor.Intercepted.Interceptor;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.Trait;

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
final class SimulatedRounding {

  /** An odd number of many bits: spreads small ones. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** From here on, the derivatives of tanh and sigmoid are zero in float64, too. */
  private static final double SATURATED = 1000;

  private final long seed;
  private long operations;

  /**
   * One way of rounding.
   *
   * @param seed another one rounds otherwise
   */
  SimulatedRounding(long seed) {
    this.seed = seed;
  }

  /**
   * The rule's line, rounded. A line that gives something else when it is watched (it reads its
   * tensors as arrays, or looks at their class) is left as it is: what it would show is no
   * rounding, and would allow any error.
   */
  Rule.Backward of(Rule.Backward backward) {
    return (upstream, inputs, output) ->
        watched(
            backward.apply(upstream, inputs, output),
            interceptor ->
                backward.apply(
                    Intercepted.of(upstream, interceptor),
                    intercepted(inputs, interceptor),
                    Intercepted.of(output, interceptor)));
  }

  /**
   * Whether a rule's line meets a number that float32 does not have with all its digits: too large,
   * or too small to be normal.
   */
  static boolean leavesRange(
      Rule.Backward backward, Tensor upstream, List<Tensor> inputs, Tensor output) {
    boolean[] left = new boolean[1];
    Interceptor watching =
        (operation, x, given, proceed) -> {
          Tensor result = proceed.get();
          left[0] |= result instanceof ArrayTensor array && leavesRange(array);
          return result;
        };
    backward.apply(
        Intercepted.of(upstream, watching),
        intercepted(inputs, watching),
        Intercepted.of(output, watching));
    return left[0];
  }

  private static boolean leavesRange(ArrayTensor tensor) {
    return Arrays.stream(tensor.values())
        .map(Math::abs)
        .anyMatch(value -> value > Float.MAX_VALUE || (value != 0 && value < Float.MIN_NORMAL));
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
    Program rounded = program.withEach(rule -> rule.with(of(rule.backward())));
    return PlainNetwork.backward(rounded, values);
  }

  /**
   * Backward through a program by the reference, step by step.
   *
   * @param float64 the reference's run at the same inputs, in float64
   */
  Trace backward(Program program, Trace float64, Reference reference) {
    Program differentiated = program;
    for (Step step : program.steps()) {
      // all rules of a step are given one upstream, and the reference answers for all at once
      IdentityHashMap<Tensor, List<Optional<ArrayTensor>>> products = new IdentityHashMap<>();
      for (int i = 0; i < step.inputs().size(); i++) {
        int index = i;
        Var input = step.inputs().get(i);
        if (program.rule(step, input).isPresent()) {
          Rule.Backward autograd =
              (upstream, inputs, output) ->
                  products
                      .computeIfAbsent(
                          upstream,
                          up -> pullback(reference, step, arrays(inputs), (ArrayTensor) up))
                      .get(index)
                      .orElseGet(() -> ((ArrayTensor) inputs.get(index)).zerosLike());
          differentiated = differentiated.with(new Rule(step.name(), input.name(), autograd));
        }
      }
    }
    return PlainNetwork.backward(differentiated, float64.values());
  }

  private List<Optional<ArrayTensor>> pullback(
      Reference reference, Step step, List<ArrayTensor> inputs, ArrayTensor upstream) {
    return pullback(
        reference, step, inputs, upstream, reference.pullback(step::forward, inputs, upstream));
  }

  /**
   * The reference's products of a step, with the results of the forward line's operations rounded,
   * and what it differentiates with them.
   *
   * @param plain what they are without that
   */
  List<Optional<ArrayTensor>> pullback(
      Reference reference,
      Step step,
      List<ArrayTensor> inputs,
      ArrayTensor upstream,
      List<Optional<ArrayTensor>> plain) {
    return watched(
        plain,
        interceptor ->
            reference.pullback(
                x -> Intercepted.plain(step.forward(intercepted(x, interceptor))),
                inputs,
                upstream),
        SimulatedRounding::same);
  }

  private static List<ArrayTensor> arrays(List<Tensor> tensors) {
    return tensors.stream().map(ArrayTensor.class::cast).toList();
  }

  /** The output of a step's line, rounded. */
  ArrayTensor forward(Step step, List<Tensor> inputs) {
    return (ArrayTensor)
        watched(
            step.forward(inputs), interceptor -> step.forward(intercepted(inputs, interceptor)));
  }

  private Tensor watched(Tensor plain, Function<Interceptor, Tensor> line) {
    return watched(
        plain, interceptor -> Intercepted.plain(line.apply(interceptor)), SimulatedRounding::same);
  }

  /** The line with its operations rounded, if watching alone changes no bit of what it gives. */
  private <T> T watched(T plain, Function<Interceptor, T> line, BiPredicate<T, T> same) {
    try {
      T seen = line.apply((operation, x, given, proceed) -> proceed.get());
      return same.test(plain, seen) ? line.apply(this::rounded) : plain;
    } catch (RuntimeException e) {
      return plain;
    }
  }

  private static boolean same(Tensor plain, Tensor seen) {
    return plain instanceof ArrayTensor a
        && seen instanceof ArrayTensor b
        && a.shape().equals(b.shape())
        && a.mismatch(b) < 0;
  }

  private static boolean same(List<Optional<ArrayTensor>> plain, List<Optional<ArrayTensor>> seen) {
    return IntStream.range(0, plain.size())
        .allMatch(
            i ->
                plain.get(i).isPresent() == seen.get(i).isPresent()
                    && plain.get(i).stream().allMatch(a -> same(a, seen.get(i).orElseThrow())));
  }

  private Tensor rounded(
      String operation, Tensor x, List<Object> arguments, Supplier<Tensor> proceed) {
    if (Trait.EXACT.isOf(operation)) {
      return proceed.get();
    }
    operations++;
    return moved(rounding(operation, x, arguments, proceed));
  }

  private static List<Tensor> intercepted(List<Tensor> tensors, Interceptor interceptor) {
    return tensors.stream().map(tensor -> Intercepted.of(tensor, interceptor)).toList();
  }

  private Tensor rounding(
      String operation, Tensor x, List<Object> arguments, Supplier<Tensor> proceed) {
    return switch (operation) {
      case "sum" -> arguments.isEmpty() ? moved(x).sum() : moved(x).sum((int) arguments.get(0));
      case "sumSqueezed" -> moved(x).sumSqueezed((int) arguments.get(0));
      case "mean" -> moved(x).mean();
      case "cumsum" -> moved(x).cumsum((int) arguments.get(0));
      case "add" -> arguments.get(0) instanceof Double number ? x.add(cast(number)) : proceed.get();
      case "rsub" -> x.rsub(cast((double) arguments.get(0)));
      case "tanh" -> saved(x, -SATURATED, proceed.get());
      case "sigmoid" -> saved(x, 0, proceed.get());
      case "matmul" -> moved(x).matmul((Tensor) arguments.get(0));
      case "addRows" -> x.addRows((Tensor) arguments.get(0), moved((Tensor) arguments.get(1)));
      case "scatterAdd" ->
          x.scatterAdd(
              (int) arguments.get(0), (Tensor) arguments.get(1), moved((Tensor) arguments.get(2)));
      default -> proceed.get();
    };
  }

  /**
   * Autograd keeps the result y, and computes 1 - y² or y (1 - y): where y is 1 but for 1e-20, of
   * which it shows nothing, the derivative is off by what rounding moves y by. To move y alone does
   * not move what autograd kept. So something is added that is as small, and has a derivative as
   * large as that.
   *
   * @param from below it there is no such loss
   */
  private Tensor saved(Tensor x, double from, Tensor y) {
    if (x instanceof ArrayTensor) {
      return y; // differentiated by nobody
    }
    var random = new SplittableRandom((seed << 32 | operations) * GOLDEN);
    double size = Perturbation.HALF_ULP * (2 * random.nextDouble() - 1);
    return y.add(x.clamp(from, SATURATED).mul(0.5 + random.nextDouble()).sin().mul(size));
  }

  /** A number of the line, as float32 has it: what is nearly equal to it may be equal there. */
  private static double cast(double number) {
    return (float) number;
  }

  /** The reference's tensors cannot be read: all elements of one are moved by the same part. */
  private Tensor moved(Tensor tensor) {
    if (tensor instanceof ArrayTensor array) {
      return array.dtype() == Dtype.FLOAT64
          ? DoubleTensor.of(array.shape(), i -> array.at(i) * factor(array.at(i)))
          : array;
    }
    return tensor.mul(factor(1));
  }

  /** The same for equal values of one operation. */
  private double factor(double value) {
    long bits = Double.doubleToLongBits(Math.abs(value));
    var random = new SplittableRandom(bits ^ (seed << 32 | operations) * GOLDEN);
    return 1 + Perturbation.HALF_ULP * (2 * random.nextDouble() - 1);
  }
}
