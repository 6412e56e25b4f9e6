package org.gradoracle.exchange;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gradoracle.check.DrawnCase;
import org.gradoracle.program.Input;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Intercepted;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.tensor.Trait;
import org.jspecify.annotations.Nullable;

/**
 * What the tensors of a sample are called and what they are: values by their own names, the
 * gradient of {@code x} as {@code dx}, with an underscore after it where that name is taken.
 */
final class Roles {

  /** Upstreams of a scalar output; not 1, so that a rule that ignores it is seen. */
  private static final float[] SCALARS = {0.5f, -2, 4, -0.25f, 2, -4};

  private final Program program;
  private final int number;
  private final Map<String, Var> gradients = new LinkedHashMap<>();
  private final Map<String, Step> upstreams = new LinkedHashMap<>();

  /**
   * Of a sample.
   *
   * @param number the sample's
   */
  Roles(DrawnCase drawn, int number) {
    this.program = drawn.program();
    this.number = number;
    Set<String> taken = new LinkedHashSet<>();
    program.inputs().forEach(input -> taken.add(input.name()));
    steps().forEach(step -> taken.add(step.name()));
    List<Step> outputs = program.outputs();
    for (int i = 0; i < outputs.size(); i++) {
      upstreams.put(
          program.upstreams().isEmpty()
              ? free("d" + outputs.get(i).name(), taken)
              : program.upstreams().get(i).name(),
          outputs.get(i));
    }
    for (Var row : program.rows()) {
      if (!outputs.contains(row)) {
        gradients.put(free("d" + row.name(), taken), row);
      }
    }
  }

  private static String free(String name, Set<String> taken) {
    String free = name;
    while (!taken.add(free)) {
      free += "_";
    }
    return free;
  }

  /** What the program is given, except the upstreams. */
  List<Input> inputs() {
    return program.inputs().stream().filter(input -> !program.upstreams().contains(input)).toList();
  }

  /** Steps that the author wrote, of several outputs each by itself. */
  List<Step> steps() {
    return program.written().stream().filter(step -> !step.joinsOutputs()).toList();
  }

  /** The outputs, by what their gradients are called. */
  Map<String, Step> upstreams() {
    return upstreams;
  }

  /** The gradient of an output. */
  FloatTensor upstream(Step output) {
    return program.upstreams().isEmpty()
        ? FloatTensor.of(Shape.of(), SCALARS[(number - 1) % SCALARS.length])
        : program.upstreams().get(program.outputs().indexOf(output)).value();
  }

  /** What the program's own gradients are multiplied by: the gradient of a scalar output. */
  double scale() {
    return program.upstreams().isEmpty() ? upstream(program.loss()).at(0) : 1;
  }

  /** The values whose gradients may be given, by the gradients' names. */
  Map<String, Var> gradients() {
    return gradients;
  }

  /** A step that gives a value of this name. */
  Optional<Step> step(String name) {
    return steps().stream().filter(step -> step.name().equals(name)).findFirst();
  }

  /** The constants that forward lines take rows or elements by: whole numbers. */
  Set<Input> indices(Trace values) {
    Set<Input> indices = new LinkedHashSet<>();
    for (Step step : program.written()) {
      List<Tensor> inputs = new ArrayList<>();
      IdentityHashMap<Object, Input> constants = new IdentityHashMap<>(); // and their views
      for (Var each : step.inputs()) {
        inputs.add(values.value(each));
        if (each instanceof Input input && input.constant()) {
          constants.put(values.value(each), input);
        }
      }
      Intercepted.Interceptor watching =
          (operation, x, arguments, proceed) -> {
            Input index = constants.get(indices(operation, x, arguments));
            if (index != null) {
              indices.add(index);
            }
            Tensor result = proceed.get();
            if (Trait.EXACT.isOf(operation) && constants.containsKey(x)) {
              constants.put(result, constants.get(x));
            }
            return result;
          };
      try {
        step.forward(inputs.stream().map(each -> Intercepted.of(each, watching)).toList());
      } catch (TensorException | ProgramException e) {
        // a line that looks into its tensors: its constants are numbers like others
      }
    }
    return indices;
  }

  /** The tensor that holds the indices of an operation; none if it takes none. */
  private static @Nullable Object indices(String operation, Tensor x, List<Object> arguments) {
    if (Trait.TAKES_INDICES.isOf(operation)) {
      return arguments.stream().filter(each -> each instanceof Tensor).findFirst().orElseThrow();
    }
    return Trait.OF_INDICES.isOf(operation) ? x : null;
  }
}
