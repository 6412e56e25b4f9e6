package org.gradoracle.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.report.StoredReport.Entry;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.Status;

/**
 * What changed from one run to another.
 *
 * @param settings facts that are not the same, in one line each
 * @param entries rows and rules that moved, in the later report's order, then those that are gone;
 *     a formula that is new or gone is one entry
 * @param same how many did not move
 */
public record Changes(List<String> settings, List<Change> entries, int same) {

  /** Which way something moved. */
  public enum Direction {
    /** A verdict that was right and is not, exactness lost, a larger error, or nothing left. */
    WORSE,
    /** The other way, and nothing in it worse. */
    BETTER,
    /** New, or not right in another way. */
    OTHER
  }

  /**
   * What changed of one row or rule.
   *
   * @param name like {@code row bndiff2} or {@code rule bnvar←bndiff2}
   * @param what from what to what, in one line
   */
  public record Change(String name, Direction direction, String what) {}

  /** Copies of the lists. */
  public Changes {
    settings = List.copyOf(settings);
    entries = List.copyOf(entries);
  }

  /** From the earlier to the later. */
  public static Changes between(StoredReport before, StoredReport after) {
    List<String> settings = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>(before.facts().keySet());
    names.addAll(after.facts().keySet());
    for (String name : names) {
      String from = before.facts().getOrDefault(name, "nothing");
      String to = after.facts().getOrDefault(name, "nothing");
      if (!from.equals(to)) {
        settings.add(name + ": " + from + " -> " + to);
      }
    }
    Map<String, Entry> earlier = common(before, after);
    Map<String, Entry> later = common(after, before);
    List<Change> changes = new ArrayList<>();
    later.forEach(
        (name, entry) ->
            Optional.ofNullable(earlier.get(name))
                .map(known -> change(name, known, entry))
                .orElseGet(() -> Optional.of(appeared(name, entry)))
                .ifPresent(changes::add));
    int same = later.size() - changes.size();
    earlier.keySet().stream()
        .filter(name -> !later.containsKey(name))
        .map(name -> new Change(name, Direction.WORSE, "is gone"))
        .forEach(changes::add);
    return new Changes(settings, changes, same);
  }

  /** What one report says; of a formula that the other does not have, only whether it is right. */
  private static Map<String, Entry> common(StoredReport report, StoredReport other) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    report
        .parts()
        .forEach(
            (name, part) -> {
              if (other.parts().containsKey(name)) {
                entries.putAll(part);
              } else {
                entries.put(name, Objects.requireNonNull(part.get(name)));
              }
            });
    return entries;
  }

  private static Change appeared(String name, Entry entry) {
    return new Change(
        name,
        entry.status().passed() ? Direction.OTHER : Direction.WORSE,
        "is new: " + entry.status());
  }

  private static Optional<Change> change(String name, Entry before, Entry after) {
    if (before.equals(after)) {
      return Optional.empty();
    }
    List<String> what = new ArrayList<>();
    boolean worse = false;
    boolean better = false;
    if (before.status() != after.status()) {
      what.add(before.status() + " -> " + after.status());
      worse |= grade(after) < grade(before);
      better |= grade(after) > grade(before);
    }
    if (!before.exact().equals(after.exact())) {
      what.add("exact " + text(before.exact()) + " -> " + text(after.exact()));
      worse |= before.exact().orElse(false);
      better |= after.exact().orElse(false);
    }
    if (!before.error().equals(after.error())) {
      what.add("error " + number(before.error()) + " -> " + number(after.error()));
      // NaN is larger than any number, and so is an unknown error
      int order =
          Double.compare(after.error().orElse(Double.NaN), before.error().orElse(Double.NaN));
      worse |= order > 0;
      better |= order < 0;
    }
    Direction direction = worse ? Direction.WORSE : better ? Direction.BETTER : Direction.OTHER;
    return Optional.of(new Change(name, direction, String.join(", ", what)));
  }

  /** Right, right in float64 alone, or not right: of zero and pass none is better. */
  private static int grade(Entry entry) {
    return Math.min(entry.status().rank(), Status.PASS.rank());
  }

  private static String text(Optional<Boolean> exact) {
    return exact.map(TextReport::python).orElse("-");
  }

  private static String number(Optional<Double> error) {
    return error.map(PythonNumber::repr).orElse("-");
  }

  /** How many moved in a direction. */
  public long count(Direction direction) {
    return entries.stream().filter(change -> change.direction() == direction).count();
  }

  /** All in lines, ended by line feeds; what got worse first, the counts last. */
  public String text() {
    StringBuilder text = new StringBuilder();
    settings.forEach(setting -> text.append("other " + setting + "\n"));
    for (Direction direction : Direction.values()) {
      for (Change change : entries) {
        if (change.direction() == direction) {
          text.append(Text.format("%-6s  %s: %s\n", direction, change.name(), change.what()));
        }
      }
    }
    text.append(
        Text.format(
            "%d worse, %d better, %d otherwise changed, %d the same\n",
            count(Direction.WORSE), count(Direction.BETTER), count(Direction.OTHER), same));
    return text.toString();
  }
}
