package org.gradoracle.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.training.GradientCollector;
import java.util.Random;
import java.util.function.Function;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.reference.djl.DjlReference;
import org.gradoracle.tensor.FloatTensor;

/** A network as somebody would write it who wants DJL to be fast. */
final class TorchNetwork {

  private final Engine engine;
  private final NDManager parameters;
  private final Function<NDManager, NDArray> forward;

  private TorchNetwork(Engine engine, NDManager parameters, Function<NDManager, NDArray> forward) {
    this.engine = engine;
    this.parameters = parameters;
    this.forward = forward;
  }

  /** Forward and backward; the gradients are added to those of the step before. */
  float step() {
    try (NDManager values = parameters.newSubManager();
        GradientCollector collector = engine.newGradientCollector()) {
      NDArray loss = forward.apply(values);
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  /** One thread, and the kernels that {@code -Dgradoracle.kernels} asks for. */
  static Engine engine() {
    DjlReference.load(message -> {});
    return Engine.getEngine("PyTorch");
  }

  static TorchNetwork notebook(NotebookNetwork.Inputs in) {
    Engine engine = engine();
    NDManager manager = engine.newBaseManager();
    NDArray table = parameter(manager, in.C());
    NDArray w1 = parameter(manager, (FloatTensor) in.W1().t());
    NDArray b1 = parameter(manager, in.b1());
    NDArray w2 = parameter(manager, (FloatTensor) in.W2().t());
    NDArray b2 = parameter(manager, in.b2());
    NDArray gain = parameter(manager, (FloatTensor) in.bngain().sumSqueezed(0));
    NDArray bias = parameter(manager, (FloatTensor) in.bnbias().sumSqueezed(0));
    NDArray mean = array(manager, in.b1()).zerosLike();
    NDArray variance = array(manager, in.b1()).onesLike();
    NDArray tokens = array(manager, in.Xb()).toType(DataType.INT64, true);
    NDArray targets = array(manager, in.Yb()).toType(DataType.INT64, true).expandDims(1);
    long batch = tokens.getShape().get(0);
    return new TorchNetwork(
        engine,
        manager,
        values -> {
          NDArray rows = embedding(tokens, table, values).reshape(batch, -1);
          NDArray before = linear(rows, w1, b1);
          NDArray norm =
              before
                  .getNDArrayInternal()
                  .batchNorm(before, mean, variance, gain, bias, 1, 0.9f, 1e-5f, true)
                  .get(0);
          return loss(linear(norm.tanh(), w2, b2), targets);
        });
  }

  static TorchNetwork transformer() {
    Engine engine = engine();
    NDManager manager = engine.newBaseManager();
    Random random = new Random(1);
    int c = Sizes.CHANNELS;
    int t = Sizes.POSITIONS;
    int n = Sizes.EXAMPLES;
    NDArray table = parameter(manager, random, Sizes.VOCABULARY, c);
    NDArray positions = parameter(manager, random, t, c);
    NDArray none = manager.zeros(new Shape(Sizes.VOCABULARY));
    NDArray later = manager.create(later(t), new Shape(t, t));
    Block[] blocks = new Block[Sizes.LAYERS];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = new Block(manager, random, later);
    }
    NDArray gain = parameter(manager, random, c);
    NDArray bias = parameter(manager, random, c);
    NDArray tokens = manager.randomInteger(0, Sizes.VOCABULARY, new Shape(n, t), DataType.INT64);
    NDArray targets =
        manager.randomInteger(0, Sizes.VOCABULARY, new Shape((long) n * t, 1), DataType.INT64);
    return new TorchNetwork(
        engine,
        manager,
        values -> {
          NDArray x = embedding(tokens, table, values).add(positions);
          for (Block block : blocks) {
            x = block.forward(x);
          }
          return loss(linear(norm(x, gain, bias), table, none).reshape((long) n * t, -1), targets);
        });
  }

  /** What hides later positions from earlier ones. */
  private static float[] later(int positions) {
    float[] later = new float[positions * positions];
    for (int i = 0; i < later.length; i++) {
      later[i] = i % positions > i / positions ? Float.NEGATIVE_INFINITY : 0;
    }
    return later;
  }

  private static final class Block {
    private final NDArray later;
    private final NDArray gain1;
    private final NDArray bias1;
    private final NDArray gain2;
    private final NDArray bias2;
    private final NDArray[] weights = new NDArray[4];
    private final NDArray[] biases = new NDArray[4];

    Block(NDManager manager, Random random, NDArray later) {
      this.later = later;
      int c = Sizes.CHANNELS;
      gain1 = parameter(manager, random, c);
      bias1 = parameter(manager, random, c);
      gain2 = parameter(manager, random, c);
      bias2 = parameter(manager, random, c);
      int[][] shapes = {{3 * c, c}, {c, c}, {4 * c, c}, {c, 4 * c}};
      for (int i = 0; i < shapes.length; i++) {
        weights[i] = parameter(manager, random, shapes[i]);
        biases[i] = parameter(manager, random, shapes[i][0]);
      }
    }

    NDArray forward(NDArray x) {
      int c = Sizes.CHANNELS;
      int size = c / Sizes.HEADS;
      NDArray qkv = linear(norm(x, gain1, bias1), weights[0], biases[0]);
      NDList parts =
          qkv.reshape(Sizes.EXAMPLES, Sizes.POSITIONS, 3 * Sizes.HEADS, size)
              .transpose(0, 2, 1, 3)
              .split(3, 1);
      NDArray scores = parts.get(0).matMul(parts.get(1).transpose(0, 1, 3, 2));
      NDArray probs = scores.mul((float) (1 / Math.sqrt(size))).add(later).softmax(-1);
      NDArray heard = probs.matMul(parts.get(2)).transpose(0, 2, 1, 3);
      NDArray together = heard.reshape(Sizes.EXAMPLES, Sizes.POSITIONS, c);
      NDArray middle = x.add(linear(together, weights[1], biases[1]));
      NDArray wide = linear(norm(middle, gain2, bias2), weights[2], biases[2]);
      return middle.add(linear(wide.getNDArrayInternal().gelu(), weights[3], biases[3]));
    }
  }

  private static NDArray embedding(NDArray tokens, NDArray table, NDManager values) {
    NDArray rows =
        table.getNDArrayInternal().embedding(tokens, table, SparseFormat.DENSE).singletonOrThrow();
    rows.attach(values); // and with it what is made of it
    return rows;
  }

  private static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
    return x.getNDArrayInternal().linear(x, weight, bias).singletonOrThrow();
  }

  private static NDArray norm(NDArray x, NDArray gain, NDArray bias) {
    Shape row = new Shape(Sizes.CHANNELS);
    return x.getNDArrayInternal().layerNorm(x, row, gain, bias, 1e-5f).singletonOrThrow();
  }

  private static NDArray loss(NDArray logits, NDArray targets) {
    return logits.logSoftmax(1).gather(targets, 1).mean().neg();
  }

  private static NDArray parameter(NDManager manager, Random random, int... dimensions) {
    return parameter(manager, Sizes.normal(random, 0.02, dimensions));
  }

  private static NDArray parameter(NDManager manager, FloatTensor value) {
    NDArray array = array(manager, value);
    array.setRequiresGradient(true);
    return array;
  }

  private static NDArray array(NDManager manager, FloatTensor value) {
    return manager.create(value.toFloatArray(), new Shape(value.shape().toLongArray()));
  }
}
