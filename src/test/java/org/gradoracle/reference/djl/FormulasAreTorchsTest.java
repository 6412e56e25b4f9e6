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
import org.gradoracle.formula.convolution.ConvTranspose2d;
import org.gradoracle.formula.convolution.LogSumExpPool;
import org.gradoracle.formula.convolution.MaxPool2d;
import org.gradoracle.formula.gpt.Gpt;
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
import org.gradoracle.text.Text;
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
          NDArray near = d.minimum(2);
          return near.square()
              .div(4)
              .add(d.sub(near))
              .mean(); // squares by 4, and beyond 2 magnitudes less 1
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

  /**
   * What DJL has no method for, in TorchScript: by torch's own operation if there is one, otherwise
   * by another algorithm. Names are those of the formula's inputs and steps.
   */
  private static final Map<String, String> SCRIPTS = new LinkedHashMap<>();

  static {
    SCRIPTS.put("gelu-tanh", "return torch.gelu(x, approximate=\"tanh\")");
    SCRIPTS.put("gelu-tanh-raw", "return torch.gelu(x, approximate=\"tanh\")");
    SCRIPTS.put(
        "causal-attention",
        """
        q1 = torch.unsqueeze(torch.mm(x, Wq), 0)
        k1 = torch.unsqueeze(torch.mm(x, Wk), 0)
        v1 = torch.unsqueeze(torch.mm(x, Wv), 0)
        return torch.squeeze(torch.scaled_dot_product_attention(q1, k1, v1, None, 0., True), 0)
        """);
    SCRIPTS.put(
        "multi-head-attention",
        """
        n, t, c, heads = torch.size(x, 0), torch.size(x, 1), torch.size(x, 2), torch.size(weights, 1)
        parts = torch.chunk(torch.matmul(x, W), 3, -1)
        q1 = torch.transpose(torch.reshape(parts[0], [n, t, heads, -1]), 1, 2)
        k1 = torch.transpose(torch.reshape(parts[1], [n, t, heads, -1]), 1, 2)
        v1 = torch.transpose(torch.reshape(parts[2], [n, t, heads, -1]), 1, 2)
        heard = torch.scaled_dot_product_attention(q1, k1, v1, None, 0., True)
        return torch.matmul(torch.reshape(torch.transpose(heard, 1, 2), [n, t, c]), Wo)
        """);
    SCRIPTS.put(
        "grouped-query-attention",
        "return torch.scaled_dot_product_attention(q, k, v, None, 0., False, scale=None,"
            + " enable_gqa=True)");
    SCRIPTS.put(
        "rotary-embedding", // a complex number that is turned, by angles rounded to float32 (6)
        """
        a, b = torch.chunk(x, 2, -1)
        half, n = torch.size(a, -1), torch.size(a, -2)
        rate = torch.pow(10000., torch.div(torch.arange(half, dtype=7), half))
        angle = torch.div(torch.unsqueeze(torch.arange(n, dtype=7), 1), rate)
        cos1 = torch.to(torch.to(torch.cos(angle), 6), 7)
        sin1 = torch.to(torch.to(torch.sin(angle), 6), 7)
        turn = torch.complex(cos1, sin1)
        y1 = torch.view_as_real(torch.mul(torch.complex(a, b), turn))
        return torch.cat([torch.select(y1, -1, 0), torch.select(y1, -1, 1)], -1)
        """);
    SCRIPTS.put(
        "cosine-similarity",
        """
        na = torch.add(torch.sum(torch.square(a), [1], True), 1e-06)
        nb = torch.add(torch.sum(torch.square(b), [1], True), 1e-06)
        return torch.div(torch.einsum("ij,ij->i", [a, b]).unsqueeze(1), torch.sqrt(torch.mul(na, nb)))
        """);
    SCRIPTS.put("layer-norm-raw", "return torch.layer_norm(x, [torch.size(x, 1)], g, b, 1e-05)");
    SCRIPTS.put("rms-norm", "return torch.rms_norm(x, [torch.size(x, 1)], g, 1e-05)");
    SCRIPTS.put("fused-rms-norm", "return torch.rms_norm(x, [torch.size(x, 1)], g, 1e-05)");
    SCRIPTS.put(
        "group-norm", "return torch.group_norm(x, torch.size(norm, 1), g, b, 1e-05, False)");
    SCRIPTS.put(
        "fused-batch-norm", // torch's own takes the variance over n
        """
        variance, mean = torch.var_mean(hprebn, [0], correction=1, keepdim=True)
        norm = torch.div(torch.sub(hprebn, mean), torch.sqrt(torch.add(variance, 1e-05)))
        return torch.add(torch.mul(norm, bngain), bnbias)
        """);
    SCRIPTS.put("weight-norm", "return torch.mm(x, torch._weight_norm(V, g, 1))");
    SCRIPTS.put("dropout", "return torch.where(torch.gt(mask, 0), torch.div(x, 0.8), 0.)");
    SCRIPTS.put(
        "dropout-residual",
        "return torch.add(x, torch.where(torch.gt(mask, 0), torch.div(torch.mm(x, W), 0.75), 0.))");
    SCRIPTS.put(
        "mixture-of-experts", // each row times the one matrix it is sent to
        """
        probs, top = torch.max(torch.softmax(torch.mm(x, R), 1), 1)
        own = torch.bmm(torch.unsqueeze(x, 1), torch.index_select(E, 0, top))
        return torch.mul(torch.squeeze(own, 1), torch.unsqueeze(probs, 1))
        """);
    SCRIPTS.put(
        "linear-scan", // all pairs of positions, by cumulative sums of logarithms
        """
        logs = torch.cumsum(torch.log(a), 0)
        pairs = torch.exp(torch.sub(torch.unsqueeze(logs, 1), torch.unsqueeze(logs, 0)))
        t = torch.size(x, 0)
        before = torch.reshape(torch.tril(torch.ones([t, t], dtype=7)), [t, t, 1, 1])
        return torch.sum(torch.mul(torch.mul(pairs, before), torch.unsqueeze(x, 0)), [1])
        """);
    SCRIPTS.put(
        "lstm",
        """
        x0 = torch.stack([x1, x2, x3], 0)
        states = [torch.unsqueeze(h0, 0), torch.unsqueeze(c0, 0)]
        weights = [torch.t(W), torch.t(U), b, torch.zeros_like(b)]
        _0, hn, cn = torch.lstm(x0, states, weights, True, 1, 0., False, False, False)
        return torch.cat([torch.squeeze(hn, 0), torch.squeeze(cn, 0)], 1)
        """);
    String notebook =
        """
        rows = torch.embedding(C, torch.to(Xb, 4))
        before = torch.addmm(b1, torch.reshape(rows, [torch.size(Xb, 0), -1]), W1)
        variance, mean = torch.var_mean(before, [0], correction=1, keepdim=True)
        norm = torch.div(torch.sub(before, mean), torch.sqrt(torch.add(variance, 1e-05)))
        hidden = torch.tanh(torch.add(torch.mul(norm, bngain), bnbias))
        return torch.cross_entropy_loss(torch.addmm(b2, hidden, W2), torch.to(Yb, 4))
        """;
    SCRIPTS.put("notebook", notebook);
    SCRIPTS.put("notebook-fused", notebook);
    String gpt = // its one block
        """
        n, t, c, heads = torch.size(X, 0), torch.size(X, 1), torch.size(wte, 1), torch.size(h0_q, 1)
        x = torch.add(torch.embedding(wte, torch.to(X, 4)), wpe)
        ln1 = torch.layer_norm(x, [c], h0_ln1_w, h0_ln1_b, 1e-05)
        parts = torch.chunk(torch.linear(ln1, torch.t(h0_attn_w), h0_attn_b), 3, -1)
        q = torch.transpose(torch.reshape(parts[0], [n, t, heads, -1]), 1, 2)
        k = torch.transpose(torch.reshape(parts[1], [n, t, heads, -1]), 1, 2)
        v = torch.transpose(torch.reshape(parts[2], [n, t, heads, -1]), 1, 2)
        heard = torch.scaled_dot_product_attention(q, k, v, None, 0., True)
        heard1 = torch.reshape(torch.transpose(heard, 1, 2), [n, t, c])
        x1 = torch.add(x, torch.linear(heard1, torch.t(h0_attproj_w), h0_attproj_b))
        ln2 = torch.layer_norm(x1, [c], h0_ln2_w, h0_ln2_b, 1e-05)
        wide = torch.gelu(torch.linear(ln2, torch.t(h0_fc_w), h0_fc_b), approximate="tanh")
        x2 = torch.add(x1, torch.linear(wide, torch.t(h0_fcproj_w), h0_fcproj_b))
        last = torch.layer_norm(x2, [c], lnf_w, lnf_b, 1e-05)
        rows = torch.reshape(torch.linear(last, wte), [n * t, -1])
        return torch.cross_entropy_loss(rows, torch.to(Y, 4))
        """;
    SCRIPTS.put("gpt", gpt);
    SCRIPTS.put(
        "gpt-fused", // its weights the other way round
        gpt.replaceAll("torch\\.t\\((\\w+)_w\\)", "$1w")
            .replaceAll("_([wb])\\b", "$1")
            .replace("attnw", "qkvw")
            .replace("attnb", "qkvb")
            .replace("h0_fcw", "h0_fchw")
            .replace("h0_fcb", "h0_fchb")
            .replace("torch.size(h0_q, 1)", headsOfGpt()));
  }

  /** Its fused steps do not show them, and draw the same. */
  private static String headsOfGpt() {
    Program gpt = new Gpt().program(new Sample(11));
    ArrayTensor q =
        gpt.steps().stream()
            .filter(step -> step.name().equals("h0_q"))
            .map(step -> PlainNetwork.run(gpt, Point.of(gpt)).value(step))
            .findFirst()
            .orElseThrow();
    return String.valueOf(q.shape().dim(1));
  }

  /** Those with a test of their own below. */
  private static final Set<String> BY_THEMSELVES =
      Set.of("conv1d", "conv2d", "conv-transpose2d", "max-pool2d", "avg-pool2d");

  @Test
  void everyFormulaHasAnotherForwardLineBesideIt() {
    Set<String> all = new TreeSet<>(SCRIPTS.keySet());
    all.addAll(BY_THEMSELVES);
    OPERATIONS.keySet().forEach(formula -> assertThat(all.add(formula.name())).isTrue());
    assertThat(Formulas.find(Formula.class.getClassLoader()).list())
        .extracting(Formula::name)
        .as("each has a line of PyTorch's own in SCRIPTS or OPERATIONS, or a test BY_THEMSELVES")
        .containsExactlyElementsOf(all);
  }

  private static NDArray attention(NDArray q, Map<String, NDArray> in) {
    NDArray scores =
        q.matMul(in.get("k").transpose(0, 2, 1)).div(Math.sqrt((double) q.getShape().get(2)));
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

  @TestFactory
  Stream<DynamicTest> theForwardLinesGiveWhatTorchScriptGives() {
    Formulas formulas = Formulas.find(Formula.class.getClassLoader());
    return formulas.list().stream()
        .filter(formula -> SCRIPTS.containsKey(formula.name()))
        .map(
            formula ->
                DynamicTest.dynamicTest(
                    formula.name(),
                    () ->
                        agree(
                            formula.program(new Sample(11)),
                            in -> TorchScript.run(SCRIPTS.get(formula.name()), in))));
  }

  @Test
  void theTransposedConvolutionIsTorchs() {
    var random = new java.util.Random(8);
    for (int stride = 1; stride <= 2; stride++) {
      for (int padding = 0; padding <= 1; padding++) {
        String script =
            Text.format(
                "return torch.conv_transpose2d(x, W, None, [%d, %d], [%d, %d])",
                stride, stride, padding, padding);
        agree(
            ConvTranspose2d.program(
                normal(random, 2, 3, 4, 5), normal(random, 3, 2, 3, 3), stride, padding),
            in -> TorchScript.run(script, in));
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
      for (Step step : program.steps()) {
        in.putIfAbsent(step.name(), DjlTensor.of(manager, trace.value(step)).array());
      }
      ArrayTensor expected = new DjlTensor(operation.apply(in)).toArrayTensor();
      ArrayTensor found = trace.value(output);
      assertThat(found.shape()).isEqualTo(expected.shape());
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.at(i)).isCloseTo(expected.at(i), within(1e-9));
      }
    }
  }
}
