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
    NDArray probe = result.zerosLike().neg();
    probe.setRequiresGradient(true); // so that there is a graph even if no leaf is reached
    this.output = (PtNDArray) result.add(probe);
  }

  /** The products for one upstream; the graph is gone afterwards. */
  List<Optional<ArrayTensor>> products(ArrayTensor upstream) {
    return products(upstream, false);
  }

  /**
   * The products for each upstream, of one graph. PyTorch adds a gradient to the one before: that
   * is set to -0.0 in between, to which anything can be added without a change. Nor may two leaves
   * share their gradient's memory, as they do where it is a view of the upstream: each is given its
   * own beforehand.
   *
   * @param reached for each input whether the output depends on it
   */
  List<List<Optional<ArrayTensor>>> products(List<ArrayTensor> upstreams, List<Boolean> reached) {
    List<PtNDArray> own = new ArrayList<>();
    for (int i = 0; i < leaves.size(); i++) {
      if (reached.get(i)) {
        PtNDArray leaf = leaves.get(i);
        JniUtils.backward(leaf, (PtNDArray) leaf.zerosLike().neg(), false, false);
        own.add(leaf);
      }
    }
    List<List<Optional<ArrayTensor>>> products = new ArrayList<>();
    for (ArrayTensor upstream : upstreams) {
      products.add(products(upstream, true));
      own.forEach(RecordedLine::forget);
    }
    return products;
  }

  private static void forget(PtNDArray leaf) {
    JniUtils.zeroGrad(leaf);
    try (PtNDArray gradient = JniUtils.getGradient(leaf)) {
      JniUtils.negi(gradient);
    }
  }

  private List<Optional<ArrayTensor>> products(ArrayTensor upstream, boolean again) {
    PtNDArray vector = (PtNDArray) DjlTensor.of(manager, upstream).array();
    JniUtils.backward(output, vector, again, false);
    return leaves.stream().map(DjlReference::gradient).toList();
  }
}
