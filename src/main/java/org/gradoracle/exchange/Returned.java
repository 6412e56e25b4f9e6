package org.gradoracle.exchange;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.dump.DumpException;
import org.gradoracle.dump.ElementType;
import org.gradoracle.dump.StoredTensor;
import org.gradoracle.dump.TensorFile;
import org.gradoracle.dump.TensorFile.Entry;
import org.gradoracle.judge.Given;
import org.gradoracle.judge.Given.Result;
import org.gradoracle.program.Input;
import org.gradoracle.program.Step;
import org.gradoracle.program.Var;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Text;

/** What another program wrote: where it is for each sample, and what each tensor is. */
final class Returned {

  /** Files that hold several tensors. */
  private static final List<String> ARCHIVES = List.of(".npz", ".safetensors", ".json");

  private static final Map<ElementType, String> TYPES =
      Map.of(
          ElementType.F16, "float16",
          ElementType.BF16, "bfloat16",
          ElementType.F32, "float32",
          ElementType.F64, "float64");

  private Returned() {}

  /**
   * Where there is something for a sample, by the sample's number: a folder of its name or a file
   * of its name and an ending; for a single sample also what the user named, itself.
   *
   * @param numbers the samples that were exported
   * @throws InvalidInputException if there is nothing, or something for another sample, or two
   *     things for one
   */
  static Map<Integer, Path> places(Path given, List<Integer> numbers) {
    if (!Files.exists(given)) {
      throw new InvalidInputException("there is no '" + given + "'");
    }
    Map<Integer, Path> places = new TreeMap<>();
    boolean itself = !Files.isDirectory(given);
    for (Path each : itself ? List.<Path>of() : children(given)) {
      String name = String.valueOf(each.getFileName());
      String stem = stem(name);
      if (stem.matches("(?i)sample.*[0-9].*") && (Files.isDirectory(each) || !stem.equals(name))) {
        int number = number(numbers, stem, each);
        Path other = places.put(number, each);
        if (other != null) {
          throw new InvalidInputException(
              Text.format("'%s' and '%s' are both for one sample: keep one", other, each));
        }
      }
    }
    if (!places.isEmpty()) {
      return places;
    }
    if (numbers.size() == 1) {
      return Map.of(numbers.get(0), given);
    }
    String first = ExportedSample.name(numbers.get(0));
    if (itself) {
      throw new InvalidInputException(
          Text.format(
              "'%s' is one file, and the case has %d samples: expected a folder with '%s%s' in it, and"
                  + " so on",
              given, numbers.size(), first, ending(given)));
    }
    throw new InvalidInputException(
        Text.format(
            "'%s' has nothing for any of %d samples: expected a folder '%s' in it, or '%s.npz' or"
                + " '%s.safetensors', and so on",
            given, numbers.size(), first, first, first));
  }

  private static int number(List<Integer> numbers, String stem, Path each) {
    return numbers.stream()
        .filter(number -> ExportedSample.name(number).equals(stem))
        .findFirst()
        .orElseThrow(
            () -> new InvalidInputException("'" + each + "' is for no sample of the case"));
  }

  private static String ending(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(stem(name).length());
  }

  private static String stem(String name) {
    return ARCHIVES.stream()
        .filter(name::endsWith)
        .findFirst()
        .map(ending -> name.substring(0, name.length() - ending.length()))
        .orElse(name);
  }

  private static List<Path> children(Path folder) {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      all.forEach(children::add);
    } catch (IOException e) {
      throw new InvalidInputException("'" + folder + "' cannot be read");
    }
    children.sort(null);
    return children;
  }

  /** The file that holds tensors: the place itself, or the one archive in the folder. */
  private static TensorFile open(Path place) {
    if (!Files.isDirectory(place)) {
      return TensorFile.open(place);
    }
    List<Path> archives = new ArrayList<>();
    boolean single = false;
    for (Path each : children(place)) {
      String name = String.valueOf(each.getFileName());
      if (Files.isRegularFile(each) && !stem(name).equals(name)) {
        archives.add(each);
      }
      single |= name.endsWith(".npy");
    }
    if (archives.size() > 1 || (single && !archives.isEmpty())) {
      throw new InvalidInputException(
          Text.format(
              "'%s' holds '%s' and other tensors: keep one", place, archives.get(0).getFileName()));
    }
    return TensorFile.open(archives.isEmpty() ? place : archives.get(0));
  }

  /**
   * Reads what is given for a sample; names alone say what is what.
   *
   * @throws InvalidInputException if a name is none of the sample's, an element type is none of a
   *     gradient's, or an input that is given back is not what was exported
   * @throws org.gradoracle.dump.DumpException if a file cannot be used
   */
  static Given read(Path place, ExportedSample sample) {
    Map<String, Result> values = new HashMap<>();
    Map<String, Result> gradients = new HashMap<>();
    Roles roles = sample.roles();
    try (TensorFile file = open(place)) {
      for (Entry entry : file.entries()) {
        String name = entry.name();
        Var row = roles.gradients().get(name);
        Optional<Step> step = roles.step(name);
        Optional<ArrayTensor> input = input(roles, name);
        if (row != null) {
          gradients.put(row.name(), result(place, file, entry));
        } else if (step.isPresent()) {
          values.put(name, result(place, file, entry));
        } else if (input.isPresent()) {
          requireSame(place, name, file.read(name), input.get());
        } else {
          throw unknown(place, name, roles);
        }
      }
    }
    return new Given(upstreams(roles), values, gradients);
  }

  /** What there is where nothing is given for a sample. */
  static Given nothing(Roles roles) {
    return new Given(upstreams(roles), Map.of(), Map.of());
  }

  private static Map<String, FloatTensor> upstreams(Roles roles) {
    Map<String, FloatTensor> upstreams = new HashMap<>();
    roles.upstreams().values().forEach(each -> upstreams.put(each.name(), roles.upstream(each)));
    return upstreams;
  }

  private static Optional<ArrayTensor> input(Roles roles, String name) {
    Step output = roles.upstreams().get(name);
    return output != null
        ? Optional.of(roles.upstream(output))
        : roles.inputs().stream()
            .filter(input -> input.name().equals(name))
            .findFirst()
            .map(Input::value);
  }

  private static Result result(Path place, TensorFile file, Entry entry) {
    String type = TYPES.get(entry.type());
    if (type == null) {
      throw new InvalidInputException(
          Text.format(
              "'%s': '%s' is of type %s, expected float32 or float64",
              place, entry.name(), entry.type()));
    }
    StoredTensor stored = file.read(entry.name());
    try {
      return new Result(
          entry.type() == ElementType.F64 ? stored.toDoubleTensor() : stored.toFloatTensor(), type);
    } catch (DumpException e) { // of the tensor alone, it does not know where that is
      throw new InvalidInputException("'" + place + "': " + e.getMessage());
    }
  }

  private static InvalidInputException unknown(Path place, String name, Roles roles) {
    Set<String> expected = roles.gradients().keySet();
    return new InvalidInputException(
        Text.format(
            "'%s': '%s' is not one of the sample's tensors; its gradients are %s, its values %s",
            place,
            name,
            String.join(", ", expected),
            String.join(", ", roles.steps().stream().map(Step::name).toList())));
  }

  /**
   * Requires that a tensor in a file is what was exported.
   *
   * @throws InvalidInputException at the first element that is not the same, bit for bit
   */
  static void requireSame(Path place, String name, StoredTensor found, ArrayTensor exported) {
    if (!found.entry().shape().equals(exported.shape().toList())) {
      throw other(
          place, name, "has shape " + found.entry().shapeText(), exported.shape().toString());
    }
    for (int i = 0; i < exported.size(); i++) {
      if (Double.compare(found.at(i), exported.at(i)) != 0) {
        throw other(
            place,
            name,
            Text.format(
                "at %s is %s", exported.shape().position(i), PythonNumber.repr(found.at(i))),
            PythonNumber.repr(exported.at(i)));
      }
    }
  }

  private static InvalidInputException other(
      Path place, String name, String found, String exported) {
    return new InvalidInputException(
        Text.format(
            "'%s': the input '%s' %s, exported was %s: it is not the exported input; a gradient"
                + " is called 'd' and the name of its value",
            place, name, found, exported));
  }
}
