package org.gradoracle.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gradoracle.data.InvalidInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** The options that say as what a report is written, and where. */
final class Outputs {

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
      return Optional.ofNullable(file).filter(path -> !path.toString().equals("-"));
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
    private final Set<Path> files = new HashSet<>();
    private boolean printed;

    private void add(Path file, Format format) {
      if (!files.add(file.toAbsolutePath().normalize())) {
        throw new InvalidInputException("output '" + file + "' is named twice");
      }
      destinations.put(Destination.of(file), format);
    }

    /** Whether something goes to standard output. */
    boolean printed() {
      return printed;
    }

    /** Writes everything, or nothing. */
    void write(Function<Format, String> text) {
      destinations.forEach((destination, format) -> destination.take(text.apply(format)));
      destinations.keySet().forEach(Destination::show);
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
   * @throws InvalidInputException if something cannot, or if two go to one place
   */
  Open open(PrintWriter out) {
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
    Open open = new Open();
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
