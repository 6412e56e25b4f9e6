package org.gradoracle.cli;

import java.util.ArrayList;
import java.util.List;
import org.gradoracle.compare.Comparison;
import org.gradoracle.example.Notebook;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.program.Gradient;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;

/**
 * How much of the notebook's network is exact at some size, in float32.
 *
 * @param rows how many gradients there are
 * @param inexact the gradients that differ from autograd's in any element
 * @param values how many forward values there are
 * @param inexactValues the forward values that differ, only looked at with our own forward pass
 */
record ExactRows(int rows, List<String> inexact, int values, List<String> inexactValues) {

  static ExactRows of(Notebook.Options options, Reference reference, ForwardValues forwardValues) {
    Program program = Notebook.of(options, NotebookNetwork::program).program();
    Point point = Point.of(program).in(Dtype.FLOAT32);
    Trace theirs = reference.run(program, point);
    Trace ours =
        forwardValues == ForwardValues.OWN
            ? PlainNetwork.run(program, point)
            : PlainNetwork.backward(program, theirs.values());
    List<String> gradients = new ArrayList<>();
    for (Var row : program.rows()) {
      add(gradients, row, known(ours, row), known(theirs, row));
    }
    List<String> values = new ArrayList<>();
    for (Step step : program.steps()) {
      add(values, step, ours.value(step), theirs.value(step));
    }
    return new ExactRows(program.rows().size(), gradients, program.steps().size(), values);
  }

  private static ArrayTensor known(Trace trace, Var row) {
    return ((Gradient.Known) trace.gradient(row)).tensor();
  }

  private static void add(List<String> inexact, Var var, ArrayTensor ours, ArrayTensor theirs) {
    if (!Comparison.of(ours, theirs).exact()) {
      inexact.add(var.name());
    }
  }

  /** For people: {@code 26/26 gradients, 20/20 values}, and what is missing. */
  @Override
  public String toString() {
    return count("gradients", rows, inexact) + ", " + count("values", values, inexactValues);
  }

  private static String count(String what, int all, List<String> inexact) {
    return (all - inexact.size())
        + "/"
        + all
        + " "
        + what
        + (inexact.isEmpty() ? "" : " (not " + String.join(" ", inexact) + ")");
  }
}
