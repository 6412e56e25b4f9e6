package org.gradoracle.exchange;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.gradoracle.dump.StoredTensor;
import org.gradoracle.formula.NamedFormula;
import org.gradoracle.program.Var;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Text;

/**
 * What an exported case says of itself, for programs; and what is read again of it: which formula
 * and samples it has, as all else is drawn again.
 *
 * @param formula the formula's name
 * @param className of its class
 * @param seed of its samples
 * @param layout of its files
 * @param samples that were exported
 */
record Manifest(String formula, String className, long seed, Layout layout, List<Stamp> samples) {

  static final String FILE = "manifest.json";

  static final String INDEX = "index.txt";

  private static final String FORMAT = "gradoracle-case";

  private static final int VERSION = 1;

  private static final long LARGEST = 1 << 24;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /**
   * A sample that was exported.
   *
   * @param digest of what it was then
   */
  record Stamp(int number, String digest) {}

  /** One of the tensors, as a program reads of it. */
  private record Tensor(String name, String dtype, List<Long> shape) {
    static Tensor of(StoredTensor stored) {
      String dtype =
          switch (stored.entry().type()) {
            case I32 -> "int32";
            case F64 -> "float64";
            default -> "float32";
          };
      return new Tensor(stored.entry().name(), dtype, stored.entry().shape());
    }
  }

  /** A gradient or value that may be given back. */
  private record Wanted(String name, String of, List<Long> shape) {}

  private record SampleEntry(
      int number,
      String folder,
      String kind,
      String digest,
      List<String> forward,
      List<Tensor> parameters,
      List<Tensor> constants,
      List<Tensor> upstreams,
      List<Wanted> gradients,
      List<Wanted> intermediateGradients,
      List<Wanted> values) {}

  private record Whole(
      String format,
      int version,
      String tool,
      String formula,
      String className,
      String summary,
      String source,
      long seed,
      String layout,
      List<SampleEntry> samples) {}

  /** The numbers of the samples that were exported. */
  List<Integer> numbers() {
    return samples.stream().map(Stamp::number).toList();
  }

  /** The text of the file. */
  static String json(String tool, Layout layout, List<ExportedSample> samples) {
    var first = samples.get(0).at();
    return GSON.toJson(
            new Whole(
                FORMAT,
                VERSION,
                tool,
                first.formula().name(),
                NamedFormula.of(first.formula()).className(),
                first.formula().summary(),
                first.formula().source(),
                first.seed(),
                layout.name().toLowerCase(Locale.ROOT),
                samples.stream().map(Manifest::entry).toList()))
        + "\n";
  }

  private static SampleEntry entry(ExportedSample sample) {
    Roles roles = sample.roles();
    List<Tensor> parameters = new ArrayList<>();
    List<Tensor> constants = new ArrayList<>();
    List<StoredTensor> given = sample.given();
    for (int i = 0; i < roles.inputs().size(); i++) {
      boolean constant = roles.inputs().get(i).constant();
      (constant ? constants : parameters).add(Tensor.of(given.get(i)));
    }
    return new SampleEntry(
        sample.at().number(),
        sample.name(),
        sample.kind(),
        sample.digest(),
        sample.assignments(),
        parameters,
        constants,
        given.subList(roles.inputs().size(), given.size()).stream().map(Tensor::of).toList(),
        wanted(sample, true),
        wanted(sample, false),
        roles.steps().stream()
            .map(step -> new Wanted(step.name(), step.name(), sample.value(step).shape().toList()))
            .toList());
  }

  private static List<Wanted> wanted(ExportedSample sample, boolean inputs) {
    return sample.roles().gradients().entrySet().stream()
        .filter(each -> inputs == sample.drawn().program().inputs().contains(each.getValue()))
        .map(
            (Map.Entry<String, Var> each) ->
                new Wanted(
                    each.getKey(),
                    each.getValue().name(),
                    sample.value(each.getValue()).shape().toList()))
        .toList();
  }

  /**
   * The same for programs that read no JSON, a line for each tensor: its role (parameter, constant,
   * upstream, or gradient for one to be given back), the sample's folder, its name, its element
   * type, the number of its dimensions and the dimensions. A blank in a name is an underscore here.
   */
  static String index(List<ExportedSample> samples) {
    StringBuilder index = new StringBuilder();
    for (ExportedSample sample : samples) {
      SampleEntry entry = entry(sample);
      entry.parameters().forEach(each -> line(index, "parameter", sample, each));
      entry.constants().forEach(each -> line(index, "constant", sample, each));
      entry.upstreams().forEach(each -> line(index, "upstream", sample, each));
      entry
          .gradients()
          .forEach(
              each ->
                  line(
                      index, "gradient", sample, new Tensor(each.name(), "float32", each.shape())));
    }
    return index.toString();
  }

  private static void line(StringBuilder index, String role, ExportedSample sample, Tensor tensor) {
    index.append(
        Text.format(
            "%s %s %s %s %d",
            role,
            sample.name(),
            tensor.name().replaceAll("\\s", "_"),
            tensor.dtype(),
            tensor.shape().size()));
    tensor.shape().forEach(dimension -> index.append(' ').append(dimension));
    index.append('\n');
  }

  /**
   * Reads it.
   *
   * @param folder of the case
   * @throws InvalidInputException if it is none
   */
  static Manifest read(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (Files.isRegularFile(folder)) {
        throw new InvalidInputException(
            "'" + folder + "' is a file: name the folder that 'gradoracle export' wrote");
      }
      if (!Files.isRegularFile(file)) {
        throw new InvalidInputException(
            Text.format(
                "'%s' is not an exported case: there is no %s in it ('gradoracle export' writes one)",
                folder, FILE));
      }
      if (Files.size(file) > LARGEST) {
        throw no(file, "it is too large");
      }
      return of(file, Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw no(file, "it cannot be read as UTF-8");
    }
  }

  private static Manifest of(Path file, String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      if (!string(json, "format").equals(FORMAT)) {
        throw no(file, "its format is not '" + FORMAT + "'");
      }
      if (number(json, "version") != VERSION) {
        throw no(file, "it is of version " + number(json, "version") + ", expected " + VERSION);
      }
      List<Stamp> samples = new ArrayList<>();
      Set<Integer> numbers = new HashSet<>();
      for (JsonElement each : json.getAsJsonArray("samples")) {
        JsonObject sample = each.getAsJsonObject();
        int number = Math.toIntExact(number(sample, "number"));
        if (number < 1 || !numbers.add(number)) {
          throw no(file, "sample " + number + " does not exist, or occurs twice");
        }
        samples.add(new Stamp(number, string(sample, "digest")));
      }
      if (samples.isEmpty()) {
        throw no(file, "it has no sample");
      }
      return new Manifest(
          string(json, "formula"),
          string(json, "className"),
          number(json, "seed"),
          Layout.valueOf(string(json, "layout").toUpperCase(Locale.ROOT)),
          samples);
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | ArithmeticException
        | ClassCastException
        | NullPointerException
        | UnsupportedOperationException
        | StackOverflowError e) {
      throw no(file, "it is not the JSON that 'gradoracle export' writes");
    }
  }

  private static String string(JsonObject json, String name) {
    return json.get(name).getAsJsonPrimitive().getAsString();
  }

  private static long number(JsonObject json, String name) {
    return json.get(name).getAsJsonPrimitive().getAsBigDecimal().longValueExact();
  }

  private static InvalidInputException no(Path file, String why) {
    return new InvalidInputException(
        "'" + file + "' is not a manifest of an exported case: " + why);
  }
}
