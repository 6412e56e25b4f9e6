package org.gradoracle.reference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.activation.Gelu;
import org.gradoracle.formula.activation.LogSoftmax;
import org.gradoracle.formula.activation.Relu;
import org.gradoracle.formula.activation.Sigmoid;
import org.gradoracle.formula.activation.Silu;
import org.gradoracle.formula.activation.Softmax;
import org.gradoracle.formula.convolution.Conv1d;
import org.gradoracle.formula.layer.Embedding;
import org.gradoracle.formula.layer.Linear;
import org.gradoracle.formula.loss.BinaryCrossEntropy;
import org.gradoracle.formula.loss.FusedCrossEntropy;
import org.gradoracle.formula.norm.LayerNorm;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A formula's forward lines are shared by both networks, so that a mistake in one of them would go
 * unseen. Here are torch's own operations beside them.
 */
class FormulasAreTorchsTest {

  private static final DjlReference REFERENCE = DjlReference.load(message -> {});

  private static final Map<Formula, Function<Map<String, NDArray>, NDArray>> OPERATIONS =
      new LinkedHashMap<>();

  static {
    OPERATIONS.put(new Relu(), in -> in.get("x").getNDArrayInternal().relu());
    OPERATIONS.put(new Sigmoid(), in -> in.get("x").getNDArrayInternal().sigmoid());
    OPERATIONS.put(new Silu(), in -> in.get("x").getNDArrayInternal().swish(1));
    OPERATIONS.put(new Gelu(), in -> in.get("x").getNDArrayInternal().gelu());
    OPERATIONS.put(new Softmax(), in -> in.get("x").softmax(1));
    OPERATIONS.put(new LogSoftmax(), in -> in.get("x").logSoftmax(1));
    OPERATIONS.put(
        new Linear(),
        in -> only(in.get("x").getNDArrayInternal().linear(in.get("x"), in.get("W"), in.get("b"))));
    OPERATIONS.put(
        new LayerNorm(),
        in -> {
          NDArray x = in.get("x");
          Shape row = new Shape(x.getShape().get(1));
          return only(x.getNDArrayInternal().layerNorm(x, row, in.get("g"), in.get("b"), 1e-5f));
        });
    OPERATIONS.put(
        new Embedding(),
        in ->
            only(
                in.get("table")
                    .getNDArrayInternal()
                    .embedding(
                        in.get("indices").toType(DataType.INT64, false),
                        in.get("table"),
                        ai.djl.ndarray.types.SparseFormat.DENSE)));
    OPERATIONS.put(
        new FusedCrossEntropy(),
        in -> {
          NDArray targets = in.get("Yb").toType(DataType.INT64, false).expandDims(1);
          return in.get("logits").logSoftmax(1).gather(targets, 1).mean().neg();
        });
    OPERATIONS.put(
        new BinaryCrossEntropy(),
        in -> {
          NDArray s = in.get("x").getNDArrayInternal().sigmoid();
          NDArray t = in.get("targets");
          NDArray others = s.neg().add(1).log().mul(t.neg().add(1));
          return t.mul(s.log()).add(others).neg().mean();
        });
  }

  private static NDArray only(NDList list) {
    return list.singletonOrThrow();
  }

  @TestFactory
  Stream<DynamicTest> theForwardLinesGiveWhatTorchsOperationGives() {
    return OPERATIONS.entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey().name(),
                    () -> agree(each.getKey().program(new Sample(11)), each.getValue())));
  }

  @Test
  void theConvolutionIsTorchsWithItsChannelsLast() {
    var random = new java.util.Random(5);
    int examples = 2;
    int positions = 7;
    int channels = 3;
    int kernel = 3;
    int out = 4;
    Program program =
        Conv1d.program(
            new Conv1d.Inputs(
                normal(random, examples * positions, channels),
                normal(random, kernel * channels, out),
                normal(random, out),
                examples,
                2,
                1));
    agree(
        program,
        in -> {
          NDArray x = in.get("x").reshape(examples, positions, channels).transpose(0, 2, 1);
          NDArray w = in.get("W").reshape(kernel, channels, out).transpose(2, 1, 0);
          NDArray y =
              only(
                  x.getNDArrayInternal()
                      .convolution(x, w, in.get("b"), new Shape(2), new Shape(1), new Shape(1), 1));
          return y.transpose(0, 2, 1).reshape(-1, out);
        });
  }

  private static FloatTensor normal(java.util.Random random, int... dimensions) {
    return FloatTensor.of(org.gradoracle.tensor.Shape.of(dimensions), i -> random.nextGaussian());
  }

  /** The last step of the formula's own: the closing one, if there is any, comes after it. */
  private static void agree(Program program, Function<Map<String, NDArray>, NDArray> operation) {
    Point point = Point.of(program).in(Dtype.FLOAT64);
    Trace trace = PlainNetwork.run(program, point);
    Step output =
        program.steps().stream()
            .filter(step -> step.name().equals("y"))
            .findFirst()
            .orElse(program.loss());
    try (NDManager manager = REFERENCE.engine().newBaseManager()) {
      Map<String, NDArray> in = new LinkedHashMap<>();
      point.values().forEach((name, x) -> in.put(name, DjlTensor.of(manager, x).array()));
      ArrayTensor expected = new DjlTensor(operation.apply(in)).toArrayTensor();
      ArrayTensor found = trace.value(output);
      assertThat(found.shape()).isEqualTo(expected.shape());
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.at(i)).isCloseTo(expected.at(i), within(1e-9));
      }
    }
  }
}
