package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Intercepted;
import org.gradoracle.tensor.Tensor;

/**
 * A line of operations, forward or backward, watched on plain arrays, and run again with some of
 * its operations replaced.
 *
 * @param run the line
 * @param whole whether an operation that is composed of others is one of the operations, not these
 * @param values what it is watched at
 * @param operations in the order they run; none if the line does not keep to the vocabulary
 */
record Line(
    Function<List<Tensor>, Tensor> run,
    boolean whole,
    List<ArrayTensor> values,
    List<Watched> operations) {

  /** Of a longer operand only its last operation is reported, of a longer one only the name. */
  private static final int READABLE = 60;

  /**
   * An operation that was watched.
   *
   * @param result what it gave
   * @param written the operation that its author wrote, of which this is the last or only part
   * @param text how that is written, in the names of the line's inputs
   * @param texts of its operands, as {@link Operation#operands} has them
   */
  record Watched(
      Operation operation,
      ArrayTensor result,
      Operation written,
      String text,
      List<String> texts) {}

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
    return of(names, false, Map.of(), values, run);
  }

  /**
   * Watches a line.
   *
   * @param names those of its inputs
   * @param whole whether an operation that is composed of others is seen as one
   * @param shorter what is written for an operation's text, where there is a name for it
   */
  static Line of(
      List<String> names,
      boolean whole,
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
    Function<Operation, String> naming =
        operation -> {
          if (operation.name().equals("mul")
              && text(texts, operation.x()).endsWith(".onesLike()")
              && operation.arguments().get(0) instanceof Double number) {
            return PythonNumber.repr(number); // a tensor of it, as division by a number makes one
          }
          String text = operation.text(tensor -> text(texts, tensor));
          return shorter.getOrDefault(text, text);
        };
    Intercepted.Interceptor watching =
        (name, x, arguments, proceed) -> {
          Tensor result = proceed.get();
          Operation operation = new Operation(name, x, arguments);
          String text = naming.apply(operation);
          operations.add(
              new Watched(
                  operation,
                  (ArrayTensor) result,
                  operation,
                  text,
                  operation.operands().stream().map(each -> text(texts, each)).toList()));
          texts.putIfAbsent(result, readable(operation, text, texts)); // it may be x itself
          return result;
        };
    Intercepted.Composed composed =
        (name, x, arguments, result) -> {
          Watched last = operations.isEmpty() ? null : operations.get(operations.size() - 1);
          if (last != null && last.result() == result) { // else it gave what it was given
            Operation written = new Operation(name, x, arguments);
            String text = naming.apply(written);
            operations.set(
                operations.size() - 1,
                new Watched(last.operation(), last.result(), written, text, last.texts()));
            texts.put(result, readable(written, text, texts));
          }
        };
    try {
      Tensor watched =
          run.apply(
              copies.stream()
                  .map(
                      copy ->
                          whole
                              ? Intercepted.of(copy, watching, true)
                              : Intercepted.of(copy, watching, composed))
                  .toList());
      if (watched == null) {
        operations.clear();
      }
    } catch (RuntimeException e) {
      operations.clear(); // it casts its tensors, or asks for what the watched ones are not
    }
    return new Line(run, whole, values, operations);
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
                  .map(value -> Intercepted.of(value, replacing, whole))
                  .toList()));
    };
  }

  private static String text(IdentityHashMap<Tensor, String> texts, Tensor tensor) {
    return texts.getOrDefault(tensor, "…");
  }

  /** As an operand: all of it, or its end. */
  private static String readable(
      Operation operation, String text, IdentityHashMap<Tensor, String> texts) {
    if (text.length() <= READABLE) {
      return text;
    }
    String end = operation.text(tensor -> tensor == operation.x() ? "…" : text(texts, tensor));
    return end.length() <= READABLE ? end : "…." + operation.name() + "(…)";
  }
}
