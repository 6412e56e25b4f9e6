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
 * <p>The leaves' gradients are one vector, too. Where autograd finds no gradient yet, it takes the
 * one that it is given if nobody else holds it: so parts of one vector that is given for all
 * leaves. To a gradient that is there it adds the next one: so it is set to -0.0 in between, to
 * which anything can be added without a change.
 */
final class RecordedLines {

  private final NDManager manager;
  private final Dtype dtype;
  private final List<Pullbacks> asked;
  private final List<RecordedLine> lines;

  RecordedLines(NDManager manager, List<Pullbacks> asked) {
    this.manager = manager;
    this.dtype = asked.get(0).upstreams().get(0).dtype();
    this.asked = asked;
    lines =
        asked.stream().map(each -> RecordedLine.of(manager, each.line(), each.inputs())).toList();
  }

  /** All leaves' products under the lines' first upstreams, under their second ones, and so on. */
  List<List<ArrayTensor>> rounds() {
    List<PtNDArray> leaves = lines.stream().flatMap(line -> line.leaves().stream()).toList();
    NativeVector gradients = new NativeVector(manager, dtype, leaves);
    gradients.clear();
    JniUtils.backward(gradients.join(leaves), gradients.array(), false, false);

    List<PtNDArray> outputs = lines.stream().map(RecordedLine::output).toList();
    NativeVector upstream = new NativeVector(manager, dtype, outputs);
    PtNDArray output = RecordedLine.probed(upstream.join(outputs));
    List<List<ArrayTensor>> rounds = new ArrayList<>();
    int most = asked.stream().mapToInt(each -> each.upstreams().size()).max().orElseThrow();
    for (int i = 0; i < most; i++) {
      int round = i;
      upstream.set(
          asked.stream()
              .map(Pullbacks::upstreams)
              .map(each -> each.get(Math.min(round, each.size() - 1))) // again, of those with fewer
              .toList());
      JniUtils.backward(output, upstream.array(), true, false);
      rounds.add(gradients.get());
      gradients.clear();
    }
    return rounds;
  }

  /** For each line the products under each of its upstreams, of those of all leaves. */
  static List<List<List<Optional<ArrayTensor>>>> products(
      NDManager manager, List<Pullbacks> asked, List<List<ArrayTensor>> rounds) {
    List<List<List<Optional<ArrayTensor>>>> products = new ArrayList<>();
    int first = 0;
    for (Pullbacks line : asked) {
      int from = first;
      int to = from + line.inputs().size();
      products.add(
          reached(
              manager,
              line,
              rounds.stream()
                  .limit(line.upstreams().size())
                  .map(leaves -> leaves.subList(from, to))
                  .toList()));
      first = to;
    }
    return products;
  }

  /** Products of -0.0 everywhere may be none: then they are asked for again, of this line alone. */
  private static List<List<Optional<ArrayTensor>>> reached(
      NDManager manager, Pullbacks line, List<List<ArrayTensor>> products) {
    boolean allReached =
        IntStream.range(0, line.inputs().size())
            .noneMatch(i -> products.stream().allMatch(each -> isNegativeZero(each.get(i))));
    if (allReached) {
      return products.stream().map(each -> each.stream().map(Optional::of).toList()).toList();
    }
    List<Optional<ArrayTensor>> alone =
        RecordedLine.of(manager, line.line(), line.inputs()).products(line.upstreams().get(0));
    for (int i = 0; i < alone.size(); i++) {
      if (alone.get(i).isPresent() && alone.get(i).get().mismatch(products.get(0).get(i)) >= 0) {
        throw new IllegalStateException("a gradient is not where it should be, of input " + i);
      }
    }
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
