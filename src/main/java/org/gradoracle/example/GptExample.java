package org.gradoracle.example;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiFunction;
import org.gradoracle.data.Minibatch;
import org.gradoracle.data.Names;
import org.gradoracle.data.Split;
import org.gradoracle.data.TorchGenerator;
import org.gradoracle.data.Vocabulary;
import org.gradoracle.formula.gpt.Gpt;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Text;

/**
 * The second worked example: a transformer on the names. An example's tokens are the symbols that
 * the notebook's network would see, and the target of each is the one after it.
 */
public final class GptExample {

  private GptExample() {}

  /**
   * What a user may choose.
   *
   * @param names the names file
   * @param seed of the generator that draws parameters and batch
   * @param batch examples in the batch, at least 1
   * @param context symbols that an example sees, at least 1
   * @param layers blocks, at least 1
   * @param heads heads of attention, at least 1, a divisor of the channels
   * @param channels numbers that stand for a position, at least 1
   */
  public record Options(
      Path names, long seed, int batch, int context, int layers, int heads, int channels) {

    /** Examples in the batch. */
    public static final int BATCH = 8;

    /** Symbols that an example sees. */
    public static final int CONTEXT = 16;

    /** Blocks. */
    public static final int LAYERS = 2;

    /** Heads of attention, a divisor of the channels. */
    public static final int HEADS = 4;

    /** Numbers that stand for a position. */
    public static final int CHANNELS = 64;

    /** Refuses sizes that make no transformer. */
    public Options {
      InvalidInputException.requireAtLeast("batch", batch, 1);
      InvalidInputException.requireAtLeast("context", context, 1);
      InvalidInputException.requireAtLeast("layers", layers, 1);
      InvalidInputException.requireAtLeast("heads", heads, 1);
      InvalidInputException.requireAtLeast("channels", channels, 1);
      Notebook.requireSeed(seed);
      if (channels % heads != 0) {
        throw new InvalidInputException(
            Text.format("channels is %d, expected a multiple of the %d heads", channels, heads));
      }
    }

    /** Values and parameters, about: a block has 12 matrices of channels by channels. */
    double elements() {
      double positions = (double) batch * context;
      double parameters = 12.0 * channels * channels;
      double values = positions * 22 * channels + 2.0 * batch * heads * context * context;
      return layers * (parameters + values);
    }
  }

  /**
   * Reads the names and draws parameters and batch.
   *
   * @param network makes the program: {@link Gpt#program}, or that of its fused steps
   * @throws InvalidInputException if the names or the options do not make a network
   */
  public static Example of(
      Options options, BiFunction<Gpt.Inputs, Gpt.Draw, Program> network, String name) {
    Notebook.requireMemory(options.elements(), Runtime.getRuntime().maxMemory());
    Names names = Names.read(options.names());
    Vocabulary vocabulary = Vocabulary.of(names);
    Split split = Split.of(names, vocabulary, options.context());
    TorchGenerator generator = new TorchGenerator(options.seed());
    Minibatch batch =
        Minibatch.of(split.train(), generator.randint(split.train().size(), options.batch()));
    Program program =
        network.apply(
            new Gpt.Inputs(
                vocabulary.size(),
                options.channels(),
                options.layers(),
                options.heads(),
                FloatTensor.indices(Shape.of(options.batch(), options.context()), batch.contexts()),
                FloatTensor.indices(Shape.of(options.batch() * options.context()), next(batch))),
            (deviation, dimensions) -> normal(generator, deviation, dimensions));
    Map<String, String> facts = Notebook.facts(options.names(), names, vocabulary, split);
    facts.put(
        "network",
        Text.format(
            "%s, batch %d, context %d, layers %d, heads %d, channels %d, seed %d",
            name,
            options.batch(),
            options.context(),
            options.layers(),
            options.heads(),
            options.channels(),
            options.seed()));
    facts.put("parameters", String.valueOf(program.parameterCount()));
    return new Example(program, facts);
  }

  /** The symbol after each, row by row: within an example its next, at its end the target. */
  private static int[] next(Minibatch batch) {
    int[] next = new int[batch.contexts().length];
    for (int i = 0; i < next.length; i++) {
      boolean last = i % batch.context() == batch.context() - 1;
      next[i] = last ? batch.targets()[i / batch.context()] : batch.contexts()[i + 1];
    }
    return next;
  }

  private static FloatTensor normal(TorchGenerator generator, double deviation, int... dimensions) {
    Shape shape = Shape.of(dimensions);
    float[] values = generator.randn(shape.size());
    return FloatTensor.of(shape, i -> values[i] * deviation);
  }
}
