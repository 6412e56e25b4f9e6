package org.gradoracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Reads PIT's report and prints how many mutants were killed in every package, class and rule, and
 * each survivor that no comment beside it explains. Exit code 1 if fewer than 95 of 100 mutants are
 * killed.
 *
 * <p>After the campaign: {@code java src/test/java/org/gradoracle/MutantsPerRule.java}.
 */
public final class MutantsPerRule {

  private static final Path REPORT = Path.of("target/pit-reports/mutations.xml");
  private static final Path SOURCES = Path.of("src/main/java");

  /** Where a step or a rule is written; what follows, up to the next one, is its own. */
  private static final Pattern STEP_OR_RULE =
      Pattern.compile("\\bstep\\(\\s*\"(?<step>\\w+)\"|\\.grad\\(\\s*(?<input>\\w+),");

  /**
   * One change that PIT made.
   *
   * @param killed whether a test failed on it, or did not end
   * @param covered whether a test ran it
   * @param type the class, without {@code org.gradoracle}
   * @param method the method; for a lambda the one that it is written in
   * @param source the file
   * @param line the line in it
   * @param change what was changed
   */
  private record Mutant(
      boolean killed,
      boolean covered,
      String type,
      String method,
      Path source,
      int line,
      String change) {

    static Mutant of(Element xml) {
      String type = text(xml, "mutatedClass");
      String method = text(xml, "mutatedMethod").replaceAll("^lambda\\$(\\w+)\\$\\d+$", "$1");
      Path folder = SOURCES.resolve(type.substring(0, type.lastIndexOf('.')).replace('.', '/'));
      return new Mutant(
          xml.getAttribute("detected").equals("true"),
          !xml.getAttribute("status").equals("NO_COVERAGE"),
          type.replace("org.gradoracle.", ""),
          method,
          folder.resolve(text(xml, "sourceFile")),
          Integer.parseInt(text(xml, "lineNumber")),
          text(xml, "description"));
    }

    private static String text(Element xml, String name) {
      return xml.getElementsByTagName(name).item(0).getTextContent();
    }

    String room() {
      return type.substring(0, type.indexOf('.'));
    }

    String code() {
      return line(line);
    }

    boolean equivalent() {
      return IntStream.rangeClosed(Math.max(1, line - 2), line)
          .anyMatch(each -> line(each).contains(EQUIVALENT));
    }

    private String line(int number) {
      return read(source).lines().toList().get(number - 1).strip();
    }

    boolean inFormula() {
      return room().equals("formula") && method.equals("program");
    }

    /** {@code step←input} for a rule, {@code step} for a forward line. */
    String rule() {
      String text = read(source);
      int end = 0;
      for (int i = 0; i < line; i++) {
        end = text.indexOf('\n', end) + 1;
      }
      String step = "";
      String found = "before the first step";
      Matcher matcher = STEP_OR_RULE.matcher(text).region(0, end);
      while (matcher.find()) {
        step = matcher.group("step") != null ? matcher.group("step") : step;
        found = matcher.group("step") != null ? step : step + "←" + matcher.group("input");
      }
      return type + " " + found;
    }

    @Override
    public String toString() {
      return "%s.%s:%d  %s  [%s]".formatted(type, method, line, code(), change);
    }
  }

  /** A comment with it says why a change to its line, or to the two below, changes nothing. */
  private static final String EQUIVALENT = "// equivalent mutant: ";

  /** The part of the mutants that may survive, until all others are looked at. */
  private static final double LIMIT = 0.05;

  private MutantsPerRule() {}

  /** Prints and judges the last campaign's report. */
  public static void main(String[] args) throws Exception {
    List<Mutant> mutants = new ArrayList<>();
    NodeList found =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(REPORT.toFile())
            .getElementsByTagName("mutation");
    for (int i = 0; i < found.getLength(); i++) {
      mutants.add(Mutant.of((Element) found.item(i)));
    }
    print(
        "rule or forward line", mutants.stream().filter(Mutant::inFormula).toList(), Mutant::rule);
    print("class", mutants, mutant -> mutant.type().replaceAll("\\$.*", ""));
    print("package", mutants, Mutant::room);
    print("", mutants, mutant -> "all");

    List<Mutant> survivors = mutants.stream().filter(mutant -> !mutant.killed()).toList();
    List<Mutant> unknown = survivors.stream().filter(mutant -> !mutant.equivalent()).toList();
    unknown.forEach(mutant -> System.out.println("SURVIVED: " + mutant));
    System.out.printf(
        "%d survivors, %d of them equivalent by a comment beside them%n",
        survivors.size(), survivors.size() - unknown.size());
    if (mutants.isEmpty() || survivors.size() > LIMIT * mutants.size()) {
      System.exit(1);
    }
  }

  private static void print(String title, List<Mutant> mutants, Function<Mutant, String> group) {
    System.out.printf("%n%-50s mutants killed survived not run%n", title);
    Map<String, List<Mutant>> groups =
        mutants.stream().collect(Collectors.groupingBy(group, TreeMap::new, Collectors.toList()));
    groups.forEach(
        (name, all) -> {
          long killed = all.stream().filter(Mutant::killed).count();
          long notRun = all.stream().filter(mutant -> !mutant.covered()).count();
          System.out.printf(
              "%-50s %7d %6d %8d %7d%n",
              name, all.size(), killed, all.size() - killed - notRun, notRun);
        });
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
