package org.gradoracle.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.gradoracle.program.Functions.F1;
import org.gradoracle.program.Functions.F2;
import org.gradoracle.program.Functions.F3;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.text.Printable;

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

  /** An input that a gradient is taken of. */
  public Input parameter(String name, FloatTensor value) {
    return add(new Input(name, value, false));
  }

  /** An input without a gradient: indices, targets, masks. */
  public Input constant(String name, FloatTensor value) {
    return add(new Input(name, value, true));
  }

  /** A step of one input. */
  public Step.Of1 step(String name, Var a, F1 forward) {
    return add(new Step.Of1(name, a, forward));
  }

  /** A step of two inputs. */
  public Step.Of2 step(String name, Var a, Var b, F2 forward) {
    return add(new Step.Of2(name, a, b, forward));
  }

  /** A step of three inputs. */
  public Step.Of3 step(String name, Var a, Var b, Var c, F3 forward) {
    return add(new Step.Of3(name, a, b, c, forward));
  }

  /**
   * The program, whole; no rule can be added to it afterwards.
   *
   * <p>An output that is no scalar is closed by a step {@code loss = (output * v).sum()}, with a
   * constant {@code v} of standard normal values, always the same ones: the gradient of the output
   * is then {@code v}. That step and its rule are added here; {@code v} is called {@code d} and the
   * output's name.
   *
   * @param output the last step
   * @throws org.gradoracle.tensor.TensorException if a forward line gives an operation tensors that
   *     do not fit
   */
  public Program program(Step output) {
    require(
        vars.get(output.name()) == output,
        output.name(),
        "the loss is a step of another definition");
    Program open = upTo(output, Optional.empty());
    Shape shape = PlainNetwork.value(output, PlainNetwork.forward(open, Point.of(open))).shape();
    return shape.rank() == 0 ? open : closed(output, shape);
  }

  private Program closed(Step output, Shape shape) {
    Random random = new Random(CLOSING_SEED); // equivalent mutant: any seed will do
    Input v =
        constant(free("d" + output.name()), FloatTensor.of(shape, i -> random.nextGaussian()));
    return upTo(closing(output, v), Optional.of(v));
  }

  private Step closing(Step output, Input v) {
    return step(free("loss"), output, v, (out, dout) -> out.mul(dout).sum())
        .grad(output, (dloss, out, dout) -> dout.mul(dloss));
  }

  /** The name, or the first of {@code name_, name__, ...} that is not used. */
  private String free(String name) {
    return vars.containsKey(name) ? free(name + "_") : name;
  }

  private Program upTo(Step loss, Optional<Input> upstream) {
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
    require(
        steps.get(steps.size() - 1) == loss,
        loss.name(),
        "the loss must be the last step, after it comes " + steps.get(steps.size() - 1));
    return Program.of(inputs, steps, upstream);
  }

  private <V extends Var> V add(V var) {
    require(!var.name().isBlank(), var.name(), "a name must not be blank");
    require(
        Printable.isLine(var.name()),
        Printable.line(var.name()),
        "a name must not hold line ends or what cannot be seen");
    if (var instanceof Step step) {
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
      }
    }
    require(vars.putIfAbsent(var.name(), var) == null, var.name(), "the name is used twice");
    return var;
  }

  private static void require(boolean condition, String name, String otherwise) {
    if (!condition) {
      throw new ProgramException("'" + name + "': " + otherwise);
    }
  }
}
