package org.gradoracle.reference.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gradoracle.reference.Reference.Pullbacks;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;

/**
 * Several forward lines, each with leaves of its own, as one graph: their outputs, one after the
 * other, make one vector, and one call goes backward through all of them. Of a small line the call
 * takes longer than all that it does.
 *
 * <p>PyTorch adds a gradient to the one before: that is set to -0.0 in between, to which anything
 * can be added without a change. Nor may two leaves share their gradient's memory, as they do where
 * it is a view of the upstream: each is given its own beforehand.
 */
final class RecordedLines {

  private final NDManager manager;
  private final List<Pullbacks> asked;
  private final List<RecordedLine> lines;

  /** Of all lines, one after the other. */
  private final List<PtNDArray> leaves;

  private final List<PtNDArray> gradients;

  RecordedLines(NDManager manager, List<Pullbacks> asked) {
    this.manager = manager;
    this.asked = asked;
    lines =
        asked.stream().map(each -> RecordedLine.of(manager, each.line(), each.inputs())).toList();
    leaves = lines.stream().flatMap(line -> line.leaves().stream()).toList();
    gradients = leaves.stream().map(RecordedLines::ownGradient).toList();
  }

  private static PtNDArray ownGradient(PtNDArray leaf) {
    JniUtils.backward(leaf, (PtNDArray) DjlReference.negativeZeros(leaf), false, false);
    return JniUtils.getGradient(leaf);
  }

  /** For each line the products under each of its upstreams. */
  List<List<List<Optional<ArrayTensor>>>> products() {
    List<List<ArrayTensor>> rounds = rounds();
    List<List<List<Optional<ArrayTensor>>>> products = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < lines.size(); i++) {
      int from = first;
      int to = from + lines.get(i).leaves().size();
      products.add(
          reached(
              asked.get(i),
              IntStream.range(0, asked.get(i).upstreams().size())
                  .mapToObj(round -> rounds.get(round).subList(from, to))
                  .toList()));
      first = to;
    }
    return products;
  }

  /** All leaves' products under the lines' first upstreams, under their second ones, and so on. */
  private List<List<ArrayTensor>> rounds() {
    List<PtNDArray> outputs = lines.stream().map(RecordedLine::output).toList();
    Layout given = new Layout(outputs);
    Layout found = new Layout(gradients);
    PtNDArray joined = RecordedLine.probed(JniUtils.cat(given.parts(outputs), 0));
    PtNDArray[] parts = found.parts(gradients);
    Dtype dtype = asked.get(0).upstreams().get(0).dtype();
    List<List<ArrayTensor>> rounds = new ArrayList<>();
    int count = asked.stream().mapToInt(each -> each.upstreams().size()).max().orElseThrow();
    for (int i = 0; i < count; i++) {
      int round = i;
      List<ArrayTensor> upstreams =
          asked.stream().map(each -> each.upstreams().get(round)).toList();
      JniUtils.backward(joined, given.vector(manager, dtype, upstreams), true, false);
      rounds.add(found.tensors(JniUtils.cat(parts, 0), dtype));
      for (int leaf = 0; leaf < leaves.size(); leaf++) {
        JniUtils.zeroGrad(leaves.get(leaf));
        JniUtils.negi(gradients.get(leaf));
      }
    }
    return rounds;
  }

  /** Products of -0.0 everywhere may be none: then they are asked for again, of this line alone. */
  private List<List<Optional<ArrayTensor>>> reached(
      Pullbacks line, List<List<ArrayTensor>> products) {
    boolean allReached =
        IntStream.range(0, line.inputs().size())
            .noneMatch(i -> products.stream().allMatch(each -> isNegativeZero(each.get(i))));
    if (allReached) {
      return products.stream().map(each -> each.stream().map(Optional::of).toList()).toList();
    }
    List<Optional<ArrayTensor>> alone =
        RecordedLine.of(manager, line.line(), line.inputs()).products(line.upstreams().get(0));
    return products.stream()
        .map(
            each ->
                IntStream.range(0, each.size())
                    .mapToObj(i -> alone.get(i).map(reached -> each.get(i)))
                    .toList())
        .toList();
  }

  private static boolean isNegativeZero(ArrayTensor tensor) {
    for (int i = 0; i < tensor.size(); i++) {
      if (Double.doubleToRawLongBits(tensor.at(i)) != Long.MIN_VALUE) {
        return false;
      }
    }
    return true;
  }
}
