package org.gradoracle.reference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gradoracle.formula.SampleNetwork;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.KnownGradient;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Trace;
import org.gradoracle.tensor.Dtype;
import org.junit.jupiter.api.Test;

/**
 * The forward lines are shared by both networks, so that a mistake in one of them would go unseen.
 * Here is the network once more, straight on DJL, with torch's own fused operations.
 */
class GuardNetworkTest {

  private static final List<String> PARAMETERS =
      List.of("C", "W1", "b1", "W2", "b2", "bngain", "bnbias");

  @Test
  void torchsFusedOperationsGiveTheSameLossAndParameterGradients() {
    Program program = SampleNetwork.program(NotebookNetwork::program);
    Point point = Point.of(program).in(Dtype.FLOAT64);
    Trace ours = PlainNetwork.run(program, point);
    Map<String, double[]> theirs =
        DjlReference.load(message -> {}).recording(manager -> lossAndGradients(point, manager));
    assertThat(ours.value(program.loss()).at(0))
        .isCloseTo(Objects.requireNonNull(theirs.get("loss"))[0], within(1e-12));
    for (String name : PARAMETERS) {
      double[] expected = Objects.requireNonNull(theirs.get(name));
      double[] found = KnownGradient.of(ours, name);
      assertThat(found).as(name).hasSameSizeAs(expected);
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).as(name + " " + i).isCloseTo(expected[i], within(1e-9));
      }
    }
  }

  private static Map<String, double[]> lossAndGradients(Point point, NDManager manager) {
    Map<String, NDArray> in = new LinkedHashMap<>();
    point.values().forEach((name, x) -> in.put(name, DjlTensor.of(manager, x).array()));
    PARAMETERS.forEach(name -> in(in, name).setRequiresGradient(true));
    NDArray loss = loss(in);
    DjlReference.backward(loss);
    Map<String, double[]> found = new LinkedHashMap<>();
    found.put("loss", new double[] {loss.getDouble()});
    PARAMETERS.forEach(name -> found.put(name, in(in, name).getGradient().toDoubleArray()));
    return found;
  }

  private static NDArray loss(Map<String, NDArray> in) {
    NDArray indices = in(in, "Xb").toType(DataType.INT64, false);
    long n = indices.getShape().get(0);
    NDArray embcat = in(in, "C").get(new NDIndex("{}", indices)).reshape(n, -1);
    NDArray hpreact = batchNorm(embcat.matMul(in(in, "W1")).add(in(in, "b1")), in, n);
    NDArray logits = hpreact.tanh().matMul(in(in, "W2")).add(in(in, "b2"));
    NDArray targets = in(in, "Yb").toType(DataType.INT64, false).expandDims(1);
    return logits.logSoftmax(1).gather(targets, 1).mean().neg();
  }

  /**
   * Torch's batch norm divides the variance by n where the notebook divides by n-1. With r =
   * (n-1)/n, {@code gain * d / sqrt(v / r + epsilon) = (gain * sqrt(r)) * d / sqrt(v + r *
   * epsilon)}.
   */
  private static NDArray batchNorm(NDArray hprebn, Map<String, NDArray> in, long n) {
    double r = (n - 1.0) / n;
    NDArray zeros = hprebn.getManager().zeros(hprebn.getShape().slice(1), DataType.FLOAT64);
    return hprebn
        .getNDArrayInternal()
        .batchNorm(
            hprebn,
            zeros,
            zeros.add(1),
            in(in, "bngain").flatten().mul(Math.sqrt(r)),
            in(in, "bnbias").flatten(),
            -1,
            0.9f,
            (float) (1e-5 * r),
            true)
        .singletonOrThrow();
  }

  private static NDArray in(Map<String, NDArray> in, String name) {
    return Objects.requireNonNull(in.get(name), name);
  }
}
