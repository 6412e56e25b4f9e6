package org.gradoracle.compare;

import java.util.List;
import org.gradoracle.tensor.Dtype;

/**
 * What the network check found.
 *
 * @param dtype the element type of the comparisons and the losses
 * @param rows a row for every value of the program but the loss, in the order of the backward pass
 * @param loss the loss of the hand-written network
 * @param referenceLoss the reference's
 */
public record NetworkResult(Dtype dtype, List<Row> rows, double loss, double referenceLoss) {

  /** A result that keeps a copy of the rows. */
  public NetworkResult {
    rows = List.copyOf(rows);
  }

  /** The rows that are not right, in the order of the backward pass. */
  public List<Row> wrongRows() {
    return rows.stream().filter(row -> !row.status().passed()).toList();
  }

  /** Whether every row is right. */
  public boolean passed() {
    return wrongRows().isEmpty();
  }
}
