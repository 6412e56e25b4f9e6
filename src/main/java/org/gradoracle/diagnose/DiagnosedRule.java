package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.program.AuthorCode;
import org.gradoracle.program.Outputs;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Rule;
import org.gradoracle.program.Step;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.text.Text;

/**
 * A rule run once under one upstream, next to the reference's product, with what a diagnosis needs
 * to know of it. All values are in float64; raw loops run in float32, and only what they give is
 * cast.
 *
 * @param step the step
 * @param index which of the step's inputs the rule is for
 * @param rule the rule
 * @param inputs the step's inputs
 * @param upstream the upstream
 * @param upstreamName which that is, as a sentence puts it
 * @param ours what the rule gives, of whatever shape
 * @param truth the reference's vector-Jacobian product
 * @param tolerance by what fraction of the largest value two values may differ and still count as
 *     equal
 * @param reference takes the products of altered lines
 */
public record DiagnosedRule(
    Step step,
    int index,
    Rule rule,
    List<ArrayTensor> inputs,
    ArrayTensor upstream,
    String upstreamName,
    ArrayTensor ours,
    ArrayTensor truth,
    double tolerance,
    Reference reference) {

  /**
   * By this fraction of the largest value two values in float64 may differ and still count as
   * equal: a mistake explains a rule whose values are its to nine digits.
   */
  public static final double SAME = 1e-9;

  /** By what fraction of the largest value a sum may differ from the sum of what is rounded. */
  private static final double ROUNDING = 1e-6;

  private static final double ROUNDING_FLOAT32 = 1e-3;

  private static final long ELSEWHERE_SEED = 20_220_912;

  /** None if the rule gives nothing that could be diagnosed. */
  public static Optional<DiagnosedRule> of(
      Step step,
      int index,
      Rule rule,
      List<ArrayTensor> inputs,
      ArrayTensor upstream,
      String upstreamName,
      double tolerance,
      Reference reference) {
    Optional<ArrayTensor> truth = reference.pullback(step::forward, inputs, upstream).get(index);
    return of(step, index, rule, inputs, upstream, upstreamName, truth, tolerance, reference);
  }

  /**
   * The same, where the product is there already.
   *
   * @param truth the reference's product; none if the output does not depend on the input
   */
  public static Optional<DiagnosedRule> of(
      Step step,
      int index,
      Rule rule,
      List<ArrayTensor> inputs,
      ArrayTensor upstream,
      String upstreamName,
      Optional<ArrayTensor> truth,
      double tolerance,
      Reference reference) {
    Optional<ArrayTensor> ours = run(step, rule, inputs, upstream);
    return ours.isPresent() && truth.isPresent()
        ? Optional.of(
            new DiagnosedRule(
                step,
                index,
                rule,
                inputs,
                upstream,
                upstreamName,
                ours.get(),
                truth.get(),
                tolerance,
                reference))
        : Optional.empty();
  }

  private static Optional<ArrayTensor> run(
      Step step, Rule rule, List<ArrayTensor> inputs, ArrayTensor upstream) {
    Dtype dtype = rule.raw() ? Dtype.FLOAT32 : Dtype.FLOAT64;
    try {
      List<Tensor> values = new ArrayList<>();
      inputs.forEach(value -> values.add(dtype.cast(value)));
      Tensor result =
          rule.backward().apply(dtype.cast(upstream), List.copyOf(values), step.forward(values));
      return result instanceof ArrayTensor array && NonFinite.isFinite(array)
          ? Optional.of(Dtype.FLOAT64.cast(array))
          : Optional.empty();
    } catch (Throwable e) {
      AuthorCode.rethrowOutOfMemory(e);
      return Optional.empty(); // the row says so already
    }
  }

  /** The step's forward line, watched. */
  Line line() {
    return Line.of(step.inputs().stream().map(Object::toString).toList(), inputs, step::forward);
  }

  /** What a rule is given, by name: the upstream, the inputs, the output. */
  List<String> ruleNames() {
    List<String> names = new ArrayList<>(List.of("d" + step));
    step.inputs().forEach(input -> names.add(input.name()));
    names.add(step.name());
    return names;
  }

  /** The rule as a line of what it is given, watched: operation by operation, as it is written. */
  Line ruleLine() {
    return Line.of(
        ruleNames(),
        true,
        outputNames(),
        given(),
        values ->
            rule.backward()
                .apply(
                    values.get(0),
                    List.copyOf(values.subList(1, values.size() - 1)),
                    values.get(values.size() - 1)));
  }

  /** One of several outputs, and its upstream, by name: as the rule takes them out. */
  private Map<String, String> outputNames() {
    Map<String, String> names = new HashMap<>();
    if (step instanceof Outputs several) {
      int start = 0;
      for (Step output : several.outputs()) {
        Shape shape = several.shape(output);
        String taken = Text.format(".narrow(0, %d, %d)", start, shape.size());
        for (String d : List.of("", "d")) {
          names.put(d + step + taken, d + output);
          names.put(Text.format("%s%s.view(%s)", d, output, shape), d + output);
        }
        start += shape.size();
      }
    }
    return names;
  }

  private List<ArrayTensor> given() {
    List<ArrayTensor> given = new ArrayList<>(List.of(upstream));
    given.addAll(inputs);
    given.add(output());
    return given;
  }

  private ArrayTensor output() {
    return (ArrayTensor) step.forward(List.copyOf(inputs));
  }

  /** What the rule gives if its inputs, and the output after them, are rearranged; if anything. */
  Optional<ArrayTensor> withValues(Consumer<List<Tensor>> rearrange) {
    List<Tensor> values = new ArrayList<>(inputs);
    values.add(output());
    rearrange.accept(values);
    int last = values.size() - 1;
    try {
      return rule.backward().apply(upstream, List.copyOf(values.subList(0, last)), values.get(last))
                  instanceof ArrayTensor gradient
              && NonFinite.isFinite(gradient)
          ? Optional.of(gradient)
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty(); // they do not fit
    }
  }

  /**
   * The same at other values of the inputs that have a gradient, each moved by some percent, and
   * under an upstream of the other sign: what is so by chance is not so there. None if there is no
   * gradient there.
   */
  Optional<DiagnosedRule> elsewhere() {
    Random random = new Random(ELSEWHERE_SEED);
    List<ArrayTensor> moved = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      ArrayTensor x = inputs.get(i);
      moved.add(
          step.inputs().get(i).differentiable()
              ? times(x, () -> 1 + random.nextGaussian() / 16)
              : x);
    }
    return at(moved, times(upstream, () -> -1 - random.nextGaussian() / 16));
  }

  /** Each element times another factor, as float32 has it. */
  private static ArrayTensor times(ArrayTensor x, DoubleSupplier factor) {
    return DoubleTensor.of(x.shape(), k -> (float) (x.at(k) * factor.getAsDouble()));
  }

  /** The same where every element of the input is moved a little. */
  Optional<DiagnosedRule> nearby() {
    Random random = new Random(ELSEWHERE_SEED);
    ArrayTensor x = inputs.get(index);
    double largest = Extremes.largest(x);
    double most = (largest > 0 && largest < 1 ? largest : 1) / 256;
    List<ArrayTensor> moved = new ArrayList<>(inputs);
    moved.set(
        index, DoubleTensor.of(x.shape(), k -> (float) (x.at(k) + most * random.nextGaussian())));
    return at(moved, upstream);
  }

  private Optional<DiagnosedRule> at(List<ArrayTensor> moved, ArrayTensor up) {
    try {
      return of(step, index, rule, moved, up, upstreamName, tolerance, reference)
          .filter(other -> NonFinite.isFinite(other.truth()));
    } catch (TensorException | ProgramException e) {
      return Optional.empty(); // the line does not take such values
    }
  }

  /** The forward values at hand, by name. */
  Map<String, ArrayTensor> values() {
    Map<String, ArrayTensor> values = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      values.put(step.inputs().get(i).name(), inputs.get(i));
    }
    values.put(step.name(), output());
    return values;
  }

  /** What the rule gives under twice the upstream; none if it is not the same shape. */
  Optional<ArrayTensor> underOtherUpstream() {
    return run(step, rule, inputs, upstream.mul(2));
  }

  /**
   * Whether the rule gives something else under the sum of this upstream and another than the sum
   * of what it gives under each: a vector-Jacobian product does not.
   */
  boolean isNotLinear() {
    Random random = new Random(ELSEWHERE_SEED);
    ArrayTensor other = times(upstream, () -> -1 - random.nextGaussian());
    Optional<ArrayTensor> alone = run(step, rule, inputs, other);
    Optional<ArrayTensor> both = run(step, rule, inputs, upstream.add(other));
    if (alone.isEmpty() || both.isEmpty() || !alone.get().shape().equals(ours.shape())) {
      return false;
    }
    double largest = Math.max(Extremes.largest(ours), Extremes.largest(alone.get()));
    double rounding = Math.max(tolerance, rule.raw() ? ROUNDING_FLOAT32 : ROUNDING);
    return Extremes.distance(both.get(), ours.add(alone.get())) > rounding * largest;
  }

  /** Every dimension above 1 of the inputs and the output. */
  NavigableSet<Integer> sizes() {
    return Shape.sizes(Stream.concat(inputs.stream(), Stream.of(upstream)).map(ArrayTensor::shape));
  }

  /** Right gradients of lines that are a little different from the step's. */
  List<Altered> altered() {
    List<Altered> altered = new ArrayList<>();
    for (AlteredLine line : alteredLines()) {
      line.product(reference, upstream, truth)
          .ifPresent(product -> altered.add(new Altered(line.explanation(), product)));
    }
    return altered;
  }

  /** None if the line cannot be watched, because it asks what kind of tensors it is given. */
  private List<AlteredLine> alteredLines() {
    try {
      return AlteredLine.of(step, index, inputs);
    } catch (TensorException | ProgramException e) {
      return List.of();
    }
  }

  /**
   * The right gradient of an altered line.
   *
   * @param explanation what is different; two alterations may be reported alike
   */
  record Altered(Explanation explanation, ArrayTensor gradient) {

    Altered(Explanation.Kind kind, String text, ArrayTensor gradient) {
      this(new Explanation(kind, text), gradient);
    }
  }
}
