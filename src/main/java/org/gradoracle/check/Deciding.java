package org.gradoracle.check;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.gradoracle.diagnose.Diagnosis;
import org.gradoracle.diagnose.Explanation;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Status;
import org.jspecify.annotations.Nullable;

/**
 * Of the findings on one rule or gradient at several samples, the one that decides.
 *
 * <p>A failure decides over what is missing, and both over what passes. In a sample with few
 * elements, or unusual ones, a wrong rule may look like a simple mistake that it is not. So an
 * explanation counts if at least a third of the samples that fail with finite values have it, a
 * constant or a change of the rule at half of them, and of several the one that most have; if there
 * is none, a sample without an explanation decides. A rule that passes at more samples than it
 * fails at is not one whose line has to be changed everywhere.
 */
final class Deciding {

  /** In a single element or column many mistakes look alike, and awkward values have their own. */
  private static final Comparator<Finding> TELLING =
      Comparator.comparing(Deciding::measured)
          .thenComparing(Deciding::severalRowsAndColumns)
          .thenComparing(finding -> finding.at().kind() == InputKind.PLAIN)
          .thenComparing(Deciding::distinct);

  private static final Set<Kind> FACTORS = EnumSet.of(Kind.CONSTANT_FACTOR, Kind.NAMED_FACTOR);

  /** Of the rule's own line. */
  private static final Set<Kind> CHANGES = EnumSet.of(Kind.ONE_CHANGE, Kind.EXCHANGED);

  /** They say that a rule is right but for some elements. */
  private static final Set<Kind> RIGHT_ELSEWHERE =
      EnumSet.of(Kind.CONVENTION, Kind.ONLY_IN_ROWS, Kind.ONLY_IN_A_RANGE);

  private static final String OTHER_FACTORS = " here, and another at other samples";

  /** What they say of a gradient that is not zero is never right. */
  private static final Set<Kind> NOWHERE_RIGHT =
      EnumSet.of(Kind.ZERO, Kind.NEGATIVE, Kind.CONSTANT_FACTOR);

  private static final Set<Kind> PLACES = EnumSet.of(Kind.ONLY_IN_ROWS, Kind.ONLY_IN_A_RANGE);

  /** What failing findings have in common; an explanation without the numbers in it. */
  private record Alike(Status status, String explanation) {

    static Alike of(Finding finding) {
      return new Alike(finding.status(), first(finding).map(Alike::words).orElse(""));
    }

    /** A constant without a name is a coincidence if it is another one at each sample. */
    private static String words(Explanation explanation) {
      return explanation.kind() == Kind.CONSTANT_FACTOR ? explanation.text() : explanation.words();
    }
  }

  /**
   * Findings that are alike.
   *
   * @param best the one of them that shows most
   * @param samples at which they are
   * @param rows whether all are off in the same rows, if they are off in rows
   */
  private record Group(Finding best, Set<Case> samples, boolean rows) {

    static Group of(Finding finding) {
      return new Group(finding, Set.of(finding.at()), true);
    }

    boolean explained() {
      return first(best).isPresent();
    }

    boolean isOneOf(Set<Kind> kinds) {
      return first(best).filter(explanation -> kinds.contains(explanation.kind())).isPresent();
    }

    Group and(Group other) {
      Finding better = TELLING.compare(other.best, best) > 0 ? other.best : best;
      boolean same = rows(best).equals(rows(other.best));
      Set<Case> both = new HashSet<>(samples);
      both.addAll(other.samples);
      return new Group(better, both, rows && other.rows && same);
    }

    int count() {
      return samples.size();
    }

    private static String rows(Finding finding) {
      return start(finding, ":").replaceFirst("\\d+, the last", "the last");
    }
  }

  private @Nullable Finding missing;
  private @Nullable Finding passing;
  private boolean passedSeveral;
  private int passed;
  private final Map<Alike, Group> failing = new LinkedHashMap<>();

  /** Of constant factors, by the number. */
  private final Map<String, Map<Alike, Group>> factors = new LinkedHashMap<>();

  /** Takes in a finding. */
  void take(Finding finding) {
    if (finding.status() == Status.PASS) {
      passed++;
    }
    passedSeveral |= finding.passed() && finding.shape().size() > 1;
    if (finding.status() == Status.MISSING) {
      missing = missing == null ? finding : missing;
    } else if (!finding.passed()) {
      Group one = Group.of(finding);
      failing.merge(Alike.of(finding), one, Group::and);
      if (one.isOneOf(FACTORS)) {
        factors
            .computeIfAbsent(start(finding, " = "), number -> new LinkedHashMap<>())
            .merge(Alike.of(finding), one, Group::and);
      }
    } else if (passing == null || nearer(finding, passing)) {
      passing = finding;
    }
  }

  /** The one that decides; none if none was taken in. */
  Optional<Finding> decided() {
    if (failing.isEmpty()) {
      return Optional.ofNullable(missing != null ? missing : passing);
    }
    return sameFactor()
        .or(() -> largest(group -> group.explained() && isCommon(group) && !isRefuted(group)))
        .or(this::changingFactor)
        .or(() -> largest(group -> group.best().status() == Status.SHAPE))
        .or(() -> largest(group -> !group.explained()))
        .or(() -> failing.values().stream().reduce(Group::and).map(Deciding::unexplained));
  }

  /** Whether it passes, and was seen at single elements only, where axes and sizes do not show. */
  boolean passesAtSingleElementsOnly() {
    return failing.isEmpty() && missing == null && passing != null && !passedSeveral;
  }

  /** How many samples fail. */
  private int failed() {
    return count(any -> true);
  }

  /** How many of them with finite values. */
  private int finite() {
    return count(group -> group.best().status() != Status.NONFINITE);
  }

  /** A sample may fail twice: by its numbers, and where they are whole. */
  private int count(Predicate<Group> which) {
    return (int)
        failing.values().stream()
            .filter(which)
            .flatMap(group -> group.samples().stream())
            .distinct()
            .count();
  }

  /** Where a rule is right may be told only if it is mostly seen; of the rest, NaN hides it. */
  private boolean isCommon(Group group) {
    if (group.isOneOf(PLACES)) {
      return 3 * group.count() >= failed();
    }
    return (group.isOneOf(FACTORS) || group.isOneOf(CHANGES) ? 2 : 3) * group.count() >= finite();
  }

  /** What is not so at other samples is said to be so here. */
  private Finding here(Group group) {
    Finding best = group.best();
    String text = first(best).map(Explanation::text).orElse("");
    if (group.isOneOf(EnumSet.of(Kind.CONSTANT_FACTOR))
        && group.count() < count(any -> any.isOneOf(FACTORS))) {
      return unnamed(best, OTHER_FACTORS);
    }
    if (passed > 0 && group.isOneOf(NOWHERE_RIGHT)) {
      String others = group.count() == failed() ? ", and right at other samples" : "";
      return told(best, text + " here" + others);
    }
    if (group.isOneOf(EnumSet.of(Kind.ONE_CHANGE)) && group.count() < finite()) {
      text += Text.format(", at %d of the %d samples that fail", group.count(), finite());
      return told(best, text);
    }
    if (!group.rows() && group.isOneOf(EnumSet.of(Kind.ONLY_IN_ROWS))) {
      text = text.replaceFirst("(, the last)?:", " (at other samples elsewhere):");
      return told(best, text);
    }
    int elsewhere = finite() - count(each -> each.isOneOf(RIGHT_ELSEWHERE));
    if (elsewhere > 0 && group.isOneOf(EnumSet.of(Kind.CONVENTION, Kind.ONLY_IN_A_RANGE))) {
      return told(
          best, Text.format("%s; not so at %s", text, Text.counted(elsewhere, "other sample")));
    }
    int notFinite = count(each -> each.best().status() == Status.NONFINITE);
    if (notFinite > 0 && group.isOneOf(RIGHT_ELSEWHERE)) {
      return told(best, Text.format("%s; at %d other samples it is not finite", text, notFinite));
    }
    return best;
  }

  private static Finding unexplained(Group group) {
    Finding best = group.best();
    return group.explained() ? best.with(best.verdict().unexplained()) : best;
  }

  /** Whether the change that would make the rule right would have made it wrong elsewhere. */
  private boolean isRefuted(Group group) {
    return group.isOneOf(CHANGES) && passed > finite();
  }

  private Optional<Finding> largest(Predicate<Group> which) {
    return failing.values().stream()
        .filter(which)
        .max(Comparator.comparing(Group::count))
        .map(this::here);
  }

  /**
   * A number that is the same at half of the samples, and at more than have one name for it: then
   * no size is its name, but a number of the line may be.
   */
  private Optional<Finding> sameFactor() {
    int named =
        failing.values().stream()
            .filter(group -> group.isOneOf(FACTORS))
            .mapToInt(Group::count)
            .max()
            .orElse(0);
    return factors.values().stream()
        .flatMap(
            names -> {
              Optional<Group> any = names.values().stream().reduce(Group::and);
              return any
                  .filter(group -> group.count() > named && 2 * group.count() >= finite())
                  .map(
                      group -> ofTheLine(names.values()).orElseGet(() -> unnamed(group.best(), "")))
                  .stream();
            })
        .findFirst();
  }

  /** The one that names a number of the step's line, if one does. */
  private static Optional<Finding> ofTheLine(Collection<Group> names) {
    List<Finding> found =
        names.stream()
            .map(Group::best)
            .filter(best -> first(best).orElseThrow().text().contains(" with c = "))
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /** A factor at half of the samples at least, and none at a third of them. */
  private Optional<Finding> changingFactor() {
    return failing.values().stream()
        .filter(group -> group.isOneOf(FACTORS))
        .reduce(Group::and)
        .filter(factors -> 2 * factors.count() >= finite())
        .map(group -> unnamed(group.best(), OTHER_FACTORS));
  }

  private static Finding unnamed(Finding factor, String more) {
    return told(factor, Kind.CONSTANT_FACTOR, start(factor, " = ") + more);
  }

  /** An explanation's text before the first of these; empty if there is none. */
  private static String start(Finding finding, String end) {
    return first(finding).map(explanation -> explanation.text().split(end, 2)[0]).orElse("");
  }

  private static Finding told(Finding finding, String text) {
    return told(finding, first(finding).orElseThrow().kind(), text);
  }

  private static Finding told(Finding finding, Kind kind, String text) {
    return finding.with(finding.verdict().insteadOf(new Explanation(kind, text)));
  }

  private static boolean nearer(Finding finding, Finding other) {
    return finding.status().rank() != other.status().rank()
        ? finding.status().rank() < other.status().rank()
        : nearness(finding) > nearness(other);
  }

  private static Optional<Explanation> first(Finding finding) {
    return finding.verdict().explanations().stream().findFirst();
  }

  /** Whether it was compared with a tolerance: that whole numbers differ says less. */
  private static boolean measured(Finding finding) {
    return finding.verdict().float64().isPresent() || finding.verdict().float32().isPresent();
  }

  private static boolean severalRowsAndColumns(Finding finding) {
    return finding
        .verdict()
        .diagnosis()
        .map(Diagnosis::severalRowsAndColumns)
        .or(() -> finding.verdict().float64().map(found -> found.elements() > 1))
        .orElse(true);
  }

  private static long distinct(Finding finding) {
    return finding.verdict().diagnosis().map(Diagnosis::distinct).orElse(0L);
  }

  /** How near to failing: by its error in float32, if it has any. */
  private static double nearness(Finding finding) {
    return finding
        .verdict()
        .float32()
        .map(Float32Error::ulps)
        .or(
            () ->
                finding.verdict().float64().map(found -> found.difference() / found.sensitivity()))
        .filter(Double::isFinite)
        .orElse(0.0);
  }
}
