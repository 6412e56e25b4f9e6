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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Formulas;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.activation.GeGlu;
import org.gradoracle.formula.activation.Gelu;
import org.gradoracle.formula.activation.LogSoftmax;
import org.gradoracle.formula.activation.Relu;
import org.gradoracle.formula.activation.Sigmoid;
import org.gradoracle.formula.activation.Silu;
import org.gradoracle.formula.activation.Softmax;
import org.gradoracle.formula.activation.SwiGlu;
import org.gradoracle.formula.attention.FlashAttention;
import org.gradoracle.formula.convolution.AvgPool2d;
import org.gradoracle.formula.convolution.Conv1d;
import org.gradoracle.formula.convolution.Conv2d;
import org.gradoracle.formula.convolution.LogSumExpPool;
import org.gradoracle.formula.convolution.MaxPool2d;
import org.gradoracle.formula.layer.Embedding;
import org.gradoracle.formula.layer.Linear;
import org.gradoracle.formula.layer.TiedEmbedding;
import org.gradoracle.formula.loss.BinaryCrossEntropy;
import org.gradoracle.formula.loss.FusedCrossEntropy;
import org.gradoracle.formula.loss.Huber;
import org.gradoracle.formula.loss.InfoNce;
import org.gradoracle.formula.loss.KlDivergence;
import org.gradoracle.formula.loss.LabelSmoothing;
import org.gradoracle.formula.loss.MaskedCrossEntropy;
import org.gradoracle.formula.loss.SmoothL1;
import org.gradoracle.formula.norm.BatchNorm2d;
import org.gradoracle.formula.norm.InstanceNorm;
import org.gradoracle.formula.norm.LayerNorm;
import org.gradoracle.formula.recurrent.GruCell;
import org.gradoracle.formula.recurrent.LstmCell;
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

  static {
    OPERATIONS.put(
        new SwiGlu(),
        in -> {
          NDList halves = in.get("x").split(2, 1);
          return halves.get(0).getNDArrayInternal().swish(1).mul(halves.get(1));
        });
    OPERATIONS.put(
        new GeGlu(),
        in -> {
          NDList halves = in.get("x").split(2, 1);
          return halves.get(0).getNDArrayInternal().gelu().mul(halves.get(1));
        });
    OPERATIONS.put(
        new BatchNorm2d(),
        in -> {
          NDArray x = in.get("x");
          long channels = x.getShape().get(1);
          NDManager manager = x.getManager();
          return x.getNDArrayInternal()
              .batchNorm(
                  x,
                  manager.zeros(new Shape(channels), x.getDataType()),
                  manager.ones(new Shape(channels), x.getDataType()),
                  in.get("g").flatten(),
                  in.get("b").flatten(),
                  1,
                  0.9f,
                  1e-5f,
                  true)
              .get(0);
        });
    OPERATIONS.put(
        new InstanceNorm(),
        in -> {
          NDArray x = in.get("x");
          long places = x.getShape().get(2) * x.getShape().get(3);
          NDManager manager = x.getManager();
          NDArray norm =
              only(
                  x.getNDArrayInternal()
                      .layerNorm(
                          x.reshape(-1, places),
                          new Shape(places),
                          manager.ones(new Shape(places), x.getDataType()),
                          manager.zeros(new Shape(places), x.getDataType()),
                          1e-5f));
          return norm.reshape(x.getShape())
              .mul(in.get("g").reshape(1, -1, 1, 1))
              .add(in.get("b").reshape(1, -1, 1, 1));
        });
    OPERATIONS.put(new FlashAttention(), in -> attention(in.get("q"), in));
    OPERATIONS.put(
        new LstmCell(),
        in -> {
          NDArray x = in.get("x");
          NDArray none = in.get("b").zerosLike();
          NDList states = new NDList(in.get("h").expandDims(0), in.get("c").expandDims(0));
          NDList weights =
              new NDList(in.get("W").transpose(), in.get("U").transpose(), in.get("b"), none);
          return x.getNDArrayInternal()
              .lstm(x.expandDims(1), states, weights, true, 1, 0, false, false, true)
              .get(0)
              .squeeze(1);
        });
    OPERATIONS.put(
        new GruCell(),
        in -> {
          NDArray x = in.get("x");
          NDList weights =
              new NDList(
                  in.get("W").transpose(), in.get("U").transpose(), in.get("b"), in.get("d"));
          return x.getNDArrayInternal()
              .gru(
                  x.expandDims(1),
                  in.get("h").expandDims(0),
                  weights,
                  true,
                  1,
                  0,
                  false,
                  false,
                  true)
              .get(0)
              .squeeze(1);
        });
    OPERATIONS.put(
        new LabelSmoothing(),
        in -> {
          NDArray logs = in.get("logits").logSoftmax(1);
          NDArray own = logs.gather(in.get("Yb").toType(DataType.INT64, false).expandDims(1), 1);
          return own.mean().mul(0.9).add(logs.mean().mul(0.1)).neg();
        });
    OPERATIONS.put(
        new MaskedCrossEntropy(),
        in -> {
          NDArray targets = in.get("Yb").toType(DataType.INT64, false);
          NDArray logs = in.get("logits").logSoftmax(1).gather(targets.expandDims(1), 1).flatten();
          return logs.booleanMask(targets.neq(0)).mean().neg();
        });
    OPERATIONS.put(
        new KlDivergence(),
        in -> {
          NDArray p = in.get("p");
          NDArray each = p.mul(p.log().sub(in.get("logits").logSoftmax(1)));
          return each.sum(new int[] {1}).mean();
        });
    OPERATIONS.put(
        new SmoothL1(),
        in -> {
          NDArray d = in.get("x").sub(in.get("t")).abs();
          NDArray near = d.minimum(0.5);
          return near.square()
              .add(d.sub(near))
              .mean(); // squares, and beyond 0.5 magnitudes less 1/4
        });
    OPERATIONS.put(
        new Huber(),
        in -> {
          NDArray d = in.get("x").sub(in.get("t")).abs();
          NDArray near = d.minimum(1);
          return near.square().mul(0.5).add(d.sub(near)).mean();
        });
    OPERATIONS.put(
        new InfoNce(),
        in -> {
          NDArray logits = in.get("a").matMul(in.get("b").transpose()).mul(2);
          NDArray own =
              logits
                  .getManager()
                  .eye((int) logits.getShape().get(0))
                  .toType(logits.getDataType(), false);
          NDArray rows = logits.logSoftmax(1).mul(own).sum();
          return rows.add(logits.logSoftmax(0).mul(own).sum()).mul(-0.5 / logits.getShape().get(0));
        });
    OPERATIONS.put(
        new LogSumExpPool(), in -> in.get("x").mul(3).exp().mean(new int[] {1}, true).log().div(3));
    OPERATIONS.put(
        new TiedEmbedding(),
        in -> {
          NDArray table = in.get("table");
          NDArray rows = table.get(in.get("indices").toType(DataType.INT64, false));
          return table.matMul(rows.tanh().transpose()).transpose();
        });
  }

  /** What has no operation of torch's beside it that DJL gives, and no other algorithm here. */
  private static final Set<String> UNGUARDED =
      Set.of(
          "causal-attention",
          "conv-transpose2d",
          "cosine-similarity",
          "dropout",
          "dropout-residual",
          "fused-batch-norm",
          "fused-rms-norm",
          "gelu-tanh",
          "gelu-tanh-raw",
          "gpt",
          "group-norm",
          "grouped-query-attention",
          "layer-norm-raw",
          "linear-scan",
          "lstm",
          "mixture-of-experts",
          "multi-head-attention",
          "notebook",
          "notebook-fused",
          "rms-norm",
          "rotary-embedding",
          "weight-norm");

  /** Those with a test of their own below. */
  private static final Set<String> BY_THEMSELVES =
      Set.of("conv1d", "conv2d", "max-pool2d", "avg-pool2d");

  @Test
  void everyFormulaIsBesideTorchsOwnOrListedAsUnguarded() {
    Set<String> all = new TreeSet<>(UNGUARDED);
    all.addAll(BY_THEMSELVES);
    OPERATIONS.keySet().forEach(formula -> assertThat(all.add(formula.name())).isTrue());
    assertThat(Formulas.find(Formula.class.getClassLoader()).list())
        .extracting(Formula::name)
        .containsExactlyElementsOf(all);
  }

  private static NDArray attention(NDArray q, Map<String, NDArray> in) {
    NDArray scores = q.matMul(in.get("k").transpose(0, 2, 1)).div(Math.sqrt(q.getShape().get(2)));
    NDArray masked = scores.sub(in.get("later").mul(1e30));
    return masked.softmax(2).matMul(in.get("v"));
  }

  @Test
  void theConvolutionOverTwoAxesIsTorchs() {
    var random = new java.util.Random(6);
    for (int stride = 1; stride <= 2; stride++) {
      for (int padding = 0; padding <= 1; padding++) {
        int dilation = 3 - stride;
        Shape strides = new Shape(stride, stride);
        Shape paddings = new Shape(padding, padding);
        agree(
            Conv2d.program(
                new Conv2d.Inputs(normal(random, 2, 3, 6, 7), 4, 3, stride, padding, dilation),
                normal(random, 4, 3, 3, 3),
                normal(random, 4)),
            in ->
                only(
                    in.get("x")
                        .getNDArrayInternal()
                        .convolution(
                            in.get("x"),
                            in.get("W"),
                            in.get("b"),
                            strides,
                            paddings,
                            new Shape(dilation, dilation),
                            1)));
      }
    }
  }

  @Test
  void poolingIsTorchs() {
    var random = new java.util.Random(7);
    Shape kernel = new Shape(3, 3);
    Shape stride = new Shape(2, 2);
    Shape none = new Shape(0, 0);
    FloatTensor x = normal(random, 2, 3, 6, 7);
    agree(
        MaxPool2d.program(x, 3, 2),
        in -> in.get("x").getNDArrayInternal().maxPool(kernel, stride, none, false));
    agree(
        AvgPool2d.program(x, 3, 2),
        in -> in.get("x").getNDArrayInternal().avgPool(kernel, stride, none, false, true));
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

  /** At the formula's output, of several the first. */
  private static void agree(Program program, Function<Map<String, NDArray>, NDArray> operation) {
    Point point = Point.of(program).in(Dtype.FLOAT64);
    Trace trace = PlainNetwork.run(program, point);
    Step output = program.outputs().get(0);
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
