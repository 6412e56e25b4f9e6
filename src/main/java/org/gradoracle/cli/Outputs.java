package org.gradoracle.cli;

import static java.util.stream.Collectors.partitioningBy;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gradoracle.data.InvalidInputException;
import org.gradoracle.output.Destination;
import org.gradoracle.output.Ending;
import org.gradoracle.output.Folder;
import org.gradoracle.output.NotWrittenException;
import org.gradoracle.output.Place;
import org.gradoracle.report.Format;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** The options that say as what a report is written, and where. */
final class Outputs {

  private static final Set<String> STANDARD_OUTPUT =
      Set.of("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

  /** A format, a file, or both. */
  static final class Output {

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description =
            "What to write: text, json, markdown or html. By default what FILE's name ends like:"
                + " .json, .md, .html; else text. May be given several times, each with its own"
                + " --output.")
    private @Nullable Format format;

    @Option(
        names = "--output",
        paramLabel = "FILE",
        description = "Where to write it; '-', the default, is standard output.")
    private @Nullable Path file;

    private Optional<Path> file() {
      return Optional.ofNullable(file).filter(path -> !STANDARD_OUTPUT.contains(path.toString()));
    }

    private Format format() {
      return Optional.ofNullable(format).or(() -> file().map(Format::of)).orElse(Format.TEXT);
    }
  }

  @ArgGroup(exclusive = false, multiplicity = "0..*")
  private List<Output> outputs = new ArrayList<>();

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      showDefaultValue = Help.Visibility.NEVER,
      description =
          "Write every format into this folder, beside what else is written: report.txt,"
              + " report.json, report.md and report.html.")
  private Optional<Path> folder = Optional.empty();

  /** Places, each with what is written there. */
  static final class Open implements AutoCloseable {

    private final Map<Destination, Format> destinations = new LinkedHashMap<>();
    private final List<Folder> folders = new ArrayList<>();
    private final Map<Path, Path> files = new HashMap<>();
    private final List<Path> inputs;
    private boolean printed;

    private Open(List<Path> inputs) {
      this.inputs = inputs;
    }

    private void add(Path file, Format format) {
      Place place = Place.of(file);
      inputs.forEach(input -> place.requireNot(input, file));
      Path other = files.putIfAbsent(place.path(), file);
      if (other != null) {
        throw new InvalidInputException(
            other.equals(file)
                ? "output '" + file + "' is named twice"
                : "outputs '" + other + "' and '" + file + "' are one file");
      }
      destinations.put(Destination.of(file, place), format);
    }

    /** Whether something goes to standard output. */
    boolean printed() {
      return printed;
    }

    /**
     * Writes everything, or nothing: all is staged before the first is shown, and what cannot be
     * taken back, streams, comes before files.
     *
     * @throws NotWrittenException if something cannot be written; it says what was
     */
    void write(Function<Format, String> text) {
      destinations.forEach((destination, format) -> destination.stage(text.apply(format)));
      Map<Boolean, List<Destination>> isStream =
          destinations.keySet().stream()
              .collect(partitioningBy(each -> each instanceof Destination.Direct));
      isStream.getOrDefault(true, List.of()).forEach(Destination::commit);
      Ending.whole(() -> commit(isStream.getOrDefault(false, List.of())));
    }

    private static void commit(List<Destination> files) {
      int written = 0;
      try {
        for (; written < files.size(); written++) {
          files.get(written).commit();
        }
      } catch (NotWrittenException e) {
        throw written == 0
            ? e
            : new NotWrittenException(
                e.getMessage() + "; written before it: " + files.subList(0, written));
      }
    }

    @Override
    public void close() {
      destinations.keySet().forEach(Destination::close);
      folders.forEach(Folder::close);
    }
  }

  /**
   * Makes sure that everything can be written.
   *
   * @param inputs what is read, which no output may replace
   * @throws InvalidInputException if something cannot, or if two go to one place
   */
  Open open(PrintWriter out, Path... inputs) {
    List<Format> printed =
        outputs.isEmpty()
            ? List.of(Format.TEXT)
            : outputs.stream()
                .filter(output -> output.file().isEmpty())
                .map(Output::format)
                .toList();
    if (printed.size() > 1) {
      throw new InvalidInputException(
          "standard output takes one format, not "
              + printed
              + ": give each of the others its --output, or all an --output-dir");
    }
    Open open = new Open(List.of(inputs));
    try {
      folder.ifPresent(
          dir -> {
            open.folders.add(new Folder(dir));
            for (Format format : Format.values()) {
              open.add(dir.resolve(format.file()), format);
            }
          });
      outputs.forEach(output -> output.file().ifPresent(file -> open.add(file, output.format())));
      open.printed = !printed.isEmpty();
      printed.forEach(format -> open.destinations.put(Destination.of(out), format));
    } catch (InvalidInputException e) {
      open.close();
      throw e;
    }
    return open;
  }
}
