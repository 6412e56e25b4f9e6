package org.gradoracle.reference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;

/**
 * One forward line at given inputs, and the graph that autograd recorded of it.
 *
 * @param leaves the inputs, all of which have gradients
 * @param output what the line gave
 */
record RecordedLine(List<PtNDArray> leaves, PtNDArray output) {

  /** Runs the line while gradients are collected. */
  static RecordedLine of(
      NDManager manager, Function<List<Tensor>, Tensor> line, List<ArrayTensor> inputs) {
    List<DjlTensor> copies = inputs.stream().map(input -> DjlTensor.of(manager, input)).toList();
    List<PtNDArray> leaves = copies.stream().map(copy -> (PtNDArray) copy.array()).toList();
    leaves.forEach(leaf -> leaf.setRequiresGradient(true));
    NDArray result = DjlReference.requireOwn(line.apply(List.copyOf(copies)), "").array();
    return new RecordedLine(leaves, (PtNDArray) result);
  }

  /** The products for one upstream; the graph is gone afterwards. */
  List<Optional<ArrayTensor>> products(ArrayTensor upstream) {
    PtNDArray vector = (PtNDArray) DjlTensor.of(output.getManager(), upstream).array();
    JniUtils.backward(probed(output), vector, false, false);
    return leaves.stream().map(DjlReference::gradient).toList();
  }

  /** The same with a leaf of zeros added, so that there is a graph even if no leaf is reached. */
  static PtNDArray probed(PtNDArray output) {
    NDArray probe = DjlReference.negativeZeros(output);
    probe.setRequiresGradient(true);
    return output.add(probe);
  }
}
