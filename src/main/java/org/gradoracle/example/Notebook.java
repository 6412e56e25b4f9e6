package org.gradoracle.example;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.gradoracle.data.Minibatch;
import org.gradoracle.data.Names;
import org.gradoracle.data.NotebookDraw;
import org.gradoracle.data.Split;
import org.gradoracle.data.Vocabulary;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Printable;
import org.gradoracle.text.Text;

/**
 * The first worked example: the network of Karpathy's notebook "Building makemore Part 4: Becoming
 * a Backprop Ninja", on a names file. Where comments say "the notebook", they mean that one.
 */
public final class Notebook {

  /**
   * What a user may choose.
   *
   * @param names the names file
   * @param seed of the generator that draws parameters and batch
   * @param batch examples in the batch, at least 2
   * @param hidden units of the hidden layer, at least 1
   * @param embedding numbers that stand for a symbol, at least 1
   * @param context symbols that an example sees, at least 1
   */
  public record Options(Path names, long seed, int batch, int hidden, int embedding, int context) {

    /** The names file, of who names none. */
    public static final Path NAMES = Path.of("names.txt");

    /** Examples in the batch. */
    public static final int BATCH = 32;

    /** Units of the hidden layer. */
    public static final int HIDDEN = 64;

    /** Numbers that stand for a symbol. */
    public static final int EMBEDDING = 10;

    /** Symbols that an example sees. */
    public static final int CONTEXT = 3;
  }

  private Notebook() {}

  private static final int MOST_SYMBOLS = 100;

  /** What a run takes at least for each value and parameter: docs/performance.md. */
  private static final long LEAST_BYTES = 90;

  /**
   * Reads the names and draws parameters and batch.
   *
   * @param network makes the program of them: {@link NotebookNetwork#program}
   * @throws InvalidInputException if the names or the options do not make a network
   */
  public static Example of(Options options, Function<NotebookNetwork.Inputs, Program> network) {
    requireSeed(options.seed());
    Names names = Names.read(options.names());
    Vocabulary vocabulary = Vocabulary.of(names);
    var sizes =
        new NotebookDraw.Sizes(
            vocabulary.size(),
            options.embedding(),
            options.context(),
            options.hidden(),
            options.batch());
    requireMemory(sizes, Runtime.getRuntime().maxMemory());
    Split split = Split.of(names, vocabulary, options.context());
    NotebookDraw draw = NotebookDraw.draw(options.seed(), sizes, split.train().size());
    Minibatch batch = Minibatch.of(split.train(), draw.batchIndices());
    Program program = network.apply(inputs(draw, batch));

    Map<String, String> facts = facts(options.names(), names, vocabulary, split);
    facts.put(
        "network",
        Text.format(
            "batch %d, context %d, embedding %d, hidden %d, seed %d",
            options.batch(),
            options.context(),
            options.embedding(),
            options.hidden(),
            options.seed()));
    facts.put("parameters", String.valueOf(program.parameterCount()));
    return new Example(program, facts);
  }

  /** That a generator takes it. */
  static void requireSeed(long seed) {
    if (seed < 0) {
      throw new InvalidInputException("seed is " + seed + ", expected 0 or more");
    }
  }

  /** What any network on a names file is made of. */
  static Map<String, String> facts(Path file, Names names, Vocabulary vocabulary, Split split) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "names",
        Text.format(
            "%s, %d names, %d symbols",
            Printable.line(String.valueOf(file.getFileName())), names.size(), vocabulary.size()));
    facts.put("symbols", symbols(vocabulary));
    facts.put(
        "examples",
        Text.format(
            "%d train, %d dev, %d test",
            split.train().size(), split.dev().size(), split.test().size()));
    return facts;
  }

  /**
   * Says at once that a run would fail, rather than after minutes.
   *
   * @param heap the most that Java takes, in bytes
   * @throws InvalidInputException if it is less than was ever enough
   */
  static void requireMemory(NotebookDraw.Sizes sizes, long heap) {
    requireMemory(sizes.elementCount(), heap);
  }

  /** The same of any network with this many values and parameters. */
  static void requireMemory(double elements, long heap) {
    double needed = LEAST_BYTES * elements;
    if (needed > heap) {
      throw new InvalidInputException(
          Text.format(
              "a network of %.0f values and parameters needs about %.0f MB of memory, and Java has %d MB:"
                  + " choose smaller sizes, or give Java more with -Xmx",
              elements, Math.floor(needed / (1 << 20)), heap >> 20));
    }
  }

  /** In the order of their indices, so that a row of C or a column of logits can be named. */
  private static String symbols(Vocabulary vocabulary) {
    String shown =
        IntStream.range(0, Math.min(vocabulary.size(), MOST_SYMBOLS))
            .mapToObj(vocabulary::symbol)
            .collect(joining());
    int more = vocabulary.size() - MOST_SYMBOLS;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  private static NotebookNetwork.Inputs inputs(NotebookDraw draw, Minibatch batch) {
    var sizes = draw.sizes();
    int vocabulary = sizes.vocabulary();
    int hidden = sizes.hidden();
    return new NotebookNetwork.Inputs(
        FloatTensor.of(Shape.of(vocabulary, sizes.embedding()), draw.c()),
        FloatTensor.of(Shape.of(sizes.embedding() * sizes.context(), hidden), draw.w1()),
        FloatTensor.of(Shape.of(hidden), draw.b1()),
        FloatTensor.of(Shape.of(hidden, vocabulary), draw.w2()),
        FloatTensor.of(Shape.of(vocabulary), draw.b2()),
        FloatTensor.of(Shape.of(1, hidden), draw.bngain()),
        FloatTensor.of(Shape.of(1, hidden), draw.bnbias()),
        FloatTensor.indices(Shape.of(batch.size(), batch.context()), batch.contexts()),
        FloatTensor.indices(Shape.of(batch.size()), batch.targets()));
  }
}
