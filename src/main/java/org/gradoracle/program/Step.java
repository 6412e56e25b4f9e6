package org.gradoracle.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gradoracle.program.Functions.F1;
import org.gradoracle.program.Functions.F2;
import org.gradoracle.program.Functions.F3;
import org.gradoracle.program.Functions.F4;
import org.gradoracle.program.Functions.F5;
import org.gradoracle.program.Functions.FN;
import org.gradoracle.program.Functions.GN;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.text.Text;

/**
 * One line forward and, next to it, one line backward for each of its inputs.
 *
 * <p>The subclasses differ only in the number of inputs; in each, {@code grad} takes a rule as a
 * function of the upstream gradient and the inputs and, if it wants it, the output.
 */
public abstract sealed class Step extends Var permits Step.OfOneOutput, Step.Output, Outputs {

  private final List<Var> inputs;
  private final Function<List<Tensor>, Tensor> forward;
  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private Optional<Raw.SharedKernel> kernel = Optional.empty();
  private boolean closed;

  Step(String name, List<Var> inputs, Function<List<Tensor>, Tensor> forward) {
    super(name);
    this.inputs = inputs;
    this.forward = forward;
  }

  /** The inputs, in the order the forward line takes them. */
  public final List<Var> inputs() {
    return inputs;
  }

  /**
   * Runs the forward line.
   *
   * @throws ProgramException if it throws anything but a {@link TensorException}, or returns null
   */
  public final Tensor forward(List<Tensor> values) {
    Object output;
    try {
      output = forward.apply(values);
    } catch (TensorException e) {
      throw e;
    } catch (Throwable e) {
      AuthorCode.rethrowOutOfMemory(e);
      throw new ProgramException(
          "step '" + this + "': the forward line threw " + AuthorCode.describe(e), e);
    }
    if (!(output instanceof Tensor tensor)) {
      throw new ProgramException("step '" + this + "': the forward line returned " + output);
    }
    return tensor;
  }

  /** Whether there are raw loops beside the forward line. */
  public final boolean hasKernel() {
    return kernel.isPresent();
  }

  /**
   * Runs the raw loops that stand beside the forward line.
   *
   * @param shape of the output
   * @throws ProgramException if there are none, or if they break their contract: they leave an
   *     element unset, change what they may only read, or give something else each time
   */
  public final FloatTensor runKernel(List<ArrayTensor> values, Shape shape) {
    Raw.SharedKernel loops =
        kernel.orElseThrow(() -> new ProgramException("step '" + this + "' has no kernel"));
    List<String> names = inputs.stream().map(input -> "'" + input + "'").toList();
    List<float[]> read = values.stream().map(Step::floats).toList();
    float[][] outputs =
        Raw.run(Raw.Contract.SETS, names, read, sizes(split(new float[shape.size()])), loops::run);
    return FloatTensor.of(shape, Outputs.join(outputs));
  }

  /**
   * Whether this step has several outputs. Its value is then all of them, flattened and
   * concatenated; each output is a further step that slices it out, and that has the row in
   * reports.
   */
  public boolean joinsOutputs() {
    return false;
  }

  /** Whether the step takes one output out of those of another; its rule is not its author's. */
  public boolean isOutput() {
    return false;
  }

  /** The outputs as loops see them, one after the other in the value. */
  float[][] split(float[] value) {
    return new float[][] {value};
  }

  /** How messages refer to an output, as in {@code "the upstream gradient" + of}. */
  List<String> outputNames() {
    return List.of("");
  }

  private static int[] sizes(float[][] arrays) {
    return Arrays.stream(arrays).mapToInt(array -> array.length).toArray();
  }

  private static float[] floats(Tensor tensor) {
    if (tensor instanceof FloatTensor floats) {
      return floats.toFloatArray();
    }
    throw new TensorException("raw loops run on float32 tensors, found " + tensor);
  }

  final Collection<Rule> rules() {
    return rules.values();
  }

  @Override
  public final boolean differentiable() {
    return true;
  }

  /** No rule can be written any more. */
  final void close() {
    closed = true;
  }

  final void write(Var input, Rule.Backward backward) {
    put(input, new DeterminismCheck(backward), false);
  }

  /** A rule that does not read the output. */
  final void writeOfInputs(Var input, GN rule) {
    write(input, new OfInputs(rule));
  }

  /** A rule as a function of the upstream and the inputs alone. */
  record OfInputs(GN rule) implements Rule.Backward {
    @Override
    public Tensor apply(Tensor upstream, List<Tensor> inputs, Tensor output) {
      return rule.apply(upstream, inputs);
    }
  }

  private void put(Var input, Rule.Backward backward, boolean raw) {
    if (closed) {
      throw new ProgramException(said(input, "the program is built: write rules before"));
    }
    if (!inputs.contains(input)) {
      throw new ProgramException(
          said(input, "the step has no such input, its inputs are " + inputs));
    }
    if (!input.differentiable()) {
      throw new ProgramException(said(input, "a constant has no gradient"));
    }
    if (rules.putIfAbsent(input.name(), new Rule(name(), input.name(), backward, raw)) != null) {
      throw new ProgramException(said(input, "the rule is written twice"));
    }
  }

  final void writeRaw(Var input, Raw.Loops loops) {
    writeRaw(
        List.of(input),
        Raw.Contract.SETS,
        (upstreams, in, outs, gradients) -> loops.run(upstreams[0], in, outs[0], gradients[0]));
  }

  /** Each rule runs all the loops, and takes its own gradient. */
  final void writeRaw(List<? extends Var> written, Raw.Contract contract, Raw.SharedLoops loops) {
    int[] indices = written.stream().mapToInt(inputs::indexOf).toArray();
    for (int i = 0; i < indices.length; i++) {
      int own = i;
      put(
          written.get(own),
          (up, x, out) ->
              FloatTensor.of(
                  x.get(indices[own]).shape(), runRaw(contract, loops, indices, own, up, x, out)),
          true);
    }
  }

  /** The gradient of this number of all that the loops give; they may be wrong in the others. */
  private float[] runRaw(
      Raw.Contract contract,
      Raw.SharedLoops loops,
      int[] indices,
      int own,
      Tensor upstream,
      List<Tensor> x,
      Tensor output) {
    List<String> names = new ArrayList<>();
    outputNames().forEach(of -> names.add("the upstream gradient" + of));
    outputNames().forEach(of -> names.add("the output" + of));
    inputs.forEach(each -> names.add("'" + each + "'"));
    List<float[]> read = new ArrayList<>(List.of(split(floats(upstream))));
    int outputs = read.size();
    read.addAll(List.of(split(floats(output))));
    x.forEach(each -> read.add(floats(each)));
    int[] sizes = Arrays.stream(indices).map(index -> x.get(index).shape().size()).toArray();
    return Raw.run(
        contract,
        names,
        read,
        sizes,
        (arrays, gradients) ->
            loops.run(
                Arrays.copyOf(arrays, outputs),
                Arrays.copyOfRange(arrays, 2 * outputs, arrays.length),
                Arrays.copyOfRange(arrays, outputs, 2 * outputs),
                gradients),
        own)[own];
  }

  final void writeKernel(Raw.Kernel loops) {
    writeSharedKernel((in, outs) -> loops.run(in, outs[0]));
  }

  final void writeSharedKernel(Raw.SharedKernel loops) {
    if (closed || kernel.isPresent()) {
      throw new ProgramException(
          Text.format(
              "step '%s': %s",
              this,
              closed
                  ? "the program is built: write its kernel before"
                  : "its kernel is written twice"));
    }
    kernel = Optional.of(loops);
  }

  private String said(Var input, String what) {
    return "rule '" + Rule.id(name(), input.name()) + "': " + what;
  }

  /**
   * A step of one output, whose rules and kernel may be raw loops.
   *
   * @param <S> the class of the step itself, so that calls can be chained
   */
  public abstract static sealed class OfOneOutput<S extends OfOneOutput<S>> extends Step
      permits Of1, Of2, Of3, OfList {

    OfOneOutput(String name, List<Var> inputs, Function<List<Tensor>, Tensor> forward) {
      super(name, inputs, forward);
    }

    /** Writes the rule for an input as raw loops, which run in float32 only. */
    public final S gradRaw(Var input, Raw.Loops rule) {
      writeRaw(input, rule);
      return self();
    }

    /** Writes the rules for several inputs as raw loops, in float32 only. */
    public final S gradsRaw(
        List<? extends Var> inputs, Raw.Contract contract, Raw.SharedLoops rules) {
      writeRaw(inputs, contract, rules);
      return self();
    }

    /** Writes raw loops beside the forward line, to be checked against it. */
    public final S kernel(Raw.Kernel loops) {
      writeKernel(loops);
      return self();
    }

    @SuppressWarnings("unchecked") // S is the class of this
    private S self() {
      return (S) this;
    }
  }

  /** A step of one input. */
  public static final class Of1 extends OfOneOutput<Of1> {

    Of1(String name, Var a, F1 forward) {
      super(name, List.of(a), x -> forward.apply(x.get(0)));
    }

    /** Writes the rule for an input, from the upstream gradient and the input. */
    public Of1 grad(Var input, F2 rule) {
      writeOfInputs(input, (up, x) -> rule.apply(up, x.get(0)));
      return this;
    }

    /** Writes the rule for an input, from the upstream gradient, the input and the output. */
    public Of1 grad(Var input, F3 rule) {
      write(input, (up, x, out) -> rule.apply(up, x.get(0), out));
      return this;
    }
  }

  /** A step of two inputs. */
  public static final class Of2 extends OfOneOutput<Of2> {

    Of2(String name, Var a, Var b, F2 forward) {
      super(name, List.of(a, b), x -> forward.apply(x.get(0), x.get(1)));
    }

    /** Writes the rule for an input, from the upstream gradient and the inputs. */
    public Of2 grad(Var input, F3 rule) {
      writeOfInputs(input, (up, x) -> rule.apply(up, x.get(0), x.get(1)));
      return this;
    }

    /** Writes the rule for an input, from the upstream gradient, the inputs and the output. */
    public Of2 grad(Var input, F4 rule) {
      write(input, (up, x, out) -> rule.apply(up, x.get(0), x.get(1), out));
      return this;
    }
  }

  /** A step of three inputs. */
  public static final class Of3 extends OfOneOutput<Of3> {

    Of3(String name, Var a, Var b, Var c, F3 forward) {
      super(name, List.of(a, b, c), x -> forward.apply(x.get(0), x.get(1), x.get(2)));
    }

    /** Writes the rule for an input, from the upstream gradient and the inputs. */
    public Of3 grad(Var input, F4 rule) {
      writeOfInputs(input, (up, x) -> rule.apply(up, x.get(0), x.get(1), x.get(2)));
      return this;
    }

    /** Writes the rule for an input, from the upstream gradient, the inputs and the output. */
    public Of3 grad(Var input, F5 rule) {
      write(input, (up, x, out) -> rule.apply(up, x.get(0), x.get(1), x.get(2), out));
      return this;
    }
  }

  /** One output of a step of several. */
  static final class Output extends Step {

    Output(String name, Outputs step, int start, Shape shape) {
      super(name, List.of(step), x -> x.get(0).narrow(0, start, shape.size()).view(shape));
      writeOfInputs(
          step,
          (up, x) -> {
            int rest = x.get(0).shape().size() - start - shape.size();
            return up.view(Shape.of(shape.size())).pad(0, start, rest);
          });
    }

    @Override
    public boolean isOutput() {
      return true;
    }
  }

  /** A step of any number of inputs. */
  public static final class OfList extends OfOneOutput<OfList> {

    OfList(String name, List<? extends Var> inputs, FN forward) {
      super(name, List.copyOf(inputs), forward::apply);
    }

    /** Writes the rule for an input, from the upstream gradient and the inputs in their order. */
    public OfList grad(Var input, GN rule) {
      writeOfInputs(input, rule);
      return this;
    }

    /** Writes the rule for an input, from the upstream gradient, the inputs and the output. */
    public OfList grad(Var input, Rule.Backward rule) {
      write(input, rule);
      return this;
    }
  }
}
