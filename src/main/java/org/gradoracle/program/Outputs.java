package org.gradoracle.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.text.Text;

/**
 * A step of several outputs, each with a name, a row and, to a rule, an upstream gradient of its
 * own.
 *
 * <pre>{@code
 * Outputs cell = p.step("cell", List.of(x, h0, c0, w), List.of("h", "c"), in -> cell(in))
 *     .grad(x, (upstreams, in) -> ...)     // upstreams: dh, dc
 *     .grad(w, (upstreams, in, outputs) -> ...);
 * Step h = cell.output("h");
 * Program program = p.program(cell);       // the loss depends on both
 * }</pre>
 *
 * <p>Its value is its outputs one after the other, flat, and each output is a step that takes its
 * part: what runs and checks programs knows steps of one output only.
 */
public final class Outputs extends Step {

  private final List<Shape> shapes;
  private final Map<String, Step> outputs = new LinkedHashMap<>();

  /** A forward line of several outputs. */
  @FunctionalInterface
  public interface Forward {
    /** The outputs, in the order of their names. */
    List<Tensor> apply(List<Tensor> inputs);
  }

  /** A rule of a step of several outputs. */
  @FunctionalInterface
  public interface Backward {
    /**
     * The contribution to the gradient of an input, in its shape.
     *
     * @param upstreams the gradients of the loss with respect to the outputs; zeros for one that
     *     the loss does not depend on
     */
    Tensor apply(List<Tensor> upstreams, List<Tensor> inputs, List<Tensor> outputs);
  }

  /** A rule of a step of several outputs that does not read them. */
  @FunctionalInterface
  public interface BackwardOfInputs {
    /** The contribution to the gradient of an input, in its shape. */
    Tensor apply(List<Tensor> upstreams, List<Tensor> inputs);
  }

  /**
   * Made by {@link Definition}.
   *
   * @param shapes of the outputs
   */
  Outputs(
      String name,
      List<? extends Var> inputs,
      List<String> names,
      List<Shape> shapes,
      Forward forward) {
    super(name, List.copyOf(inputs), x -> join(forward.apply(x), names, shapes));
    this.shapes = List.copyOf(shapes);
    int start = 0;
    for (int i = 0; i < names.size(); i++) {
      outputs.put(names.get(i), new Output(names.get(i), this, start, shapes.get(i)));
      start += shapes.get(i).size();
    }
  }

  /**
   * One of the outputs, to be an input of other steps.
   *
   * @throws ProgramException if there is none of this name
   */
  public Step output(String name) {
    Step output = outputs.get(name);
    if (output == null) {
      throw new ProgramException(
          Text.format(
              "step '%s': it has no output '%s', its outputs are %s",
              this, name, outputs.keySet()));
    }
    return output;
  }

  /** All outputs, in their order. */
  public List<Step> outputs() {
    return List.copyOf(outputs.values());
  }

  /** The shape of one of its outputs. */
  public Shape shape(Step output) {
    return shapes.get(outputs().indexOf(output));
  }

  /** Writes the rule for an input, from the upstream gradients and the inputs. */
  public Outputs grad(Var input, BackwardOfInputs rule) {
    writeOfInputs(input, (up, x) -> rule.apply(parts(up), x));
    return this;
  }

  /** Writes the rule for an input, from the upstream gradients, the inputs and the outputs. */
  public Outputs grad(Var input, Backward rule) {
    write(input, (up, x, out) -> rule.apply(parts(up), x, parts(out)));
    return this;
  }

  /** Writes the rules for several inputs as raw loops, in float32 only. */
  public Outputs gradsRaw(
      List<? extends Var> inputs, Raw.Contract contract, Raw.SharedLoops rules) {
    writeRaw(inputs, contract, rules);
    return this;
  }

  /** Writes raw loops beside the forward line, to be checked against it. */
  public Outputs kernel(Raw.SharedKernel loops) {
    writeSharedKernel(loops);
    return this;
  }

  @Override
  public boolean joinsOutputs() {
    return true;
  }

  @Override
  float[][] split(float[] value) {
    float[][] parts = new float[shapes.size()][];
    int start = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Arrays.copyOfRange(value, start, start + shapes.get(i).size());
      start += parts[i].length;
    }
    return parts;
  }

  @Override
  List<String> outputNames() {
    return outputs.keySet().stream().map(output -> " of '" + output + "'").toList();
  }

  private List<Tensor> parts(Tensor value) {
    List<Tensor> parts = new ArrayList<>();
    int start = 0;
    for (Shape shape : shapes) {
      parts.add(value.narrow(0, start, shape.size()).view(shape));
      start += shape.size();
    }
    return parts;
  }

  private static Tensor join(List<Tensor> parts, List<String> names, List<Shape> shapes) {
    if (!shapes.equals(shapes(parts))) {
      throw new TensorException(
          Text.format(
              "the forward line gave outputs of the shapes %s, and %s for %s when it was written",
              shapes(parts), shapes, names));
    }
    Tensor[] flat =
        parts.stream().map(part -> part.view(Shape.of(part.shape().size()))).toArray(Tensor[]::new);
    return flat[0].cat(0, Arrays.copyOfRange(flat, 1, flat.length));
  }

  static float[] join(float[][] parts) {
    if (parts.length == 1) {
      return parts[0];
    }
    float[] joined = new float[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int start = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, joined, start, part.length);
      start += part.length;
    }
    return joined;
  }

  static List<Shape> shapes(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::shape).toList();
  }
}
