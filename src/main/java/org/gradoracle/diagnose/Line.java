package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Intercepted;
import org.gradoracle.tensor.Tensor;

/**
 * A line of operations, forward or backward, watched on plain arrays, and run again with some of
 * its operations replaced.
 *
 * @param run the line
 * @param values what it is watched at
 * @param operations in the order they run; none if the line does not keep to the vocabulary
 */
record Line(
    Function<List<Tensor>, Tensor> run, List<ArrayTensor> values, List<Watched> operations) {

  /** A longer operand is reported as an ellipsis. */
  private static final int READABLE = 40;

  /**
   * An operation that was watched.
   *
   * @param result what it gave
   * @param text how it is written, in the names of the line's inputs
   * @param texts of its operands, as {@link Operation#operands} has them
   */
  record Watched(Operation operation, ArrayTensor result, String text, List<String> texts) {}

  /** What takes the place of an operation. */
  @FunctionalInterface
  interface Replacement {
    /**
     * What it gives instead.
     *
     * @param operation the operation, its operands of this run
     * @param values all that this run was given
     */
    Tensor apply(Operation operation, List<Tensor> values);
  }

  /** Watches a line; the names are those of its inputs. */
  static Line of(List<String> names, List<ArrayTensor> values, Function<List<Tensor>, Tensor> run) {
    return of(names, Map.of(), values, run);
  }

  /**
   * Watches a line.
   *
   * @param names those of its inputs
   * @param shorter what is written for an operation's text, where there is a name for it
   */
  static Line of(
      List<String> names,
      Map<String, String> shorter,
      List<ArrayTensor> values,
      Function<List<Tensor>, Tensor> run) {
    List<Tensor> copies = new ArrayList<>();
    IdentityHashMap<Tensor, String> texts = new IdentityHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      Tensor copy = Dtype.FLOAT64.cast(values.get(i)).mul(1); // an object of its own
      copies.add(copy);
      texts.put(copy, names.get(i));
    }
    List<Watched> operations = new ArrayList<>();
    Intercepted.Interceptor watching =
        (name, x, arguments, proceed) -> {
          Tensor result = proceed.get();
          Operation operation = new Operation(name, x, arguments);
          String written = operation.text(tensor -> readable(texts, tensor));
          String text = shorter.getOrDefault(written, written);
          operations.add(
              new Watched(
                  operation,
                  (ArrayTensor) result,
                  text,
                  operation.operands().stream().map(each -> readable(texts, each)).toList()));
          texts.put(result, text);
          return result;
        };
    try {
      Tensor watched =
          run.apply(copies.stream().map(copy -> Intercepted.of(copy, watching)).toList());
      if (watched == null) {
        operations.clear();
      }
    } catch (RuntimeException e) {
      operations.clear(); // it casts its tensors, or asks for what the watched ones are not
    }
    return new Line(run, values, operations);
  }

  /**
   * The line with some operations replaced.
   *
   * @param replacements by the number of the operation
   */
  Function<List<Tensor>, Tensor> replaced(Map<Integer, Replacement> replacements) {
    return given -> {
      int[] next = {0};
      Intercepted.Interceptor replacing =
          (name, x, arguments, proceed) -> {
            Replacement replacement = replacements.get(next[0]++);
            return replacement == null
                ? proceed.get()
                : replacement.apply(new Operation(name, x, arguments), given);
          };
      return Intercepted.plain(
          run.apply(
              given.subList(0, values.size()).stream()
                  .map(value -> Intercepted.of(value, replacing))
                  .toList()));
    };
  }

  private static String readable(IdentityHashMap<Tensor, String> texts, Tensor tensor) {
    String text = texts.getOrDefault(tensor, "…");
    return text.length() > READABLE ? "…" : text;
  }
}
