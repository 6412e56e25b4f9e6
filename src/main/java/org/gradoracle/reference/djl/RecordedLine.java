package org.gradoracle.reference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;

/**
 * One forward line at given inputs, and the graph that autograd recorded of it. It goes backward
 * from an upstream directly, which DJL's collector, always starting from ones, cannot.
 */
final class RecordedLine {

  private final NDManager manager;
  private final List<PtNDArray> leaves;
  private final PtNDArray output;

  /** Runs the line while gradients are collected. */
  RecordedLine(NDManager manager, Function<List<Tensor>, Tensor> line, List<ArrayTensor> inputs) {
    this.manager = manager;
    List<DjlTensor> copies = inputs.stream().map(input -> DjlTensor.of(manager, input)).toList();
    this.leaves = copies.stream().map(copy -> (PtNDArray) copy.array()).toList();
    leaves.forEach(leaf -> leaf.setRequiresGradient(true));
    NDArray result = DjlReference.requireOwn(line.apply(List.copyOf(copies)), "").array();
    NDArray probe = DjlReference.negativeZeros(result);
    probe.setRequiresGradient(true); // so that there is a graph even if no leaf is reached
    this.output = (PtNDArray) result.add(probe);
  }

  /** The products for one upstream; the graph is gone afterwards. */
  List<Optional<ArrayTensor>> products(ArrayTensor upstream) {
    backward(upstream, false);
    return leaves.stream().map(DjlReference::gradient).toList();
  }

  /**
   * The products for each upstream, of one graph; for an input that the output does not depend on,
   * -0.0 everywhere. PyTorch adds a gradient to the one before: that is set to -0.0 in between, to
   * which anything can be added without a change. Nor may two leaves share their gradient's memory,
   * as they do where it is a view of the upstream: each is given its own beforehand.
   */
  List<List<ArrayTensor>> products(List<ArrayTensor> upstreams) {
    List<PtNDArray> gradients = leaves.stream().map(RecordedLine::ownGradient).toList();
    List<List<ArrayTensor>> products = new ArrayList<>();
    for (ArrayTensor upstream : upstreams) {
      backward(upstream, true);
      products.add(gradients.stream().map(each -> new DjlTensor(each).toArrayTensor()).toList());
      for (int i = 0; i < leaves.size(); i++) {
        JniUtils.zeroGrad(leaves.get(i));
        JniUtils.negi(gradients.get(i));
      }
    }
    return products;
  }

  private static PtNDArray ownGradient(PtNDArray leaf) {
    JniUtils.backward(leaf, (PtNDArray) DjlReference.negativeZeros(leaf), false, false);
    return JniUtils.getGradient(leaf);
  }

  private void backward(ArrayTensor upstream, boolean again) {
    PtNDArray vector = (PtNDArray) DjlTensor.of(manager, upstream).array();
    JniUtils.backward(output, vector, again, false);
  }
}
