package org.gradoracle.cli;

import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toSet;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gradoracle.output.Destination;
import org.gradoracle.output.Ending;
import org.gradoracle.output.Folder;
import org.gradoracle.output.NotWrittenException;
import org.gradoracle.output.Place;
import org.gradoracle.report.Format;
import org.gradoracle.report.HtmlReport;
import org.gradoracle.report.Report;
import org.gradoracle.text.InvalidInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** The options that say as what a report is written, and where. */
final class OutputOptions {

  private static final Set<String> STANDARD_OUTPUT =
      Set.of("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

  /** A format, a file, or both. */
  static final class Output {

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description =
            "What to write: text, json, markdown or html. By default what FILE's name ends with"
                + " (.json, .md, .html), otherwise text. It makes a pair with the --output next to"
                + " it, and can be given several times.")
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
              + " report.json, report.md and report.html, with a page for each of several formulas.")
  private Optional<Path> folder = Optional.empty();

  /** Something that is written. */
  private record Written(Destination destination, Format format, Optional<Site> site) {

    void stage(Writing writing) {
      destination.stage(writing.text(format, site.map(Site::pages)));
    }
  }

  /** The pages beside an index. */
  private static final class Site {
    private final Pages pages;
    private final Map<String, Destination> destinations = new LinkedHashMap<>();
    private final Set<String> staged = new HashSet<>();

    Site(Pages pages) {
      this.pages = pages;
    }

    Pages pages() {
      return pages;
    }

    void stage(String formula, String page) {
      Optional.ofNullable(destinations.get(formula)).ifPresent(each -> each.stage(page));
      staged.add(formula);
    }

    /** Those of formulas that could be checked. */
    Stream<Destination> staged() {
      return destinations.entrySet().stream()
          .filter(each -> staged.contains(each.getKey()))
          .map(Map.Entry::getValue);
    }
  }

  /** Gives a text for a format, and the pages beside it, if there are any. */
  @FunctionalInterface
  interface Writing {
    String text(Format format, Optional<Pages> pages);
  }

  /** Places, each with what is written there. */
  static final class Open implements AutoCloseable {

    private final List<Written> written = new ArrayList<>();
    private final List<Folder> folders = new ArrayList<>();
    private final Map<Path, Path> files = new HashMap<>();
    private final List<String> formulas;
    private final List<Path> inputs;
    private boolean printed;

    private Open(List<String> formulas, List<Path> inputs) {
      this.formulas = formulas;
      this.inputs = inputs;
    }

    private void add(Path file, Format format) {
      Destination destination = open(file);
      boolean pages = format == Format.HTML && !formulas.isEmpty();
      if (pages && destination instanceof Destination.Direct) {
        destination.close();
        throw needsAFile("'" + file + "' takes");
      }
      Optional<Site> site =
          pages ? Optional.of(new Site(Pages.of(file, formulas))) : Optional.empty();
      written.add(new Written(destination, format, site));
      site.ifPresent(
          each ->
              each.pages()
                  .files()
                  .forEach((name, page) -> each.destinations.put(name, open(page))));
    }

    private Destination open(Path file) {
      Place place = Place.of(file);
      inputs.forEach(input -> place.requireNot(input, file));
      Path other = files.putIfAbsent(place.path(), file);
      if (other != null) {
        throw new InvalidInputException(
            other.equals(file)
                ? "output '" + file + "' is named twice"
                : "outputs '" + other + "' and '" + file + "' are one file");
      }
      return Destination.of(file, place);
    }

    private void print(PrintWriter out, Format format) {
      if (format == Format.HTML && !formulas.isEmpty()) {
        throw needsAFile("standard output takes");
      }
      printed = true;
      written.add(new Written(Destination.of(out), format, Optional.empty()));
    }

    private static InvalidInputException needsAFile(String takes) {
      return new InvalidInputException(
          takes
              + " one page, and HTML on several formulas is an index and a page for each: give it an"
              + " --output that is a file, or an --output-dir, or name one formula");
    }

    /** Whether something goes to standard output. */
    boolean printed() {
      return printed;
    }

    /** All that is written. */
    Set<Format> formats() {
      return written.stream().map(Written::format).collect(toSet());
    }

    /**
     * Takes the text off what is written at the end, if it goes to standard output: it can be shown
     * there as the work goes on.
     *
     * @return standard output, or nowhere
     */
    PrintWriter live(PrintWriter out) {
      boolean live =
          written.removeIf(
              each ->
                  each.destination() instanceof Destination.Direct direct
                      && direct.isStandardOutput()
                      && each.format() == Format.TEXT);
      return live ? out : new PrintWriter(Writer.nullWriter());
    }

    /** Stages a formula's page beside every index. */
    void page(String formula, Report report) {
      sites().forEach(site -> site.stage(formula, HtmlReport.of(report, site.pages().back())));
    }

    private Stream<Site> sites() {
      return written.stream().flatMap(each -> each.site().stream());
    }

    /**
     * Writes everything, or nothing: all is staged before the first is shown, and what cannot be
     * taken back, streams, comes before files.
     *
     * @throws NotWrittenException if something cannot be written; it says what was
     */
    void write(Writing writing) {
      written.forEach(each -> each.stage(writing));
      Map<Boolean, List<Destination>> isStream =
          Stream.concat(
                  sites().flatMap(Site::staged), // an index after what it leads to
                  written.stream().map(Written::destination))
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
      sites().flatMap(site -> site.destinations.values().stream()).forEach(Destination::close);
      written.forEach(each -> each.destination().close());
      folders.forEach(Folder::close);
    }
  }

  /**
   * Makes sure that everything can be written.
   *
   * @param formulas that have a page each in HTML, beside an index; none if it is one page
   * @param inputs what is read, which no output may replace
   * @throws InvalidInputException if something cannot, or if two go to one place
   */
  Open open(PrintWriter out, List<String> formulas, Path... inputs) {
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
    Open open = new Open(formulas, List.of(inputs));
    try {
      folder.ifPresent(
          dir -> {
            open.folders.add(new Folder(dir));
            for (Format format : Format.values()) {
              open.add(dir.resolve(format.file()), format);
            }
          });
      outputs.forEach(output -> output.file().ifPresent(file -> open.add(file, output.format())));
      printed.forEach(format -> open.print(out, format));
    } catch (InvalidInputException e) {
      open.close();
      throw e;
    }
    return open;
  }
}
