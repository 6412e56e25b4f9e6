package org.gradoracle.cli;

import org.gradoracle.data.NotebookDraw;
import org.gradoracle.example.Notebook.Options;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.djl.DjlReference;
import org.gradoracle.reference.djl.RoundingProbe;

/**
 * Prints how many gradients and forward values of the notebook's network equal PyTorch's bit for
 * bit, over a grid of sizes; {@code docs/exactness.md} holds its output and the command.
 */
final class ExactnessGrid {

  private static final int[] BATCHES = {2, 7, 32, 33, 100, 1000};
  private static final int[] HIDDEN = {1, 17, 64, 200, 500};

  private final Reference reference = DjlReference.load(message -> {});
  private int exact;
  private int rows;

  /** Prints the grid. */
  public static void main(String[] args) {
    System.out.println("other kernels: " + RoundingProbe.otherKernels());
    var grid = new ExactnessGrid();
    System.out.println("kernels: " + grid.reference.kernels());
    System.out.println("batch hidden embedding context forward");
    for (int batch : BATCHES) {
      for (int hidden : HIDDEN) {
        grid.print(batch, hidden, 10, 3);
      }
    }
    for (int batch : new int[] {7, 32, 1000}) {
      for (int hidden : new int[] {17, 200}) {
        grid.print(batch, hidden, 24, 8);
        grid.print(batch, hidden, 10, 8);
        grid.print(batch, hidden, 24, 3);
      }
    }
    System.out.println("exact gradients in all: " + grid.exact + " of " + grid.rows);
  }

  private void print(int batch, int hidden, int embedding, int context) {
    var options = new Options(Options.NAMES, NotebookDraw.SEED, batch, hidden, embedding, context);
    for (ForwardValues forward : ForwardValues.values()) {
      ExactRows found = ExactRows.of(options, reference, forward);
      exact += found.rows() - found.inexact().size();
      rows += found.rows();
      System.out.printf(
          "%5d %6d %9d %7d %-9s %s%n", batch, hidden, embedding, context, forward, found);
    }
  }
}
