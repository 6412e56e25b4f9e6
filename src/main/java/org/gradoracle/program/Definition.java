package org.gradoracle.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.gradoracle.program.Functions.F1;
import org.gradoracle.program.Functions.F2;
import org.gradoracle.program.Functions.F3;
import org.gradoracle.program.Functions.FN;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.text.Printable;
import org.gradoracle.text.Text;

/**
 * Where a program is written down, value by value, in the order it runs.
 *
 * <pre>{@code
 * var p = new Definition();
 * var x = p.parameter("x", FloatTensor.of(Shape.of(3), 1, 2, 3));
 * var square = p.step("square", x, a -> a.mul(a))              // (3)
 *     .grad(x, (dsquare, a) -> a.mul(2).mul(dsquare));
 * var loss = p.step("loss", square, a -> a.mean())             // ()
 *     .grad(square, (dloss, a) -> a.onesLike().mul(1.0 / 3).mul(dloss));
 * Program program = p.program(loss);
 * }</pre>
 *
 * <p>Every method throws {@link ProgramException} if the name is blank or taken, or an input is of
 * another definition or given twice to one step.
 */
public final class Definition {

  private static final long CLOSING_SEED = 20_220_912;

  private final Map<String, Var> vars = new LinkedHashMap<>();

  /** What has been run so far, by name. */
  private final Map<String, ArrayTensor> values = new LinkedHashMap<>();

  /** An input that a gradient is taken of. */
  public Input parameter(String name, FloatTensor value) {
    return add(new Input(name, value, false));
  }

  /** An input without a gradient: indices, targets, masks. */
  public Input constant(String name, FloatTensor value) {
    return add(new Input(name, value, true));
  }

  /**
   * A step of one input.
   *
   * @param name unique in this definition; reports use it
   * @param a the input: a parameter, a constant or an earlier step
   * @param forward the line; it may run many times, on any kind of tensor, so it must depend on
   *     nothing but its argument
   * @return the step, to write its rules on: {@link Step.Of1#grad}
   */
  public Step.Of1 step(String name, Var a, F1 forward) {
    return add(new Step.Of1(name, a, forward));
  }

  /** A step of two inputs, see {@link #step(String, Var, F1)}. */
  public Step.Of2 step(String name, Var a, Var b, F2 forward) {
    return add(new Step.Of2(name, a, b, forward));
  }

  /** A step of three inputs, see {@link #step(String, Var, F1)}. */
  public Step.Of3 step(String name, Var a, Var b, Var c, F3 forward) {
    return add(new Step.Of3(name, a, b, c, forward));
  }

  /** A step of any number of inputs, see {@link #step(String, Var, F1)}. */
  public Step.OfList step(String name, List<? extends Var> inputs, FN forward) {
    return add(new Step.OfList(name, inputs, forward));
  }

  /**
   * A step of several outputs, see {@link #step(String, Var, F1)}. The forward line is run here, to
   * know their shapes.
   *
   * @param outputs their names
   * @throws org.gradoracle.tensor.TensorException if a forward line gives an operation tensors that
   *     do not fit
   */
  public Outputs step(
      String name, List<? extends Var> inputs, List<String> outputs, Outputs.Forward forward) {
    require(
        Set.copyOf(outputs).size() == outputs.size(),
        name,
        "two of its outputs have one name: " + outputs);
    List<Shape> shapes = new ArrayList<>();
    Step probe =
        new Step.OfList(
            name,
            inputs,
            in -> {
              shapes.addAll(Outputs.shapes(forward.apply(in)));
              return in.get(0);
            });
    requireInputs(probe);
    PlainNetwork.forward(probe, run(), Dtype.FLOAT32);
    require(
        shapes.size() == outputs.size() && !shapes.isEmpty(),
        name,
        Text.format("the forward line gave %d outputs, expected %s", shapes.size(), outputs));
    Outputs step = add(new Outputs(name, inputs, outputs, shapes, forward));
    step.outputs().forEach(this::add);
    return step;
  }

  /**
   * Completes the program; no rule can be added to its steps afterwards.
   *
   * <p>A step of several outputs stands for all of them. An output that is not a scalar is closed
   * by a step {@code loss = (output * v).sum()}, with a constant {@code v} of standard normal
   * values, always the same ones: the gradient of the output is then {@code v}. That step and its
   * rule are added here; {@code v} is called {@code d} and the output's name.
   *
   * @param output the last step
   * @throws ProgramException if the output is a step of another definition, or not the last step
   * @throws org.gradoracle.tensor.TensorException if a forward line gives an operation tensors that
   *     do not fit
   */
  public Program program(Step output) {
    require(
        vars.get(output.name()) == output,
        output.name(),
        "the loss is a step of another definition");
    Program open = upTo(output, List.of());
    return output instanceof Outputs several
        ? closed(several.outputs())
        : PlainNetwork.value(output, run()).shape().rank() == 0 ? open : closed(List.of(output));
  }

  private Program closed(List<Step> outputs) {
    Random random = new Random(CLOSING_SEED); // equivalent mutant: any seed will do
    List<Input> upstreams = new ArrayList<>();
    for (Step output : outputs) {
      FloatTensor v =
          FloatTensor.of(PlainNetwork.value(output, run()).shape(), i -> random.nextGaussian());
      upstreams.add(constant(free("d" + output.name()), v));
    }
    return upTo(closing(outputs, upstreams), upstreams);
  }

  private Step closing(List<Step> outputs, List<Input> upstreams) {
    int count = outputs.size();
    List<Var> inputs = new ArrayList<>(outputs);
    inputs.addAll(upstreams);
    Step.OfList loss =
        step(
            free("loss"),
            inputs,
            in ->
                IntStream.range(0, count)
                    .mapToObj(i -> in.get(i).mul(in.get(count + i)).sum())
                    .reduce(Tensor::add)
                    .orElseThrow());
    for (int i = 0; i < count; i++) {
      int v = count + i;
      loss.grad(outputs.get(i), (dloss, in) -> in.get(v).mul(dloss));
    }
    return loss;
  }

  /** Forward through all that is written so far. */
  private Map<String, ArrayTensor> run() {
    for (Var var : vars.values()) {
      if (!values.containsKey(var.name())) {
        values.put(
            var.name(),
            var instanceof Step step
                ? PlainNetwork.forward(step, values, Dtype.FLOAT32)
                : ((Input) var).value());
      }
    }
    return values;
  }

  /** The name, or the first of {@code name_, name__, ...} that is not used. */
  private String free(String name) {
    return vars.containsKey(name) ? free(name + "_") : name;
  }

  private Program upTo(Step loss, List<Input> upstreams) {
    List<Input> inputs = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (Var var : vars.values()) {
      if (var instanceof Input input) {
        inputs.add(input);
      } else if (var instanceof Step step) {
        step.close();
        steps.add(step);
      }
    }
    Step last = steps.get(steps.size() - 1);
    require(
        last == loss || (loss instanceof Outputs several && several.outputs().contains(last)),
        loss.name(),
        "the loss must be the last step, after it comes " + last);
    return Program.of(inputs, steps, upstreams);
  }

  private <V extends Var> V add(V var) {
    require(!var.name().isBlank(), var.name(), "a name must not be blank");
    require(
        Printable.isLine(var.name()),
        Printable.line(var.name()),
        "a name must not hold line ends or what cannot be seen");
    if (var instanceof Step step) {
      requireInputs(step);
    }
    require(vars.putIfAbsent(var.name(), var) == null, var.name(), "the name is used twice");
    return var;
  }

  private void requireInputs(Step step) {
    require(!step.inputs().isEmpty(), step.name(), "a step has at least one input");
    Set<Var> distinct = new LinkedHashSet<>();
    for (Var input : step.inputs()) {
      require(
          vars.get(input.name()) == input,
          step.name(),
          "input '" + input + "' is of another definition");
      require(
          distinct.add(input),
          step.name(),
          "input '" + input + "' is given twice, name it once and use it twice in the line");
      require(
          !(input instanceof Outputs) || step.isOutput(),
          step.name(),
          Text.format(
              "'%s' has several outputs, take one of them: %s.output(\"...\")", input, input));
    }
  }

  private static void require(boolean condition, String name, String otherwise) {
    if (!condition) {
      throw new ProgramException("'" + name + "': " + otherwise);
    }
  }
}
