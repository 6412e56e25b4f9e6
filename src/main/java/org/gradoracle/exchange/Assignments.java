package org.gradoracle.exchange;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.gradoracle.diagnose.Operation;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Intercepted;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;

/**
 * A program's forward lines as assignments, one for each operation, for people who write the same
 * in another language: {@code _1 = x.sum(1)}, {@code y = x.div(_1)}. The operations are methods of
 * {@link Tensor}; the numbers among their arguments are those of this program's shapes.
 */
final class Assignments {

  private final List<String> assignments = new ArrayList<>();
  private int unnamed;

  private Assignments() {}

  /**
   * The assignments of all steps that the program's author wrote, in order. A line that cannot be
   * watched, because it casts its tensors or reads their elements, becomes {@code y = …}.
   *
   * @param values of the program's inputs and steps
   */
  static List<String> of(Program program, Trace values) {
    var all = new Assignments();
    program.written().forEach(step -> all.add(step, values));
    return List.copyOf(all.assignments);
  }

  private void add(Step step, Trace values) {
    int before = assignments.size();
    IdentityHashMap<Tensor, String> names = new IdentityHashMap<>();
    List<Tensor> inputs = new ArrayList<>();
    Intercepted.Interceptor writing =
        (name, x, arguments, proceed) -> {
          Tensor result = proceed.get();
          String to = "_" + ++unnamed;
          assignments.add(
              to + " = " + new Operation(name, x, arguments).text(each -> name(names, each)));
          names.put(result, to);
          return result;
        };
    for (Var input : step.inputs()) {
      Tensor copy = copy(values.value(input));
      names.put(copy, input.name());
      inputs.add(Intercepted.of(copy, writing));
    }
    try {
      rename(before, name(names, Intercepted.plain(step.forward(inputs))), step.name());
    } catch (TensorException | ProgramException e) {
      assignments.subList(before, assignments.size()).clear();
      assignments.add(step + " = …");
    }
  }

  /** What the line returns is the step's: in most lines that is their last operation. */
  private void rename(int from, String result, String step) {
    int last = assignments.size() - 1;
    if (last >= from && assignments.get(last).startsWith(result + " = ")) {
      assignments.set(last, step + assignments.get(last).substring(result.length()));
      unnamed--;
    } else {
      assignments.add(step + " = " + result);
    }
  }

  /** An object of its own, even if a step has the same input twice. */
  private static Tensor copy(ArrayTensor value) {
    return Dtype.FLOAT64.cast(value).mul(1);
  }

  private static String name(IdentityHashMap<Tensor, String> names, Tensor tensor) {
    return names.getOrDefault(tensor, "…");
  }
}
