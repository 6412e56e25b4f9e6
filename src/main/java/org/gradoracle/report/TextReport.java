package org.gradoracle.report;

import static java.util.stream.Collectors.joining;

import java.util.List;
import org.gradoracle.compare.Comparison;
import org.gradoracle.compare.NetworkResult;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.compare.Row;
import org.gradoracle.compare.Status;
import org.gradoracle.tensor.Dtype;

/** The report for the terminal: facts, the notebook's table, losses and the verdict. */
public final class TextReport {

  private TextReport() {}

  /** The whole text, lines ended by a line feed. */
  public static String of(Report report) {
    StringBuilder text = new StringBuilder();
    report.facts().forEach((name, fact) -> text.append(name + ": " + fact + "\n"));
    text.append("\n");
    NetworkResult result = report.result();
    result.rows().forEach(row -> text.append(line(row) + "\n"));
    text.append("\n");
    text.append(
        "loss: %s (autograd: %s)\n"
            .formatted(
                number(result.loss(), result.dtype()),
                number(result.referenceLoss(), result.dtype())));
    text.append(verdict(result) + "\n");
    result.rows().stream()
        .filter(row -> !row.status().passed())
        .forEach(
            row ->
                text.append("  " + row.status() + " " + row.name() + ": " + row.reason() + "\n"));
    return text.toString();
  }

  /** The notebook's line, byte for byte; a row without two gradients to compare has its status. */
  static String line(Row row) {
    return "%-15s | %s"
        .formatted(
            row.name(), row.comparison().map(TextReport::cells).orElse(row.status().toString()));
  }

  private static String cells(Comparison comparison) {
    return "exact: %-5s | approximate: %-5s | maxdiff: %s"
        .formatted(
            python(comparison.exact()),
            python(comparison.approximate()),
            PythonNumber.repr(comparison.maxdiff()));
  }

  private static String python(boolean value) {
    return value ? "True" : "False";
  }

  private static String number(double value, Dtype dtype) {
    return PythonNumber.repr(value, dtype);
  }

  /** One line. */
  static String verdict(NetworkResult result) {
    List<Row> wrong = result.rows().stream().filter(row -> !row.status().passed()).toList();
    int rows = result.rows().size();
    if (!wrong.isEmpty()) {
      return "FAIL: %d of %d gradients are not right, on the way back the first is %s"
          .formatted(wrong.size(), rows, wrong.get(0).name());
    }
    String zeros =
        result.rows().stream()
            .filter(row -> row.status() == Status.ZERO)
            .map(Row::name)
            .collect(joining(", "));
    return "PASS: all %d gradients are right, proved in float64%s"
        .formatted(rows, zeros.isEmpty() ? "" : " (truly zero: " + zeros + ")");
  }
}
